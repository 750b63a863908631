"""The words that name the work, in order, and the words for its states.

Every other module spells stages and states by these names. Nothing here does anything.
"""

from enum import StrEnum


class Stage(StrEnum):
    """What is done to an album, in the order in which it is done."""

    PROMPTS = "prompts"
    TRACKS = "tracks"
    VISUALS = "visuals"
    RENDER = "render"
    METADATA = "metadata"

    @property
    def position(self) -> int:
        """0 for prompts, 4 for metadata."""
        return list(Stage).index(self)

    def onwards(self) -> "tuple[Stage, ...]":
        """This stage and all after it."""
        return tuple(Stage)[self.position :]


class JobStatus(StrEnum):
    """The coarse state of a job that people filter by. `Stage` is the exact one."""

    PLANNED = "planned"
    GENERATING_MUSIC = "generating_music"
    GENERATING_IMAGE = "generating_image"
    RENDERING = "rendering"
    READY_FOR_EXPORT = "ready_for_export"
    COMPLETED = "completed"
    FAILED = "failed"


STATUS_WHILE: dict[Stage, JobStatus] = {
    Stage.PROMPTS: JobStatus.GENERATING_MUSIC,
    Stage.TRACKS: JobStatus.GENERATING_MUSIC,
    Stage.VISUALS: JobStatus.GENERATING_IMAGE,
    Stage.RENDER: JobStatus.RENDERING,
    Stage.METADATA: JobStatus.READY_FOR_EXPORT,
}
"""The status that a job shows while it is in a stage. Writing prompts already counts as music."""


class RunState(StrEnum):
    """Whether somebody is, or should be, working on a job."""

    IDLE = "idle"
    RUNNING = "running"
    STOPPING = "stopping"


class JobStanding(StrEnum):
    """How a job stands for the person: what the list shows, and filters by."""

    PLANNED = "planned"
    """Starts at its time."""
    QUEUED = "queued"
    """Starts by itself as soon as there is room for it."""
    HELD = "held"
    """Waits for a person: to be started, or for its channel to be enabled."""
    REVIEW = "review"
    """Waits for a person to look at what was made so far, and to let it go on."""
    RUNNING = "running"
    STOPPING = "stopping"
    OUT_OF_DATE = "out_of_date"
    """Complete, but takes, order or titles were changed since the film was made."""
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    FAILED = "failed"


class ItemState(StrEnum):
    """The state of one piece of work: one track, one visual, or a stage that has a single piece."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


class Mode(StrEnum):
    """What a re-run does with what is already there."""

    MISSING = "missing"
    REGENERATE = "regenerate"
