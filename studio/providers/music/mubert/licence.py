"""What a licence at Mubert lets one ask for."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import Field, model_validator

from studio.providers.http.replies import Lenient

PERIODS = ("total", "monthly", "daily")
_PERIOD_WORDS = {"total": "in all", "monthly": "this month", "daily": "today"}


class Unwrapped(Lenient):
    """Replies come in `data`, and by some pages without."""

    @model_validator(mode="before")
    @classmethod
    def _unwrap(cls, value: Any) -> Any:
        return value["data"] if isinstance(value, dict) and isinstance(value.get("data"), dict) else value


class LicenceReply(Unwrapped):
    expired_at: datetime.datetime | None = None
    allow_all_formats: bool = False
    track_formats: list[str] = Field(default_factory=list)
    allow_all_bitrates: bool = False
    bitrates: list[int] = Field(default_factory=list)
    allow_all_modes: bool = False
    track_modes: list[str] = Field(default_factory=list)
    allow_all_intensities: bool = False
    intensities: list[str] = Field(default_factory=list)
    license_limits: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Licence:
    """What may be asked for. An empty tuple, or None, sets no limit."""

    longest_seconds: int | None = None
    concurrency: int | None = None
    formats: tuple[str, ...] = ()
    bitrates: tuple[int, ...] = ()
    modes: tuple[str, ...] = ()
    intensities: tuple[str, ...] = ()
    tracks_left: int | None = None
    period: str = "total"
    """Over which `tracks_left` is counted: total, monthly or daily."""
    expires_at: datetime.datetime | None = None

    @property
    def is_over(self) -> bool:
        return self.expires_at is not None and aware(self.expires_at) < datetime.datetime.now(datetime.UTC)

    def describe(self) -> tuple[str, ...]:
        """What is left of it, as phrases."""
        left = "no limit of tracks"
        if self.tracks_left is not None:
            left = f"{self.tracks_left:,} tracks left {_PERIOD_WORDS[self.period]}"
        if self.expires_at is None:
            return (left,)
        end = aware(self.expires_at)
        return left, f"licence until {end.day} {end:%B %Y}"


def read_licence(reply: LicenceReply) -> Licence:
    limits = reply.license_limits or {}
    left = {period: _left(limits, period) for period in PERIODS}
    period = min(PERIODS, key=lambda name: float("inf") if left[name] is None else left[name] or 0)
    return Licence(
        longest_seconds=_limit(limits, "max_track_duration"),
        concurrency=min(
            (
                limit
                for name in ("max_concurrent_track_generations", "customer_max_concurrent_track_generations")
                if (limit := _limit(limits, name)) is not None
            ),
            default=None,
        ),
        formats=() if reply.allow_all_formats else tuple(reply.track_formats),
        bitrates=() if reply.allow_all_bitrates else tuple(reply.bitrates),
        modes=() if reply.allow_all_modes else tuple(reply.track_modes),
        intensities=() if reply.allow_all_intensities else tuple(reply.intensities),
        tracks_left=left[period],
        period=period,
        expires_at=reply.expired_at,
    )


def _left(limits: Mapping[str, Any], period: str) -> int | None:
    allowed = _limit(limits, f"{period}_tracks_count_limit")
    used = limits.get(f"{period}_tracks_count")
    return None if allowed is None or not isinstance(used, int) else max(0, allowed - used)


def _limit(limits: Mapping[str, Any], name: str) -> int | None:
    """-1 means unlimited, and so is read whatever else is no number above 0."""
    limit = limits.get(name)
    return limit if isinstance(limit, int) and not isinstance(limit, bool) and limit > 0 else None


def aware(moment: datetime.datetime) -> datetime.datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=datetime.UTC)
