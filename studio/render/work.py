"""What a render has cost, by the kind of work. It measures and judges nothing."""

import contextlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WorkShare:
    """What one kind of work has cost, all processes and threads together."""

    name: str
    cpu_seconds: float
    wall_seconds: float
    """Of the single pieces added up: more than the render's own where they ran side by side."""


class WorkLog:
    def __init__(self) -> None:
        self._shares: dict[str, tuple[float, float]] = {}

    def add(self, name: str, cpu_seconds: float, wall_seconds: float) -> None:
        cpu, wall = self._shares.get(name, (0.0, 0.0))
        self._shares[name] = (cpu + cpu_seconds, wall + wall_seconds)

    @contextlib.contextmanager
    def taken(self, name: str) -> Iterator[None]:
        """Adds what this process and its children take meanwhile."""
        cpu, wall = _cpu_seconds(), time.monotonic()
        yield
        self.add(name, _cpu_seconds() - cpu, time.monotonic() - wall)

    def shares(self) -> tuple[WorkShare, ...]:
        return tuple(WorkShare(name, cpu, wall) for name, (cpu, wall) in self._shares.items())


def _cpu_seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
