"""What the audit makes of the answers that it gets."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

FILE = Path(__file__).parents[1] / ".ci" / "audit.py"


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_was_not_audited_is_not_called_well(audit: ModuleType) -> None:
    unknown = {"dependencies": [{"name": "av", "skip_reason": "not found"}]}
    answers: list[object] = [None, [], {}, unknown]
    assert [audit.judge_python(answer) for answer in answers] == [None] * 4
    answers = [None, [], {"message": "405 Method Not Allowed"}, {"error": {"summary": "offline"}}]
    assert [audit.judge_page(answer) for answer in answers] == [None] * 4


def test_weaknesses_are_named(audit: ModuleType) -> None:
    weak = {"name": "av", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"], "aliases": []}]}
    well = {"name": "celery", "version": "5", "vulns": []}
    assert audit.judge_python({"dependencies": [well]}) == []
    assert audit.judge_python({"dependencies": [weak, well]}) == ["av 1: PYSEC-1, mended in 2"]
    found = {"next": {"severity": "high", "range": "<16"}, "zod": {"severity": "moderate", "range": "*"}}
    assert audit.judge_page({"vulnerabilities": {}}) == []
    assert audit.judge_page({"vulnerabilities": found}) == ["next <16: high"]


def test_the_run_says_which_it_was(
    audit: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(audit, "PYTHON", ("/nowhere/python",))
    npm = tmp_path / "npm"
    npm.write_text(
        '#!/bin/sh\necho \'{"vulnerabilities": {"next": {"severity": "critical", "range": "<16"}}}\'\nexit 1\n'
    )
    npm.chmod(0o755)
    monkeypatch.setattr(audit, "NPM", (str(npm),))
    assert audit.main() == 1
    told = capsys.readouterr().out
    assert "Python packages: no source of advisories is reachable from here, so nothing was audited." in told
    assert "The page's packages: 1 known weaknesses.\n  next <16: critical" in told
