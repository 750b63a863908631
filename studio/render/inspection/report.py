"""What an inspection found, as plain values: for checks, for a page, for JSON.

Times are seconds from the film's start, levels are LUFS and dBTP. Whatever could not be told is None.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One line of an inspection: what was looked at, what was found, and whether it is as planned."""

    name: str
    passed: bool
    found: str
    expected: str


@dataclass(frozen=True, slots=True)
class Stretch:
    start_seconds: float
    end_seconds: float
    place: str
    """The track in which it begins, for people."""


@dataclass(frozen=True, slots=True)
class VideoReport:
    format: str
    width: int
    height: int
    colours: str
    frame_rate: str
    frame_count: int
    duration_seconds: float
    bit_rate_kbps: float
    longest_gop_seconds: float
    """The largest distance of two key frames."""


@dataclass(frozen=True, slots=True)
class AudioReport:
    format: str
    duration_seconds: float
    bit_rate_kbps: float
    loudness_lufs: float | None
    true_peak_dbtp: float | None
    true_peak_seconds: float | None
    loudness_each_second: tuple[float, ...]
    """For a plot; no value lies below -70."""


@dataclass(frozen=True, slots=True)
class TrackReport:
    """One track, from its start to the next one's; or a chapter of a film that nothing is known of."""

    number: int
    title: str
    start_seconds: float
    end_seconds: float
    loudness_lufs: float | None
    expected_lufs: float | None
    true_peak_dbtp: float | None
    true_peak_seconds: float | None
    offset_seconds: float | None
    """By how much its sound comes late against its file."""
    offset_note: str
    """Why the offset cannot be told."""


@dataclass(frozen=True, slots=True)
class ClickReport:
    seconds: float
    strength: float
    """How many times it stands above the sound on both of its sides."""


@dataclass(frozen=True, slots=True)
class JoinReport:
    """Where a track gives way to the next."""

    number: int
    """Of the track that ends."""
    start_seconds: float
    end_seconds: float
    """The overlap of the two tracks."""
    picture_difference: float | None
    """Of the pictures before and after it, in levels of 0 to 255."""
    picture_shift_frames: float | None
    """By how many frames the picture changes late."""
    picture_note: str
    """Why the shift cannot be told."""
    dip_db: float | None
    """How far the sound falls below the quieter side; 0 or less."""
    bump_db: float | None
    """How far it rises above the louder side; 0 or more."""
    clicks: tuple[ClickReport, ...]


@dataclass(frozen=True, slots=True)
class FilmReport:
    """A film's checks, with everything that it was judged by."""

    checks: tuple[Check, ...]
    name: str
    title: str
    format: str
    size_bytes: int
    duration_seconds: float
    boxes: tuple[str, ...]
    """An MP4's outermost parts in their order: the index is `moov`."""
    has_index_first: bool
    has_edit_list: bool
    video: VideoReport | None
    audio: AudioReport | None
    tracks: tuple[TrackReport, ...]
    joins: tuple[JoinReport, ...]
    silences: tuple[Stretch, ...]
    black: tuple[Stretch, ...]
    frozen: tuple[Stretch, ...]
    decoded_pictures: int
    """Pictures that were decoded for this inspection: all others had been seen before, or follow from a key frame."""

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checks)

    @property
    def faults(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.passed)
