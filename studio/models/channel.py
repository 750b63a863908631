"""A YouTube channel that albums are made for."""

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from studio.models.base import Base, CreatedAt, Id, UpdatedAt


class Channel(Base):
    __tablename__ = "channels"
    __table_args__ = (CheckConstraint("btrim(name) <> ''", name="name_not_empty"),)

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    youtube_channel_id: Mapped[str | None]
    brand_niche: Mapped[str | None]
    is_active: Mapped[bool] = mapped_column(server_default="true", default=True)
    """A disabled channel takes no new jobs, and its planned jobs wait."""
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]
