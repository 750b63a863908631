"""One attempt to render a job's film."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from studio.models.base import Base, CreatedAt, Id, native_enum


class RenderStatus(enum.StrEnum):
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    ABANDONED = "abandoned"


class RenderTask(Base):
    __tablename__ = "render_tasks"
    __table_args__ = (
        # One film is rendered at a time, however many messages say so.
        Index(
            "uq_render_tasks_running",
            "video_job_id",
            unique=True,
            postgresql_where=text("status = 'running'"),
        ),
        Index("ix_render_tasks_video_job_id", "video_job_id"),
    )

    id: Mapped[Id]
    video_job_id: Mapped[int] = mapped_column(ForeignKey("video_jobs.id", ondelete="CASCADE"))
    run_no: Mapped[int]
    status: Mapped[RenderStatus] = mapped_column(native_enum(RenderStatus, "render_status"))
    input_hash: Mapped[str]
    """Digest of everything that the film shows and plays. Equal hash, equal film."""
    ffmpeg_command: Mapped[str | None]
    """The argument lists that made the segments, one a line, quoted for reading."""
    local_video_path: Mapped[str | None]
    """Relative to the output root."""
    resolution: Mapped[str]
    duration_seconds: Mapped[float | None]
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    segments_encoded: Mapped[int | None]
    segments_reused: Mapped[int | None]
    inspection: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB)
    """`studio.render.inspection.report.Check` values."""
    created_at: Mapped[CreatedAt]
    completed_at: Mapped[datetime | None]
    error_message: Mapped[str | None]
