"""Whether a provider may be asked at present, for all workers together. A row appears when one is first asked."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from studio.models.base import Base, UpdatedAt


class ProviderState(Base):
    __tablename__ = "provider_states"
    __table_args__ = (CheckConstraint("(closed_code IS NULL) = (closed_reason IS NULL)", name="closed_with_a_reason"),)

    kind: Mapped[str] = mapped_column(primary_key=True)
    """`music` or `visual`."""
    name: Mapped[str] = mapped_column(primary_key=True)
    closed_code: Mapped[str | None]
    """Code of the error that closed it; None while it is open."""
    closed_reason: Mapped[str | None]
    closed_until: Mapped[datetime | None]
    """From then on one item at a time may probe it. None while closed: until a person starts a job that uses it."""
    probe_owner: Mapped[uuid.UUID | None]
    """Lease owner of the item that probes; a probe ends with its lease."""
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    """Times in a row that it was unavailable."""
    updated_at: Mapped[UpdatedAt]
