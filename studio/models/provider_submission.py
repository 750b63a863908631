"""The ledger of what was asked of providers that charge. A line is written before the request is sent."""

import enum

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from studio.models.base import Base, CreatedAt, Id, UpdatedAt, native_enum


class SubmissionState(enum.StrEnum):
    """`intended` after a crash means: nobody knows whether it was charged."""

    INTENDED = "intended"
    ACCEPTED = "accepted"
    COLLECTED = "collected"
    REFUSED = "refused"
    GIVEN_UP = "given_up"


class ProviderSubmission(Base):
    __tablename__ = "provider_submissions"
    __table_args__ = (
        # An item has at most one submission whose fate is open.
        Index(
            "uq_provider_submissions_open",
            "work_item_id",
            unique=True,
            postgresql_where=text("state IN ('intended', 'accepted')"),
        ),
        Index("ix_provider_submissions_work_item_id", "work_item_id"),
    )

    id: Mapped[Id]
    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_items.id", ondelete="CASCADE"))
    provider: Mapped[str]
    state: Mapped[SubmissionState] = mapped_column(native_enum(SubmissionState, "submission_state"))
    provider_job_id: Mapped[str | None]
    error_message: Mapped[str | None]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]
