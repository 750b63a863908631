"""Synthesised tracks and pictures, and an album made of them."""

import hashlib
import wave
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from studio.render.album import Motion, RenderProfile, RenderRequest, RenderTrack, RenderVisual, VisualKind
from studio.render.measure import measure_track

SMALL = RenderProfile(width=320, height=180, crossfade_seconds=0.5, video_bitrate_kbps=600)
TONES = (440.0, 660.0, 990.0)
COLOURS = ((200, 40, 40), (40, 170, 40), (50, 50, 200))


def never() -> bool:
    return False


def sound(frequency: float, seconds: float, rate: int = 48_000, level: float = 0.3) -> npt.NDArray[np.float64]:
    """A steady tone with an eighth of white noise."""
    count = round(seconds * rate)
    noise = np.random.default_rng(int(frequency)).standard_normal(count) / 8
    return level * (np.sin(2 * np.pi * frequency * np.arange(count) / rate) + noise)


def write_wav(path: Path, samples: npt.NDArray[np.float64], rate: int = 48_000) -> Path:
    """A mono array is written as two equal channels."""
    stereo = np.repeat(samples[:, None], 2, axis=1) if samples.ndim == 1 else samples
    with wave.open(str(path), "wb") as out:
        out.setnchannels(stereo.shape[1])
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes((np.clip(stereo, -1, 1) * 32767).astype("<i2").tobytes())
    return path


def detailed_picture(path: Path, seed: int, size: tuple[int, int] = (640, 360)) -> Path:
    """Coloured fields with fine noise, so that motion and compression have something to do."""
    random = np.random.default_rng(seed)
    coarse = Image.fromarray(random.integers(0, 255, (9, 16, 3), dtype=np.uint8)).resize(size, Image.Resampling.BICUBIC)
    noise = random.integers(-20, 20, (size[1], size[0], 3))
    Image.fromarray(np.clip(np.asarray(coarse) + noise, 0, 255).astype(np.uint8)).save(path)
    return path


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def render_track(path: Path, title: str, ffmpeg: Path) -> RenderTrack:
    measured = measure_track(path, ffmpeg, never)
    return RenderTrack(
        path,
        title,
        measured.sound_end_seconds - measured.sound_start_seconds,
        measured.integrated_lufs,
        measured.true_peak_dbtp,
        sha256(path),
        measured.sound_start_seconds,
    )


def still(path: Path, *, is_moving: bool = False) -> RenderVisual:
    return RenderVisual(path, VisualKind.STILL, sha256(path), Motion.DRIFT if is_moving else Motion.NONE)


def tone_album(folder: Path, ffmpeg: Path, profile: RenderProfile = SMALL) -> RenderRequest:
    """Three tracks of 3 s, each a tone of its own, over plain pictures of three colours; the second one moves."""
    tracks = [
        render_track(write_wav(folder / f"{number}.wav", sound(tone, 3.0)), f"Tone {number}", ffmpeg)
        for number, tone in enumerate(TONES, start=1)
    ]
    visuals = []
    for number, colour in enumerate(COLOURS, start=1):
        path = folder / f"{number}.png"
        Image.new("RGB", (500, 400), colour).save(path)
        visuals.append(still(path, is_moving=number == 2))
    return RenderRequest("Three Tones Album", tuple(tracks), tuple(visuals), profile)
