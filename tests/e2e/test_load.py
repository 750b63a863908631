"""The load test in short: planned jobs wait in their order, run once each, and never too many side by side."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks import load
from studio.stages import Stage

pytestmark = pytest.mark.e2e


def test_planned_jobs_wait_in_order_and_run_once(tmp_path: Path) -> None:
    scale = load.Scale(jobs=8, old_jobs=200, until_stage=Stage.VISUALS)
    findings = load.run_load(scale, tmp_path, Console(quiet=True))
    assert not findings.faults
    assert 1 < findings.most_at_once <= load.JOBS_AT_ONCE
    assert not findings.refused
    # How fast the answers came is for a machine that does nothing else: `make load`.
    assert {"list of jobs", "one job", "search"} <= set(findings.latencies)
    assert {"API", "beat", "worker io", "worker media", "worker second-io", "worker second-media"} == set(
        findings.memory
    )
    told = Console(record=True, file=io.StringIO(), width=120)
    load.print_findings(findings, told)
    assert "API p95 beside 200 jobs" in told.export_text()


def test_what_is_judged_is_told() -> None:
    findings = load.Findings(load.Scale(jobs=1, old_jobs=10, until_stage=Stage.METADATA))
    findings.latencies = {"list of jobs": [0.01] * 90 + [0.2] * 10}
    findings.memory = {
        "API": [100, 100, 100, 100_000_000, 100_000_000, 100_000_000, 150_000_000, 150_000_000, 150_000_000]
    }
    findings.faults = ["job 1 had 2 runs"]
    kept = {promise: is_kept for promise, _, _, is_kept in load.judge(findings)}
    assert kept == {
        "each job once, in order": False,
        "jobs at once": True,
        "100 requests": True,
        "API p95 beside 10 jobs": False,
        "memory of API": False,
    }
    assert load.percentile([], 95) == 0.0
    assert load.percentile([1.0, 2.0, 3.0, 4.0], 50) == 2.0
