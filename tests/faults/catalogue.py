"""What a scenario is: a fault, what is promised under it, and a function that makes it happen and looks.

A scenario draws all its chances from the source that it is handed, so that the same seed makes the same choices again.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

from tests.faults.machine import Studio

Play = Callable[[Studio, random.Random], None]


@dataclass(frozen=True)
class Scenario:
    name: str
    fault: str
    promise: str
    play: Play
    runs: int
    """In the whole suite, each with a seed of its own."""
    quick_runs: int
    """In the tests that run with every change."""

    def run(self, studio: Studio, seed: int) -> None:
        """Raises FaultBroken, or whatever went wrong, where the promise was not kept."""
        self.play(studio, random.Random(f"{self.name} {seed}"))
        studio.tidy()


SCENARIOS: dict[str, Scenario] = {}


def scenario(fault: str, promise: str, *, runs: int = 1, quick_runs: int = 0) -> Callable[[Play], Play]:
    """Adds the function to the catalogue, under its own name."""

    def add(play: Play) -> Play:
        SCENARIOS[play.__name__] = Scenario(play.__name__, fault, promise, play, runs, quick_runs)
        return play

    return add
