"""Small things that a page draws of a take: a track's waveform, a visual's thumbnail. Each is made once and kept.

What is kept bears the digest of the file that it was made of, lies in the job's folder, and may be deleted at any time.
"""

import contextlib
import io
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps
from pydantic import ValidationError

from studio.errors import UnreadableMedia
from studio.pipeline.files import write_whole
from studio.render.pictures import open_fitted
from studio.schemas.album import PeaksView

PEAKS = 800
THUMBNAIL_SIZE = (480, 270)

PREVIEWS = ".previews"
"""The folder, in a job's, of what is kept."""
_BLOCK_SAMPLES = 32
"""The waveform is gathered in so small steps until the length of the whole is known."""
_JPEG_QUALITY = 82


def track_peaks(source: Path, sha256: str, job_directory: Path) -> PeaksView:
    """The waveform of a track. Raises UnreadableMedia."""
    kept = job_directory / PREVIEWS / f"{sha256}.json"
    with contextlib.suppress(OSError, ValidationError):
        return PeaksView.model_validate_json(kept.read_bytes())
    peaks = _measure_peaks(source)
    write_whole(kept, peaks.model_dump_json())
    return peaks


def visual_thumbnail(source: Path, sha256: str, job_directory: Path, *, is_clip: bool) -> Path:
    """A JPEG of the visual as the film shows it. Raises UnreadableMedia."""
    kept = job_directory / PREVIEWS / f"{sha256}.jpg"
    if not kept.is_file():
        if is_clip:
            picture = ImageOps.fit(_first_picture(source), THUMBNAIL_SIZE, Image.Resampling.LANCZOS)
        else:
            picture = open_fitted(source, *THUMBNAIL_SIZE)
        coded = io.BytesIO()
        picture.save(coded, "JPEG", quality=_JPEG_QUALITY, optimize=True)
        write_whole(kept, coded.getvalue())
    return kept


def _measure_peaks(source: Path) -> PeaksView:
    highest: list[npt.NDArray[np.float32]] = []
    starts: list[npt.NDArray[np.int64]] = []
    samples = 0
    rate = 1
    try:
        with av.open(str(source), "r", metadata_errors="replace") as container:
            if not container.streams.audio:
                raise UnreadableMedia(f"{source.name} holds no sound; re-make the track.")
            resampler = av.AudioResampler(format="fltp")
            for decoded in container.decode(container.streams.audio[0]):
                for frame in resampler.resample(decoded):
                    sound = np.abs(frame.to_ndarray()).max(axis=0)
                    blocks = np.arange(0, sound.size, _BLOCK_SAMPLES)
                    highest.append(np.maximum.reduceat(sound, blocks))
                    starts.append(blocks + samples)
                    samples += sound.size
                    rate = frame.sample_rate
    except (av.FFmpegError, OSError) as error:
        raise UnreadableMedia(f"{source.name} cannot be read as sound ({error}); re-make the track.") from error
    if not samples:
        raise UnreadableMedia(f"{source.name} holds no sound that decodes; re-make the track.")
    peaks = np.zeros(PEAKS)
    np.maximum.at(peaks, np.concatenate(starts) * PEAKS // samples, np.concatenate(highest))
    return PeaksView(duration_seconds=samples / rate, peaks=np.minimum(peaks, 1.0).round(3).tolist())


def _first_picture(source: Path) -> Image.Image:
    try:
        with av.open(str(source), "r", metadata_errors="replace") as container:
            frame = next(container.decode(video=0), None) if container.streams.video else None
    except (av.FFmpegError, OSError) as error:
        raise UnreadableMedia(f"{source.name} cannot be read as a clip ({error}); re-make the visual.") from error
    if frame is None:
        raise UnreadableMedia(f"{source.name} holds no picture that decodes; re-make the visual.")
    return Image.fromarray(np.rot90(frame.to_ndarray(format="rgb24"), round(frame.rotation / 90) % 4))
