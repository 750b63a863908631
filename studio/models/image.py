"""One take of one visual: a picture or a clip, paired with the track of the same order index."""

import enum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from studio.models.artifact import TakeColumns, take_constraints
from studio.models.base import Base, Id, native_enum


class VisualProviderName(enum.StrEnum):
    """Built-ins, vendors, and `external` for plug-ins, whose own name stands in `plugin_name`."""

    DUMMY = "dummy"
    LIBRARY = "library"
    PAINTER = "painter"
    LEONARDO = "leonardo"
    GEMINI = "gemini"
    EXTERNAL = "external"


class Image(TakeColumns, Base):
    __tablename__ = "images"
    __table_args__ = take_constraints("images", "sha256")

    id: Mapped[Id]
    video_job_id: Mapped[int | None] = mapped_column(ForeignKey("video_jobs.id", ondelete="CASCADE"))
    provider: Mapped[VisualProviderName] = mapped_column(native_enum(VisualProviderName, "visual_provider"))
    provider_image_id: Mapped[str | None]
    is_clip: Mapped[bool] = mapped_column(default=False, server_default="false")
    width: Mapped[int]
    height: Mapped[int]
    duration_seconds: Mapped[float | None]
    """Length of a clip; None for a picture."""
