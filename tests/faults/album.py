"""An album of the fault suite, and what was asked for beside it."""

from dataclasses import dataclass, field

from studio.stages import Stage
from tests.faults.vendor import Kind


@dataclass
class Album:
    """A job of the studio, as the person knows it."""

    job_id: int
    seed: int
    track_count: int
    until: Stage
    asked_again: list[tuple[Kind, int]] = field(default_factory=list)
    """Items that the person has had made anew, knowing that it may cost again."""
