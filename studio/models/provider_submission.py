"""The ledger of what was asked of providers that charge. A line is written before the request is sent, and stays."""

import enum
from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric, text
from sqlalchemy.orm import Mapped, mapped_column

from studio.models.base import Base, CreatedAt, Id, native_enum
from studio.stages import Stage


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
        Index("ix_provider_submissions_video_job_id", "video_job_id"),
        Index("ix_provider_submissions_intended_at", "intended_at"),
        CheckConstraint("(cost IS NULL) = (currency IS NULL)", name="cost_has_a_currency"),
    )

    id: Mapped[Id]
    work_item_id: Mapped[int | None] = mapped_column(ForeignKey("work_items.id", ondelete="SET NULL"))
    video_job_id: Mapped[int] = mapped_column(BigInteger)
    """The job's number; no foreign key, since what was spent outlives the job."""
    job_title: Mapped[str]
    stage: Mapped[Stage] = mapped_column(native_enum(Stage, "stage"))
    order_index: Mapped[int]
    """The item's place in the album when it was asked for."""
    provider: Mapped[str]
    state: Mapped[SubmissionState] = mapped_column(native_enum(SubmissionState, "submission_state"))
    provider_job_id: Mapped[str | None]
    price_usd: Mapped[Decimal] = mapped_column(Numeric(12, 6))
    """What the provider's capabilities said that it would cost."""
    cost: Mapped[Decimal | None] = mapped_column(Numeric(18, 6))
    """What the vendor says it charged, where it says so."""
    currency: Mapped[str | None]
    """Of the cost: `USD`, another currency, or the vendor's own credits."""
    error_message: Mapped[str | None]
    intended_at: Mapped[CreatedAt]
    accepted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
