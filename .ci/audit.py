"""Asks whether known weaknesses are in what the studio is made of: `make audit`.

A weakness that is found ends it with status 1: of the Python packages any, since their advisories name no severity, of
the page's those of high severity or worse. Where no source of advisories can be reached it says so, and ends well:
nothing was found out, and nothing is claimed.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[1] / "frontend"
LONGEST_SECONDS = 180
PYTHON = (sys.executable, "-m", "pip_audit", "--skip-editable", "--progress-spinner", "off", "--format", "json")
NPM = ("npm", "audit", "--json")
GRAVE = ("high", "critical")


def main() -> int:
    python = judge_python(_ask(PYTHON, Path.cwd()))
    page = judge_page(_ask(NPM, PAGE))
    for kind, found in (("Python packages", python), ("The page's packages", page)):
        if found is None:
            lines = [f"{kind}: no source of advisories is reachable from here, so nothing was audited."]
        elif found:
            lines = [f"{kind}: {len(found)} known weaknesses.", *(f"  {line}" for line in found)]
        else:
            lines = [f"{kind}: no known weakness."]
        sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 1 if python or page else 0


def judge_python(answer: Any) -> list[str] | None:
    """A line for each weakness. None where nothing was audited: packages that the source does not know are skipped."""
    packages = answer.get("dependencies", []) if isinstance(answer, dict) else []
    audited = [package for package in packages if "vulns" in package]
    if not audited:
        return None
    return [
        f"{package['name']} {package['version']}: {found['id']}, mended in {', '.join(found['fix_versions']) or 'none'}"
        for package in audited
        for found in package["vulns"]
    ]


def judge_page(answer: Any) -> list[str] | None:
    """A line for each grave weakness. None where npm got no answer."""
    if not isinstance(answer, dict) or "vulnerabilities" not in answer:
        return None
    return [
        f"{name} {found['range']}: {found['severity']}"
        for name, found in answer["vulnerabilities"].items()
        if found["severity"] in GRAVE
    ]


def _ask(command: tuple[str, ...], folder: Path) -> Any:
    """What the program prints as JSON; None where it prints none, or does not come to an end."""
    try:
        answer = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=LONGEST_SECONDS, check=False
        )
        return json.loads(answer.stdout)
    except (OSError, subprocess.TimeoutExpired, ValueError):
        return None


if __name__ == "__main__":
    sys.exit(main())
