"""A hundred planned jobs at once, beside years of old ones: `make load`, or `python -m benchmarks.load`.

A whole studio of its own runs them: PostgreSQL, Redis, beat, two workers of each kind and the API, with providers that
answer at once. It is judged by what the person is promised: each job runs once, the most urgent first and never more
side by side than the setting says, the API answers in time meanwhile, and memory stays flat.
"""

import os
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import httpx
import psutil
import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from studio.db.schema import migrate_database
from studio.db.session import forget_engine, in_transaction
from studio.models import JobEvent, VideoJob, WorkItem
from studio.settings import get_settings
from studio.stack import Program, Stack, studio_programs
from studio.stack.lock import read_record
from studio.stages import JobStatus, RunState, Stage
from tests.albums import plan_job
from tests.e2e.many_jobs import add_old_jobs

P95_SECONDS = 0.050
GROWTH_BYTES = 32_000_000
"""A process that keeps less than this between the middle and the last third of the time is called flat."""
JOBS_AT_ONCE = 4
TRACKS = 2
PAGE = 25
"""Jobs on a page of the list, as the page asks for them."""
_LONGEST_SECONDS = 3600.0
_SAMPLE_SECONDS = 0.5
_PAUSE_SECONDS = 0.02
"""Between two requests: some thirty a second, more than a page that is open asks for."""


@dataclass(frozen=True, slots=True)
class Scale:
    jobs: int
    old_jobs: int
    until_stage: Stage


@dataclass(slots=True)
class Findings:
    """What was seen of one run."""

    scale: Scale
    seconds: float = 0.0
    latencies: dict[str, list[float]] = field(default_factory=dict)
    """Seconds of each request, by what was asked for."""
    refused: int = 0
    memory: dict[str, list[int]] = field(default_factory=dict)
    """Resident bytes of each program over the time."""
    faults: list[str] = field(default_factory=list)
    most_at_once: int = 0

    def p95_seconds(self) -> float:
        return percentile([each for of_one in self.latencies.values() for each in of_one], 95)

    def growth_bytes(self, name: str) -> int:
        """Between the medians of the middle third, when all is loaded, and of the last third."""
        samples = self.memory[name]
        third = len(samples) // 3
        if third == 0:
            return 0
        return round(statistics.median(samples[-third:]) - statistics.median(samples[third:-third]))


def percentile(values: Sequence[float], per_cent: float) -> float:
    """The least value that so many per cent do not pass; 0 of none."""
    return sorted(values)[max(0, -(-len(values) * int(per_cent) // 100) - 1)] if values else 0.0


def run_load(scale: Scale, folder: Path, console: Console) -> Findings:
    """Run the jobs in a studio of this load's own, and look at it meanwhile."""
    findings = Findings(scale)
    forget_engine(close=True)  # what this process has asked before was another database
    with _environment(folder) as port, Stack(get_settings(), _programs()) as stack:
        migrate_database()
        planned = [_plan(number, scale.until_stage) for number in range(scale.jobs)]
        in_transaction(lambda session: add_old_jobs(session, scale.old_jobs))
        console.print(f"{scale.jobs} jobs are planned beside {scale.old_jobs} old ones; the workers start.")
        forget_engine(close=True)
        stack.start_programs()
        began_at = time.monotonic()
        over = threading.Event()
        asking = threading.Thread(target=_ask, args=(f"http://127.0.0.1:{port}", planned, findings, over))
        asking.start()
        try:
            while not _are_over(planned):
                stack.check()
                _sample(folder / ".studio", findings)
                time.sleep(_SAMPLE_SECONDS)
                if time.monotonic() - began_at > _LONGEST_SECONDS:
                    findings.faults.append(f"the jobs did not end within {_LONGEST_SECONDS:.0f} s")
                    break
        finally:
            over.set()
            asking.join()
        findings.seconds = time.monotonic() - began_at
        in_transaction(lambda session: _audit(session, planned, findings))
        forget_engine(close=True)
    return findings


@contextmanager
def _environment(folder: Path) -> Iterator[int]:
    """Settings for a studio of this load's own; yields the API's port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    before = dict(os.environ)
    groups = tuple(f"{group}_".upper() for group in type(get_settings()).model_fields)
    for name in [name for name in os.environ if name.startswith(groups)]:
        del os.environ[name]
    os.environ |= {
        "OUTPUT_ROOT": str(folder / "output"),
        "STACK_DIRECTORY": str(folder / ".studio"),
        "API_PORT": str(port),
        "RECOVERY_SCAN_SECONDS": "1",
        "RECOVERY_JOBS_AT_ONCE": str(JOBS_AT_ONCE),
        "ALBUM_MUSIC_PROVIDER": "dummy",
        "ALBUM_VISUAL_PROVIDER": "dummy",
        "FFMPEG_PRESET": "ultrafast",
        "FFMPEG_JOBS": "1",
        "LOGGING_LEVEL": "WARNING",
    }
    get_settings.cache_clear()
    try:
        yield port
    finally:
        os.environ.clear()
        os.environ |= before
        get_settings.cache_clear()


def _plan(number: int, until_stage: Stage) -> int:
    """Urgency and earliest start differ, so that the order in which they run says something."""
    start_at = datetime.now(UTC) - timedelta(minutes=number * 37 % 60) if number % 3 else None
    priority = number * 7 % 5 - 2
    job = plan_job(tracks=TRACKS, priority=priority, start_at=start_at, until_stage=until_stage, motion="none")
    return job.id


def _programs() -> list[Program]:
    """Two workers of each kind, a beat, and the API."""
    programs = studio_programs(get_settings(), with_api=True, with_flower=False, with_page=False)
    doubled = []
    for program in programs:
        if program.name in ("io", "media"):
            second = tuple(f"second-{part}" if part.endswith("@%h") else part for part in program.arguments)
            doubled.append(replace(program, name=f"{program.name}-2", arguments=second))
    return [*programs, *doubled]


def _are_over(job_ids: Sequence[int]) -> bool:
    def count(session: Session) -> int:
        return (
            session.scalar(
                select(func.count(VideoJob.id)).where(
                    VideoJob.id.in_(job_ids),
                    VideoJob.run_state == RunState.IDLE,
                    VideoJob.status != JobStatus.PLANNED,
                )
            )
            or 0
        )

    return in_transaction(count) == len(job_ids)


def _ask(address: str, job_ids: Sequence[int], findings: Findings, over: threading.Event) -> None:
    """What a page asks for, one thing after the other, on a connection that is kept."""
    with httpx.Client(base_url=address, timeout=30) as client:
        while not over.is_set():
            with suppress(httpx.TransportError):
                if client.get("/api/health").status_code == 200:
                    break
            time.sleep(0.1)
        number = 0
        while not over.is_set():
            job_id = job_ids[number % len(job_ids)]
            usual = (
                ("list of jobs", f"/api/jobs?limit={PAGE}"),
                ("one job", f"/api/jobs/{job_id}"),
                ("its events", f"/api/jobs/{job_id}/events"),
                ("running jobs", f"/api/jobs?limit={PAGE}&standing=running"),
                ("channels", "/api/channels"),
            )
            # What a person does, and no open page by itself.
            rare = (
                ("search", f"/api/jobs?limit={PAGE}&search=late%20library"),
                ("last page by niche", f"/api/jobs?limit={PAGE}&sort=niche_label&offset=9900"),
            )
            number += 1
            for what, path in (*usual, *(rare if number % 5 == 0 else ())):
                began_at = time.perf_counter()
                answer = client.get(path)
                findings.latencies.setdefault(what, []).append(time.perf_counter() - began_at)
                findings.refused += answer.status_code != 200
                if over.wait(_PAUSE_SECONDS):
                    return


def _sample(stack_directory: Path, findings: Findings) -> None:
    """Of each program its own process: what its workers start for one task ends with the task."""
    record = read_record(stack_directory)
    for child in record.children if record is not None else ():
        with suppress(psutil.Error):
            process = psutil.Process(child.pid)
            name = _name_of(process.cmdline())
            if name is not None:
                findings.memory.setdefault(name, []).append(process.memory_info().rss)


def _name_of(words: Sequence[str]) -> str | None:
    if "uvicorn" in words:
        return "API"
    if "beat" in words:
        return "beat"
    if "worker" in words:
        return f"worker {words[words.index('-n') + 1].removesuffix('@%h')}"
    return None


def _audit(session: Session, planned: Sequence[int], findings: Findings) -> None:
    """Each ran once, in the order that was asked for, and never too many side by side."""
    jobs = session.scalars(select(VideoJob).where(VideoJob.id.in_(planned))).all()
    is_whole = findings.scale.until_stage == Stage.METADATA
    for job in jobs:
        if job.error_code is not None or (is_whole and job.status != JobStatus.COMPLETED):
            findings.faults.append(f"job {job.id} ended {job.status.value}: {job.error_message}")
        if job.run_no != 1:
            findings.faults.append(f"job {job.id} had {job.run_no} runs")
    counts = session.execute(
        select(JobEvent.video_job_id, JobEvent.code, func.count())
        .where(JobEvent.code.in_(("run_started", "run_resumed", "run_done", "item_started", "item_done")))
        .group_by(JobEvent.video_job_id, JobEvent.code)
    )
    found: dict[int, dict[str, int]] = {job_id: {} for job_id in planned}
    for job_id, code, count in counts:
        found.setdefault(job_id, {})[code] = count
    pieces = sum(TRACKS if stage in (Stage.TRACKS, Stage.VISUALS) else 1 for stage in _stages(findings.scale))
    expected = {"run_started": 1, "run_done": 1, "item_started": pieces, "item_done": pieces}
    for job_id, of_job in found.items():
        if of_job != (expected if job_id in planned else {}):
            findings.faults.append(f"job {job_id} told {of_job} where {expected} is once each")
    again = session.scalar(select(func.count(WorkItem.id)).where(WorkItem.attempts > 1)) or 0
    if again:
        findings.faults.append(f"{again} pieces were tried more than once")
    _audit_order(session, jobs, findings)


def _stages(scale: Scale) -> list[Stage]:
    return [stage for stage in Stage if stage.position <= scale.until_stage.position]


def _audit_order(session: Session, jobs: Sequence[VideoJob], findings: Findings) -> None:
    told = session.execute(
        select(JobEvent.video_job_id, JobEvent.code)
        .where(JobEvent.code.in_(("run_started", "run_done")))
        .order_by(JobEvent.id)
    ).all()
    at_once = 0
    for _, code in told:
        at_once += 1 if code == "run_started" else -1
        findings.most_at_once = max(findings.most_at_once, at_once)
    if findings.most_at_once > JOBS_AT_ONCE:
        findings.faults.append(f"{findings.most_at_once} jobs ran at once where {JOBS_AT_ONCE} may")
    earliest = datetime.min.replace(tzinfo=UTC)
    wanted = [job.id for job in sorted(jobs, key=lambda job: (job.priority, job.start_at or earliest, job.id))]
    started = [job_id for job_id, code in told if code == "run_started"]
    if started != wanted:
        findings.faults.append(f"the jobs started in the order {started} and not {wanted}")


def judge(findings: Findings) -> list[tuple[str, str, str, bool]]:
    """Promise, what was found, what was aimed at, and whether it was kept."""
    scale = findings.scale
    requests = sum(map(len, findings.latencies.values()))
    rows = [
        ("each job once, in order", f"{len(findings.faults)} faults", "none", not findings.faults),
        ("jobs at once", str(findings.most_at_once), f"at most {JOBS_AT_ONCE}", findings.most_at_once <= JOBS_AT_ONCE),
        (f"{requests} requests", f"{findings.refused} failed", "none", not findings.refused and requests > 0),
        (
            f"API p95 beside {scale.old_jobs} jobs",
            f"{1000 * findings.p95_seconds():.0f} ms",
            f"under {1000 * P95_SECONDS:.0f} ms",
            findings.p95_seconds() < P95_SECONDS,
        ),
    ]
    for name in sorted(findings.memory):
        growth = findings.growth_bytes(name)
        now = findings.memory[name][-1]
        rows.append(
            (
                f"memory of {name}",
                f"{growth / 1e6:+.0f} MB to {now / 1e6:.0f} MB",
                f"less than {GROWTH_BYTES / 1e6:+.0f} MB",
                growth < GROWTH_BYTES,
            )
        )
    return rows


def print_findings(findings: Findings, console: Console) -> bool:
    """Whether every promise was kept."""
    scale = findings.scale
    console.print(f"{scale.jobs} jobs up to the {scale.until_stage.value} took {findings.seconds:.0f} s.")
    asked = Table("Asked for", "Requests", "Median", "p95", "p99", box=None)
    for what, seconds in findings.latencies.items():
        asked.add_row(
            what, str(len(seconds)), *(f"{1000 * percentile(seconds, per_cent):.0f} ms" for per_cent in (50, 95, 99))
        )
    console.print(asked)
    rows = judge(findings)
    promises = Table("Promise", "Found", "Aim", "", box=None)
    for promise, found, aim, is_kept in rows:
        promises.add_row(promise, found, aim, "[green]kept[/]" if is_kept else "[red]broken[/]")
    console.print(promises)
    for fault in findings.faults[:20]:
        console.print(f"[red]{fault}[/]", highlight=False, soft_wrap=True)
    return all(is_kept for *_, is_kept in rows)


def main(
    *,
    jobs: Annotated[int, typer.Option(min=1, help="Planned jobs.")] = 100,
    old_jobs: Annotated[int, typer.Option(min=0, help="Jobs of the past in the table.")] = 10_000,
    until: Annotated[
        Stage, typer.Option(help="The last stage; up to the visuals nothing is encoded.")
    ] = Stage.METADATA,
) -> None:
    """Run planned jobs in a studio of their own and judge it by its promises."""
    console = Console()
    with tempfile.TemporaryDirectory(prefix="studio-load-") as folder:
        findings = run_load(Scale(jobs, old_jobs, until), Path(folder), console)
    if not print_findings(findings, console):
        sys.exit(1)


if __name__ == "__main__":
    typer.run(main)
