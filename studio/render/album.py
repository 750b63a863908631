"""What a render takes and gives: plain values, no behaviour."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class VisualKind(StrEnum):
    STILL = "still"
    CLIP = "clip"


class Motion(StrEnum):
    """How a still moves. Each is seamless: it ends where it began."""

    DRIFT = "drift"
    """The view floats over the picture on a closed curve."""
    ZOOM = "zoom"
    """The view comes nearer and goes back."""
    PARALLAX = "parallax"
    """What lies low in the picture, and so seems near, sways further than what lies high."""
    NONE = "none"


class VisualJoin(StrEnum):
    """How one visual gives way to the next."""

    CROSSFADE = "crossfade"
    """Over the whole overlap of the two tracks."""
    CUT = "cut"
    """In the middle of the overlap, where both tracks are equally loud."""
    DIP = "dip"
    """To black in the middle of the overlap, and up again."""


class ClipLoop(StrEnum):
    """How a clip becomes a loop without a seam."""

    CROSSFADE = "crossfade"
    """Its tail fades into its head."""
    BACK_AND_FORTH = "back-and-forth"
    """It plays forward, then backward: for slow scenes without a direction."""


class VideoEncoder(StrEnum):
    """Who encodes H.264. All but x264 need a device; where it is missing, x264 steps in."""

    X264 = "x264"
    NVENC = "nvenc"
    QSV = "qsv"
    VIDEOTOOLBOX = "videotoolbox"
    VAAPI = "vaapi"


@dataclass(frozen=True, slots=True)
class TrackMeasurement:
    """What is known of a track's sound after it was decoded once, on arrival."""

    duration_seconds: float
    """Decoded length, not what the container claims."""
    sample_rate: int
    channels: int
    integrated_lufs: float | None
    """EBU R128 programme loudness; None for silence."""
    true_peak_dbtp: float | None
    pcm_sha256: str
    """Digest of the decoded sound: equal for two files that play the same, whatever their names and tags."""

    sound_start_seconds: float
    """Where silence at the head ends; 0 where there is none, or nothing but."""
    sound_end_seconds: float
    """Where silence at the tail begins; the length where there is none, or nothing but."""

    @property
    def is_silent(self) -> bool:
        return self.integrated_lufs is None

    def played(self, *, is_trimmed: bool) -> tuple[float, float]:
        """From and to which second the track is played: without silence at head and tail, or wholly."""
        return (self.sound_start_seconds, self.sound_end_seconds) if is_trimmed else (0.0, self.duration_seconds)


@dataclass(frozen=True, slots=True)
class VisualMeasurement:
    kind: VisualKind
    width: int
    height: int
    duration_seconds: float | None
    """Length of a clip; None for a still."""


@dataclass(frozen=True, slots=True)
class RenderTrack:
    path: Path
    title: str
    duration_seconds: float
    """Length of what is played: without the silence at head and tail."""
    integrated_lufs: float | None
    true_peak_dbtp: float | None
    sha256: str
    start_seconds: float = 0.0
    """Where in the file it begins to play."""


@dataclass(frozen=True, slots=True)
class RenderVisual:
    path: Path
    kind: VisualKind
    sha256: str
    motion: Motion = Motion.DRIFT
    """Of a still. A clip moves by itself."""


@dataclass(frozen=True, slots=True)
class RenderProfile:
    """How a film is encoded. Two equal profiles make streams that can be joined."""

    width: int = 1920
    height: int = 1080
    fps: int = 30
    crossfade_seconds: float = 2.0
    video_bitrate_kbps: int = 8000
    audio_bitrate_kbps: int = 192
    preset: str = "veryfast"
    loudness_lufs: float = -14.0
    true_peak_dbtp: float = -1.0
    gop_seconds: float = 1.0
    """Length of a closed group of pictures: the longest distance of two key frames."""
    encoder: VideoEncoder = VideoEncoder.X264
    visual_join: VisualJoin = VisualJoin.CROSSFADE
    clip_loop: ClipLoop = ClipLoop.CROSSFADE
    has_title_cards: bool = False
    """Shows each track's number and title for some seconds when it begins."""
    has_film_grain: bool = False
    has_vignette: bool = False


@dataclass(frozen=True, slots=True)
class RenderRequest:
    """One album: track i sounds while visual i is shown."""

    title: str
    tracks: tuple[RenderTrack, ...]
    visuals: tuple[RenderVisual, ...]
    profile: RenderProfile
    is_rehearsal: bool = False
    """Holds placeholders: silence and plain cards are then no fault."""


@dataclass(frozen=True, slots=True)
class RenderProgress:
    """`fraction` of the whole render is done, 0 to 1; `note` says what is being made, for people."""

    fraction: float
    note: str


ReportProgress = Callable[[RenderProgress], None]
ShouldStop = Callable[[], bool]
