"""One album video: what was asked for, how far it is, and what came of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from studio.models.base import Base, CreatedAt, Id, UpdatedAt, native_enum
from studio.models.channel import Channel
from studio.stages import JobStatus, RunState, Stage


class VideoJob(Base):
    __tablename__ = "video_jobs"
    __table_args__ = (
        CheckConstraint("target_duration_minutes BETWEEN 1 AND 180", name="target_duration_minutes_in_range"),
        CheckConstraint("track_count BETWEEN 1 AND 60", name="track_count_in_range"),
        CheckConstraint("btrim(niche_label) <> ''", name="niche_label_not_empty"),
        # The scan for planned jobs reads this index and nothing else.
        Index(
            "ix_video_jobs_planned",
            "priority",
            "start_at",
            postgresql_where=text("status = 'planned' AND NOT is_held"),
        ),
        Index("ix_video_jobs_live", "id", postgresql_where=text("run_state <> 'idle'")),
        # The list of jobs: all, of a channel, or of a status, the newest or the oldest first.
        Index("ix_video_jobs_created_at_id", "created_at", "id"),
        Index("ix_video_jobs_channel_id_created_at_id", "channel_id", "created_at", "id"),
        Index("ix_video_jobs_status_created_at_id", "status", "created_at", "id"),
    )

    id: Mapped[Id]
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"))
    status: Mapped[JobStatus] = mapped_column(
        native_enum(JobStatus, "job_status"),
        default=JobStatus.PLANNED,
        server_default=JobStatus.PLANNED.value,
    )
    niche_label: Mapped[str]
    mood_keywords: Mapped[list[str]] = mapped_column(JSONB)
    target_duration_minutes: Mapped[int]
    track_count: Mapped[int]
    prompts_json: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """`studio.schemas.prompts.AlbumPrompts`."""
    options: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """`studio.schemas.options.AlbumOptions`: providers, motion, crossfade, seed."""
    metadata_json: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """`studio.schemas.metadata.AlbumMetadata`."""
    local_video_path: Mapped[str | None]
    output_directory: Mapped[str] = mapped_column(unique=True)
    """Relative to the output root."""
    error_code: Mapped[str | None]
    error_message: Mapped[str | None]
    is_rehearsal: Mapped[bool] = mapped_column(default=False, server_default="false")
    """Holds placeholders, so it is not for publishing."""

    upload_checklist: Mapped[list[str]] = mapped_column(JSONB, default=list, server_default="[]")
    """Steps of the upload that the person has ticked."""
    published_url: Mapped[str | None]
    published_at: Mapped[datetime | None]

    is_held: Mapped[bool] = mapped_column(default=False, server_default="false")
    """Planned, but waits until somebody starts it."""
    start_at: Mapped[datetime | None]
    """Earliest start; None: at once."""
    priority: Mapped[int] = mapped_column(default=0, server_default="0")
    """Lower goes first."""
    run_no: Mapped[int] = mapped_column(default=0, server_default="0")
    """Grows with every run. A task of an older run writes nothing."""
    run_state: Mapped[RunState] = mapped_column(
        native_enum(RunState, "run_state"), default=RunState.IDLE, server_default=RunState.IDLE.value
    )
    until_stage: Mapped[Stage] = mapped_column(
        native_enum(Stage, "stage"), default=Stage.METADATA, server_default=Stage.METADATA.value
    )
    """The run stops after this stage."""
    rewritten_index: Mapped[int | None]
    """The one pair of prompts that is to be written anew; None: all of them."""
    stage: Mapped[Stage | None] = mapped_column(native_enum(Stage, "stage"))
    progress_at: Mapped[datetime | None]
    """When the run or its stage began, by the database's clock. None: the scan is to look at once."""
    resumes: Mapped[int] = mapped_column(default=0, server_default="0")
    """Times in a row that the run was resumed by itself without a new piece finished."""
    done_at_resume: Mapped[int] = mapped_column(default=0, server_default="0")
    """Pieces that were done when the run was last resumed by itself."""

    started_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]

    channel: Mapped[Channel] = relationship()
