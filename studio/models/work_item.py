"""One piece of work of a job, and the lease of whoever is doing it.

A stage with many pieces (tracks, visuals) has an item for each order index; the others have item 0.
"""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from studio.models.base import Base, Id, UpdatedAt, native_enum
from studio.stages import ItemState, Stage


class WorkItem(Base):
    __tablename__ = "work_items"
    __table_args__ = (
        UniqueConstraint("video_job_id", "stage", "order_index"),
        CheckConstraint("(state = 'working') = (owner IS NOT NULL)", name="owned_while_working"),
        CheckConstraint("(owner IS NULL) = (lease_until IS NULL)", name="lease_has_an_owner"),
        # Jobs whose film is as the album is.
        Index("ix_work_items_film", "video_job_id", postgresql_where=text("stage = 'render' AND state = 'done'")),
        Index("ix_work_items_live", "video_job_id", postgresql_where=text("state = 'working'")),
        Index("ix_work_items_slots", "slot_provider", postgresql_where=text("state = 'working'")),
    )

    id: Mapped[Id]
    video_job_id: Mapped[int] = mapped_column(ForeignKey("video_jobs.id", ondelete="CASCADE"))
    stage: Mapped[Stage] = mapped_column(native_enum(Stage, "stage"))
    order_index: Mapped[int]
    state: Mapped[ItemState] = mapped_column(
        native_enum(ItemState, "item_state"),
        default=ItemState.WAITING,
        server_default=ItemState.WAITING.value,
    )
    owner: Mapped[uuid.UUID | None]
    lease_until: Mapped[datetime | None]
    not_before: Mapped[datetime | None]
    """A provider asked to be left alone until then."""
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    progress: Mapped[float] = mapped_column(default=0.0, server_default="0")
    """0 to 1."""
    progress_note: Mapped[str | None]
    error_code: Mapped[str | None]
    error_message: Mapped[str | None]
    slot_provider: Mapped[str | None]
    """Kind and name of the provider that its worker waits for or asks."""
    slot_taken_at: Mapped[datetime | None]
    """Since when it is one of those that the provider works on. A slot ends with the lease."""
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    updated_at: Mapped[UpdatedAt]
