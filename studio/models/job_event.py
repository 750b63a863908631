"""What happened to a job, in the words that people read. Append only."""

import enum
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from studio.models.base import Base, CreatedAt, Id, native_enum
from studio.stages import Stage


class EventLevel(enum.StrEnum):
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class JobEvent(Base):
    __tablename__ = "job_events"
    __table_args__ = (Index("ix_job_events_video_job_id_id", "video_job_id", "id"),)

    id: Mapped[Id]
    video_job_id: Mapped[int] = mapped_column(ForeignKey("video_jobs.id", ondelete="CASCADE"))
    run_no: Mapped[int]
    stage: Mapped[Stage | None] = mapped_column(native_enum(Stage, "stage"))
    order_index: Mapped[int | None]
    level: Mapped[EventLevel] = mapped_column(native_enum(EventLevel, "event_level"))
    code: Mapped[str]
    """Stable word for programs: `item_done`, `run_started`, or the code of an error."""
    message: Mapped[str]
    data: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    created_at: Mapped[CreatedAt]
