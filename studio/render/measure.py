"""Measures tracks and visuals once, when they arrive: does it decode, how long, how loud, how large.

It decides nothing: whether a track is too short, silent or a duplicate is for the caller to say.
"""

import math
import re
import tempfile
from pathlib import Path

import av
from PIL import Image, UnidentifiedImageError

from studio.errors import EncoderFailed, UnreadableMedia
from studio.render.album import ShouldStop, TrackMeasurement, VisualKind, VisualMeasurement
from studio.render.arguments import measure_arguments
from studio.render.ffmpeg import run_ffmpeg
from studio.render.silence import find_sound, read_silences

SILENCE_LUFS = -70.0
"""The absolute gate of EBU R128 (ITU-R BS.1770-4): nothing below it counts as programme."""

_EXIF_ORIENTATION = 0x0112
_SIDEWAYS = frozenset({5, 6, 7, 8})
_LOST_TOLERANCE_SECONDS = 1.0
_LOST_TOLERANCE_FRACTION = 0.01
_DECODE_ERROR = re.compile(
    # FFmpeg 8 and later; before; and the demuxer's words for a packet that ends too early.
    r"Decoding error|Error submitting packet|Error while decoding|"
    r"Error during demuxing|corrupt input packet|partial file"
)


def measure_track(path: Path, ffmpeg: Path, should_stop: ShouldStop) -> TrackMeasurement:
    """Decode a track wholly, once, and say what was heard.

    Loudness and true peak are those of the sound as the film carries it, 48 kHz stereo, by FFmpeg's
    ebur128 (EBU R128, ITU-R BS.1770-4). The digest is over the decoded sound in its own rate and
    channels as 16-bit samples.

    Raises UnreadableMedia, naming the file, when it holds no sound, does not decode without errors, or
    ends before the length that its own header states; Stopped and the runner's errors.
    """
    claimed_seconds, sample_rate, channels = _open_sound(path)
    with tempfile.TemporaryDirectory(prefix="measure-") as folder:
        digest_file = Path(folder) / "digest"
        arguments = measure_arguments(str(ffmpeg), path, digest_file)
        try:
            outcome = run_ffmpeg(arguments, purpose=f"decode {path.name}", should_stop=should_stop)
        except EncoderFailed as error:
            raise UnreadableMedia(f"{path.name} does not decode: {error.message}") from error
        digest = digest_file.read_text().strip().partition("=")[2]
    stderr = outcome.stderr
    samples = _last_number(r"Number of samples: (\d+)", stderr)
    if not digest or samples is None or samples == 0:
        raise UnreadableMedia(f"{path.name} holds no sound that decodes; take another file.")
    duration = samples / sample_rate
    # A header that must guess the length from the bit rate proves nothing.
    is_guess = "Estimating duration from bitrate" in stderr
    allowed_loss = max(_LOST_TOLERANCE_SECONDS, _LOST_TOLERANCE_FRACTION * (claimed_seconds or 0))
    if claimed_seconds is not None and not is_guess and duration < claimed_seconds - allowed_loss:
        raise UnreadableMedia(
            f"{path.name} ends after {duration:.1f} s, but its header says {claimed_seconds:.1f} s; "
            f"it seems cut off, take a whole copy."
        )
    # Tags behind the last frame of an MP3 read as one broken frame; more than that is damage.
    errors = len(_DECODE_ERROR.findall(stderr))
    if errors > (1 if path.suffix.lower() == ".mp3" else 0):
        raise UnreadableMedia(f"{path.name} is damaged: parts of it do not decode; take a whole copy.")
    loudness = _last_number(r"\bI:\s+(-?[\d.]+|-?inf|nan) LUFS", stderr)
    true_peak = _last_number(r"Peak:\s+(-?[\d.]+|-?inf|nan) dBFS", stderr)
    is_heard = loudness is not None and loudness > SILENCE_LUFS
    sound_start, sound_end = find_sound(read_silences(stderr, duration), duration)
    return TrackMeasurement(
        sound_start_seconds=sound_start,
        sound_end_seconds=sound_end,
        duration_seconds=duration,
        sample_rate=sample_rate,
        channels=channels,
        integrated_lufs=loudness if is_heard else None,
        true_peak_dbtp=true_peak if is_heard else None,
        pcm_sha256=digest,
    )


def _open_sound(path: Path) -> tuple[float | None, int, int]:
    """Claimed seconds (if any), sample rate and channels of the first sound."""
    try:
        # Tags in another encoding than UTF-8 are no reason to refuse the music.
        with av.open(str(path), "r", metadata_errors="replace") as container:
            if not container.streams.audio:
                raise UnreadableMedia(f"{path.name} holds no sound; take an audio file.")
            stream = container.streams.audio[0]
            claimed = None
            if stream.duration is not None and stream.time_base is not None:
                claimed = float(stream.duration * stream.time_base)
            elif container.duration is not None:
                claimed = container.duration / av.time_base
            if not stream.rate or not stream.channels:
                raise UnreadableMedia(f"{path.name} does not say its sample rate; take another file.")
            return claimed, stream.rate, stream.channels
    except (OSError, ValueError) as error:
        raise UnreadableMedia(f"{path.name} cannot be read as sound ({error}); take another file.") from error


def _last_number(pattern: str, text: str) -> float | None:
    found = re.findall(pattern, text)
    number = float(found[-1]) if found else None
    return None if number is None or math.isnan(number) else number


def measure_visual(path: Path) -> VisualMeasurement:
    """The kind and the upright size in pixels of a still, or of a clip with its length.

    Raises UnreadableMedia, naming the file, when it is neither.
    """
    still = _measure_still(path)
    return still if still is not None else _measure_clip(path)


def _measure_still(path: Path) -> VisualMeasurement | None:
    """None where Pillow does not know the file, or the file is an animation: then it may be a clip."""
    try:
        with Image.open(path) as picture:
            if getattr(picture, "n_frames", 1) > 1 and picture.format in {"GIF", "WEBP", "PNG"}:
                return None
            width, height = picture.size
            if picture.getexif().get(_EXIF_ORIENTATION) in _SIDEWAYS:
                width, height = height, width
            picture.load()
            return VisualMeasurement(VisualKind.STILL, width, height, None)
    except UnidentifiedImageError:
        return None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UnreadableMedia(f"{path.name} is a damaged picture ({error}); take another.") from error


def _measure_clip(path: Path) -> VisualMeasurement:
    """The length is that of the frames from first to last as they decode, not what the container claims."""
    try:
        with av.open(str(path), "r", metadata_errors="replace") as container:
            if not container.streams.video:
                raise UnreadableMedia(f"{path.name} holds no picture; take a still or a clip.")
            stream = container.streams.video[0]
            width = height = 0
            first = last = None
            longest = 0.0
            for frame in container.decode(stream):
                if frame.is_corrupt:
                    raise UnreadableMedia(f"{path.name} is damaged: parts of it do not decode; take a whole copy.")
                sideways = round(frame.rotation / 90) % 2 == 1
                width, height = (frame.height, frame.width) if sideways else (frame.width, frame.height)
                if frame.time is not None:
                    first = frame.time if first is None else first
                    last = frame.time if last is None else max(last, frame.time)
                    longest = float(frame.duration * (frame.time_base or 0)) or longest
    except (OSError, ValueError) as error:
        raise UnreadableMedia(f"{path.name} cannot be read as a picture or clip ({error}).") from error
    if first is None or last is None:
        raise UnreadableMedia(f"{path.name} holds no picture that decodes; take another file.")
    return VisualMeasurement(VisualKind.CLIP, width, height, last - first + longest)
