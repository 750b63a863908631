"""`python -m tests.faults [SCENARIO...] [--seed N] [--runs N] [--quick] [--list]`: the suite, and a table of what held.

The exit status is 1 where a promise was broken. What broke is told with the command that does the same again.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table

from tests.faults import scenarios  # noqa: F401 - fills the catalogue
from tests.faults.bench import Bench, command_for
from tests.faults.catalogue import SCENARIOS, Scenario
from tests.faults.process import FaultBroken

console = Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else 160)


@dataclass
class Row:
    """A line of the table."""

    scenario: Scenario
    wanted_runs: int
    runs: int = 0
    seconds: float = 0.0
    broken: list[tuple[int, str]] = field(default_factory=list)
    """The seed, and what was not kept."""


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make faults", description="Faults against a whole studio; see the table.")
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", help="all of them by default")
    parser.add_argument("--seed", type=int, default=int(time.time()) % 1_000_000, help="of the first run; by the clock")
    parser.add_argument("--runs", type=int, help="of each scenario, instead of its own number")
    parser.add_argument("--quick", action="store_true", help="those that run with every change, and as often")
    parser.add_argument("--list", action="store_true", help="say what there is, and end")
    wishes = parser.parse_args(words)
    unknown = [name for name in wishes.scenarios if name not in SCENARIOS]
    if unknown:
        parser.error(f"there is no scenario {', '.join(unknown)}; --list names them")
    rows = []
    for scenario in [SCENARIOS[name] for name in wishes.scenarios] or SCENARIOS.values():
        usual = scenario.quick_runs if wishes.quick else scenario.runs
        if usual > 0:
            rows.append(Row(scenario, wishes.runs or usual))
    if wishes.list:
        for row in rows:
            console.print(f"{row.scenario.name:38} {row.wanted_runs:3}  {row.scenario.fault}")
        return 0
    console.print(f"Seed {wishes.seed}")
    _play(rows, wishes.seed)
    _show(rows)
    return int(any(row.broken for row in rows))


def _play(rows: Sequence[Row], first_seed: int) -> None:
    bench = Bench()
    try:
        for row in rows:
            for seed in range(first_seed, first_seed + row.wanted_runs):
                began_at = time.monotonic()
                try:
                    bench.play(row.scenario, seed)
                except FaultBroken as broken:
                    row.broken.append((seed, str(broken).partition("\n")[0]))
                    console.print(f"{row.scenario.name}, seed {seed}: {broken}")
                row.runs += 1
                row.seconds += time.monotonic() - began_at
            verdict = "broken" if row.broken else "kept"
            console.print(f"{verdict:7} {row.scenario.name}: {row.runs} runs, {row.seconds:.0f} s")
    finally:
        bench.close()


def _show(rows: Sequence[Row]) -> None:
    table = Table("Fault", "Runs", "Promise", "", box=None, pad_edge=False, header_style="dim")
    for row in rows:
        kept = row.runs - len(row.broken)
        verdict = "kept" if kept == row.runs else f"broken, {kept} kept"
        table.add_row(row.scenario.fault, str(row.runs), row.scenario.promise, verdict)
    console.print()
    console.print(table)
    for row in rows:
        for seed, reason in row.broken:
            console.print(f"\n{command_for(row.scenario, seed)}\n  {reason}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
