"""Where scenarios are played: on one studio for as long as it holds, and on a new one after a promise was broken."""

import tempfile
from pathlib import Path

from tests.faults.catalogue import Scenario
from tests.faults.machine import Studio
from tests.faults.process import FaultBroken


class Bench:
    """Starting a studio takes as long as an album, so scenarios share one."""

    def __init__(self) -> None:
        self._studio: Studio | None = None

    def play(self, scenario: Scenario, seed: int) -> None:
        """Raises FaultBroken, with the ends of all logs and the command that does the same again."""
        try:
            studio = self._studio = self._studio or Studio(Path(tempfile.mkdtemp(prefix="faults-"))).__enter__()
            scenario.run(studio, seed)
        except Exception as error:
            told = "" if self._studio is None else f"\n{self._studio.explain()}\n{self._studio.folder} is kept."
            self.close(is_kept=True)
            raise FaultBroken(f"{type(error).__name__}: {error}\nAgain: {command_for(scenario, seed)}{told}") from error

    def close(self, *, is_kept: bool = False) -> None:
        """`is_kept` leaves its folder for whoever wants to look."""
        if self._studio is not None:
            self._studio.__exit__(None, None, None)
            if not is_kept:
                self._studio.discard()
        self._studio = None


def command_for(scenario: Scenario, seed: int) -> str:
    return f'make faults ARGS="{scenario.name} --seed {seed} --runs 1"'
