"""One take of one track."""

import enum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from studio.models.artifact import TakeColumns, take_constraints
from studio.models.base import Base, Id, native_enum


class MusicProviderName(enum.StrEnum):
    """Built-ins, vendors, and `external` for plug-ins, whose own name stands in `plugin_name`."""

    DUMMY = "dummy"
    LIBRARY = "library"
    COMPOSER = "composer"
    MUBERT = "mubert"
    BEATOVEN = "beatoven"
    ELEVENLABS = "elevenlabs"
    STABILITY = "stability"
    EXTERNAL = "external"


class AudioTrack(TakeColumns, Base):
    __tablename__ = "audio_tracks"
    __table_args__ = take_constraints("audio_tracks", "pcm_sha256")

    id: Mapped[Id]
    video_job_id: Mapped[int] = mapped_column(ForeignKey("video_jobs.id", ondelete="CASCADE"))
    provider: Mapped[MusicProviderName] = mapped_column(native_enum(MusicProviderName, "music_provider"))
    provider_track_id: Mapped[str | None]
    title: Mapped[str]
    duration_seconds: Mapped[float]
    """Decoded length of the file."""
    sound_start_seconds: Mapped[float]
    sound_end_seconds: Mapped[float]
    """Silence before and after is not played, so that no crossfade fades into nothing."""
    pcm_sha256: Mapped[str]
    """Digest of the decoded sound."""
    sample_rate: Mapped[int]
    channels: Mapped[int]
    integrated_lufs: Mapped[float | None]
    """EBU R128; None for silence."""
    true_peak_dbtp: Mapped[float | None]
