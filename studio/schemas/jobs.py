"""HTTP bodies about video jobs."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints, field_validator

from studio.schemas.metadata import AlbumMetadata
from studio.schemas.options import AlbumOptions
from studio.schemas.prompts import AlbumPrompts
from studio.schemas.spending import CostView
from studio.schemas.values import Body, Moment, Page, RowId, View
from studio.settings import ClipLoopName, MotionName, VisualJoinName, VisualKindName
from studio.stages import ItemState, JobStanding, JobStatus, Mode, RunState, Stage

Budget = Annotated[float, Field(ge=0, le=1_000_000)]
"""US dollars."""
Keyword = Annotated[str, StringConstraints(min_length=1, max_length=60)]
ChecklistStep = Annotated[str, StringConstraints(min_length=1, max_length=100)]
YouTubeAddress = Annotated[
    str,
    StringConstraints(
        max_length=300,
        pattern=r"^https://(((www|m|music)\.)?youtube\.com/(watch\?(\S*&)?v=|live/|shorts/)|youtu\.be/)[A-Za-z0-9_-]{11}\S*$",
    ),
]
"""Of one film, as the browser's address line or YouTube's Share button give it."""


_LONGEST_NAME_BYTES = 255
"""Of one file or folder, on every common file system."""


class AlbumWishes(Body):
    """What an album is to be. What is left out is taken from the settings."""

    niche_label: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    mood_keywords: Annotated[list[Keyword], Field(max_length=20)] = Field(default_factory=list)
    target_duration_minutes: int | None = Field(default=None, ge=1, le=180)
    track_count: int | None = Field(default=None, ge=1, le=60)
    output_directory: Annotated[str, StringConstraints(min_length=1, max_length=300)] | None = None
    """Relative to the output root. Left out: named after the channel, the job's number and the niche."""
    music_provider: str | None = None
    visual_provider: str | None = None
    second_music_provider: str | None = None
    """Makes the remaining tracks once the first one cannot go on: its balance is used up, its key refused, a setting
    missing or its model retired. Left out: the job stops and says so."""
    second_visual_provider: str | None = None
    """As for the tracks."""
    own_tracks: str | None = None
    own_visuals: str | None = None
    crossfade_seconds: float | None = Field(default=None, ge=0, le=10)
    visual_kind: VisualKindName | None = None
    """A provider that makes no loops makes stills, which `motion` moves."""
    motion: MotionName | None = None
    visual_join: VisualJoinName | None = None
    clip_loop: ClipLoopName | None = None
    trim_silence: bool | None = None
    title_cards: bool | None = None
    film_grain: bool | None = None
    vignette: bool | None = None
    seed: int | None = Field(default=None, ge=0, le=2**31 - 1)
    budget_usd: Budget | None = None
    """Most that the job may cost. Left out: what the settings say. 0: nothing may be paid for."""
    start_at: Moment | None = None
    """Earliest start, with a time zone. Left out: at once."""
    start: bool = True
    """False leaves the job planned with no start time until somebody starts it."""
    until_stage: Stage = Stage.METADATA
    """The run stops after this stage, for review."""
    priority: int = Field(default=0, ge=-100, le=100)
    """Lower goes first."""

    @field_validator("output_directory")
    @classmethod
    def _refuse_long_names(cls, value: str | None) -> str | None:
        if value is not None and any(len(name.encode()) > _LONGEST_NAME_BYTES for name in value.split("/")):
            raise ValueError(f"must not hold a name of more than {_LONGEST_NAME_BYTES} bytes")
        return value


class JobDraft(AlbumWishes):
    """A new album of a channel."""

    channel_id: RowId


class JobChange(Body):
    """Only the fields that are sent change."""

    upload_checklist: Annotated[list[ChecklistStep], Field(max_length=50)] = Field(default_factory=list)
    """The steps that are ticked, by the page's own names for them."""
    published_url: YouTubeAddress | None = None
    """Where the film was published, which closes the job; null opens it again."""
    start_at: Moment | None = None
    """Of a planned job: its earliest start. Null: it waits until somebody starts it."""
    budget_usd: Budget | None = None
    """Most that the job may cost, also while it runs; null: what the settings say."""


class StageRun(Body):
    """A re-run of a stage, or of one item of it, and of what depends on it."""

    mode: Mode = Mode.MISSING
    item: int | None = Field(default=None, ge=1, le=60)
    """Number of the track, visual or pair of prompts, from 1, as people count. Left out: the whole stage."""


class TakeChoice(Body):
    take_id: RowId


class AlbumOrder(Body):
    numbers: Annotated[list[Annotated[int, Field(ge=1, le=60)]], Field(min_length=1, max_length=60)]
    """The present numbers of the pairs in their new order: [2, 1, 3] lets the first two change places."""


class JobSort(StrEnum):
    CREATED_AT = "created_at"
    STARTED_AT = "started_at"
    NICHE_LABEL = "niche_label"
    CHANNEL_NAME = "channel_name"
    STATUS = "status"
    DURATION = "duration"
    """From the first start to the end; of a job that runs, until now."""


class ItemView(View):
    """One piece of work. `number` counts from 1."""

    stage: Stage
    number: int
    state: ItemState
    attempts: int
    progress: float
    progress_note: str | None
    error_code: str | None
    error_message: str | None
    started_at: datetime | None
    finished_at: datetime | None


class StageView(View):
    stage: Stage
    state: ItemState
    done: int
    failed: int
    total: int
    progress: float
    """0 to 1 over all items of the stage."""
    note: str | None
    seconds_left: float | None
    """Estimated from this stage's own pace; None while there is none."""


class TakeView(View):
    id: int
    number: int
    take: int
    is_current: bool
    is_placeholder: bool
    provider: str
    provider_label: str
    """What people call it."""
    prompt_text: str
    local_file_path: str
    sha256: str
    size_bytes: int
    license_document_url: str | None
    created_at: datetime


class TrackView(TakeView):
    title: str
    duration_seconds: float
    integrated_lufs: float | None
    true_peak_dbtp: float | None
    provider_track_id: str | None


class VisualView(TakeView):
    is_clip: bool
    width: int
    height: int
    duration_seconds: float | None
    provider_image_id: str | None


class CheckView(View):
    name: str
    passed: bool
    found: str
    expected: str


class RenderView(View):
    id: int
    run_no: int
    status: str
    ffmpeg_command: str | None
    local_video_path: str | None
    resolution: str
    duration_seconds: float | None
    size_bytes: int | None
    segments_encoded: int | None
    segments_reused: int | None
    inspection: list[CheckView] | None
    created_at: datetime
    completed_at: datetime | None
    error_message: str | None


class JobSummary(View):
    id: int
    channel_id: int
    channel_name: str
    status: JobStatus
    standing: JobStanding
    run_state: RunState
    stage: Stage | None
    until_stage: Stage
    niche_label: str
    mood_keywords: list[str]
    target_duration_minutes: int
    track_count: int
    is_rehearsal: bool
    local_video_path: str | None
    output_directory: str
    error_code: str | None
    error_message: str | None
    start_at: datetime | None
    """Of a planned job: its earliest start."""
    is_channel_active: bool
    """A disabled channel's planned jobs wait until it is enabled."""
    started_at: datetime | None
    completed_at: datetime | None
    created_at: datetime
    updated_at: datetime
    stages: list[StageView]


class JobPage(Page[JobSummary]):
    """One page of the list of jobs."""


class JobDetail(JobSummary):
    run_no: int
    options: AlbumOptions
    prompts: AlbumPrompts | None
    metadata: AlbumMetadata | None
    items: list[ItemView]
    tracks: list[TrackView]
    """All takes, by number and take; the album holds the current ones."""
    visuals: list[VisualView]
    renders: list[RenderView]
    progress_at: datetime | None
    """Last sign of life of the run."""
    artwork: list[str]
    """Names of the files that lie beside the finished film."""
    lost_files: list[str]
    """Names of what was written beside the film, or of the film itself, and is not there; a run makes them again."""
    is_film_current: bool
    """False where takes, order, titles or options changed since the film was made, and where there is none."""
    upload_checklist: list[str]
    published_url: str | None
    published_at: datetime | None
    cost: CostView
    held_up_by: str | None
    """Why a provider of this job is not asked for anything at present; None where nothing holds the job up."""


class EstimateView(View):
    """What an album would take."""

    track_count: int
    track_seconds: float
    """Length of a track on average; own tracks last as long as they last."""
    disk_bytes: int
    """Most that is taken at one time while the film is made."""
    disk_free_bytes: int
    render_seconds: float
    """Rough, on this machine. A film made again after a change takes a fraction of it."""
    cost_usd: float
    """What the providers say that they charge."""
    most_cost_usd: float
    """As much where the dearer of first and second provider makes everything; never below `cost_usd`."""
    budget_problem: str | None
    """Why the budget does not allow the album: it would be refused as it is. None where it fits."""
    advice: list[str]
    """Sentences; nothing in them stops the job."""


class DefaultsView(View):
    """What a draft takes where a field is left out."""

    target_duration_minutes: int
    fewest_advised_minutes: int
    most_advised_minutes: int
    track_count: int
    music_provider: str
    visual_provider: str
    crossfade_seconds: float
    visual_kind: VisualKindName
    motion: MotionName
    visual_join: VisualJoinName
    clip_loop: ClipLoopName
    trim_silence: bool
    title_cards: bool
    film_grain: bool
    vignette: bool
    until_stage: Stage
    priority: int
    output_root: str
    """The folder, on the studio's machine, that output directories lie in."""
    library_root: str | None
    """The folder, on the studio's machine, below which own files may be named. None: nowhere."""
