"""Makes the inputs: pictures, tracks and clips, always the same ones.

They cost a codec and a decoder what real ones cost: pictures have the spectrum of photographs, with
edges and a little sensor noise; tracks have chords, plucked notes, drums and hiss.
"""

import concurrent.futures
import subprocess
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

SAMPLE_RATE = 48_000
PICTURE_SIZE = (1920, 1080)
CLIP_SECONDS = 5

_PICTURE_BYTES = 3_600_000
_SPARE_PICTURES = 3
_SHAPES = 60
_NOISE_DEVIATION = 2.0
# Two of the clips are not what the film is: another size and another rate.
_CLIP_FORMATS = {1: (1280, 720, 25), 3: (2560, 1440, 24)}
_CLIP_FORMAT = (1920, 1080, 30)
_PLUCKS = 8

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Inputs:
    pictures: tuple[Path, ...]
    spare_pictures: tuple[Path, ...]
    """To replace one of the others."""
    tracks: tuple[Path, ...]
    clips: tuple[Path, ...]
    long_track: Path


def make_inputs(
    folder: Path, track_seconds: tuple[float, ...], clips: int, long_track_seconds: float, ffmpeg: Path, jobs: int
) -> Inputs:
    """One picture a track, tracks of the given lengths, so many clips, and one long track."""
    folder.mkdir(parents=True, exist_ok=True)
    pictures = [folder / f"picture-{index:02}.png" for index in range(len(track_seconds) + _SPARE_PICTURES)]
    tracks = [folder / f"track-{index:02}.wav" for index in range(len(track_seconds))]
    long_track = folder / "track-long.wav"
    with concurrent.futures.ProcessPoolExecutor(jobs) as pool:
        making = [pool.submit(write_picture, path, seed) for seed, path in enumerate(pictures)]
        making += [
            pool.submit(write_track, path, seed, seconds)
            for seed, (path, seconds) in enumerate(zip(tracks, track_seconds, strict=True))
        ]
        making.append(pool.submit(write_track, long_track, len(tracks), long_track_seconds))
        for made in making:
            made.result()
    return Inputs(
        pictures=tuple(pictures[: len(tracks)]),
        spare_pictures=tuple(pictures[len(tracks) :]),
        tracks=tuple(tracks),
        clips=tuple(_make_clip(folder, pictures, index, ffmpeg) for index in range(clips)),
        long_track=long_track,
    )


def estimate_bytes(track_seconds: tuple[float, ...], clips: int, long_track_seconds: float) -> int:
    """Disk that the inputs take."""
    pictures = (len(track_seconds) + _SPARE_PICTURES) * _PICTURE_BYTES
    sound = 4 * SAMPLE_RATE * (sum(track_seconds) + long_track_seconds)
    return int(pictures + sound + clips * CLIP_SECONDS * 4e6)


def draw_picture(seed: int, size: tuple[int, int] = PICTURE_SIZE) -> Image.Image:
    """Clouds with the spectrum of photographs (amplitude about 1/f: Field, 1987), shapes over them, and noise."""
    random = np.random.default_rng(seed)
    width, height = size
    light, warmth, tint = (_clouds(random, width, height, slope)[..., None] for slope in (1.1, 1.6, 1.6))
    colours = random.uniform(80, 150, 3) + light * 30 + warmth * [12, -2, -12] + tint * [-8, 10, -8]
    picture = Image.fromarray(np.clip(colours, 0, 255).astype(np.uint8))
    _draw_shapes(ImageDraw.Draw(picture, "RGBA"), random, width, height)
    noisy = np.asarray(picture) + random.normal(0, _NOISE_DEVIATION, (height, width, 1))
    return Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))


def play_music(seed: int, seconds: float) -> Samples:
    """Stereo sound, shape (samples, 2), within -1 and 1: a round of chords with drums, notes over it, and hiss."""
    random = np.random.default_rng(seed)
    count = round(seconds * SAMPLE_RATE)
    beat = round(SAMPLE_RATE * 60 / random.uniform(66, 96))
    root = 110.0 * 2 ** (random.integers(12) / 12)
    round_of_chords = _play_round(random, root, beat)
    music = np.tile(round_of_chords, (count // len(round_of_chords) + 1, 1))[:count]
    scale = root * 4 * 2 ** (np.array([0, 2, 4, 7, 9, 12, 14, 16])[:_PLUCKS] / 12)
    notes = [_pluck(frequency) for frequency in scale]
    for at in range(0, count, beat // 2):
        if random.random() < 0.4:
            note = notes[random.integers(_PLUCKS)][: count - at]
            music[at : at + len(note)] += note[:, None] * random.uniform(0.05, 0.25, 2).astype(np.float32)
    music += random.standard_normal((count, 2), dtype=np.float32) * np.float32(0.004)
    loudest = float(np.abs(music).max())
    return music * np.float32(random.uniform(0.25, 0.95) / loudest)


def write_picture(path: Path, seed: int) -> None:
    """As PNG."""
    draw_picture(seed).save(path, compress_level=3)


def write_track(path: Path, seed: int, seconds: float) -> None:
    """As 16-bit WAV."""
    with wave.open(str(path), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(SAMPLE_RATE)
        out.writeframes((play_music(seed, seconds) * 32767).astype("<i2").tobytes())


def _make_clip(folder: Path, pictures: list[Path], index: int, ffmpeg: Path) -> Path:
    """A camera that pans over one picture while a smaller one crosses the view."""
    path = folder / f"clip-{index:02}.mp4"
    width, height, rate = _CLIP_FORMATS.get(index, _CLIP_FORMAT)
    again = f"loop=loop=-1:size=1,settb=1/{rate},setpts=N"
    pan = f"crop={width}:{height}:x='n*2':y='{height // 10}*(1+sin(n/20))'"
    graph = (
        f"[0:v]scale={width * 6 // 5}:{height * 6 // 5},{again},{pan}[view];"
        f"[1:v]scale={width // 4}:{height // 4},{again}[thing];"
        f"[view][thing]overlay=x='n*5':y='{height // 3}+{height // 8}*cos(n/15)',format=yuv420p[clip]"
    )
    behind, before = pictures[index % len(pictures)], pictures[(index + 1) % len(pictures)]
    subprocess.run(
        [
            *(str(ffmpeg), "-nostdin", "-hide_banner", "-loglevel", "error", "-y"),
            *("-i", str(behind), "-i", str(before), "-filter_complex", graph, "-map", "[clip]"),
            *("-frames:v", str(CLIP_SECONDS * rate), "-r", str(rate)),
            *("-c:v", "libx264", "-preset", "superfast", "-crf", "20", str(path)),
        ],
        check=True,
    )
    return path


def _clouds(random: np.random.Generator, width: int, height: int, slope: float) -> Samples:
    """Noise whose amplitude falls with the frequency to the power of `slope`; deviation 1."""
    across = np.fft.rfftfreq(width)[None, :] * width
    down = np.fft.fftfreq(height)[:, None] * height
    frequency = np.hypot(across, down)
    frequency[0, 0] = 1
    spectrum = random.standard_normal(frequency.shape) + 1j * random.standard_normal(frequency.shape)
    clouds = np.fft.irfft2(spectrum / frequency**slope, s=(height, width))
    return np.asarray((clouds - clouds.mean()) / clouds.std(), dtype=np.float32)


def _draw_shapes(draw: ImageDraw.ImageDraw, random: np.random.Generator, width: int, height: int) -> None:
    for index in range(_SHAPES):
        x, y = random.uniform(0, width), random.uniform(0, height)
        reach = random.uniform(0.01, 0.12) * width
        red, green, blue, alpha = (int(value) for value in random.integers((0, 0, 0, 60), (256, 256, 256, 200)))
        fill = (red, green, blue, alpha)
        match index % 3:
            case 0:
                draw.ellipse((x - reach, y - 0.7 * reach, x + reach, y + 0.7 * reach), fill=fill)
            case 1:
                corners = np.sort(random.uniform(0, 2 * np.pi, 5))
                draw.polygon(
                    [(x + reach * float(np.cos(at)), y + reach * float(np.sin(at))) for at in corners], fill=fill
                )
            case _:
                end_x, end_y = x + random.uniform(-2, 2) * reach, y + random.uniform(-2, 2) * reach
                draw.line((x, y, end_x, end_y), fill=fill, width=int(random.integers(1, 6)))


def _play_round(random: np.random.Generator, root: float, beat: int) -> Samples:
    """Four bars, each a chord with a slow swell, over a drum on every beat and a hat between."""
    bar = 4 * beat
    played = np.zeros((4 * bar, 2), dtype=np.float32)
    time = np.arange(bar, dtype=np.float32) / SAMPLE_RATE
    swell = np.sin(np.pi * np.arange(bar) / bar).astype(np.float32) ** np.float32(0.5)
    for index, step in enumerate(random.permutation([0, 5, 7, 9])):
        for interval in (0, 4, 7, 11):
            for side in (0, 1):
                frequency = root * 2 ** ((step + interval) / 12) * (1 + 0.001 * (2 * side - 1))
                for harmonic in range(1, 6):
                    angle = np.float32(2 * np.pi * frequency * harmonic) * time
                    played[index * bar : (index + 1) * bar, side] += np.sin(angle) * swell * np.float32(0.06 / harmonic)
    drum_time = np.arange(beat, dtype=np.float32) / SAMPLE_RATE
    drum = np.sin(2 * np.pi * (50 * drum_time - 5 * np.exp(-30 * drum_time))) * np.exp(-9 * drum_time)
    hat = random.standard_normal(beat // 2) * np.exp(-60 * drum_time[: beat // 2])
    for at in range(0, 4 * bar, beat):
        played[at : at + beat] += (drum * 0.5).astype(np.float32)[:, None]
        played[at + beat // 2 : at + beat // 2 + len(hat)] += (hat * 0.05).astype(np.float32)[:, None]
    return played


def _pluck(frequency: float) -> Samples:
    time = np.arange(round(1.5 * SAMPLE_RATE)) / SAMPLE_RATE
    tone = sum(np.sin(2 * np.pi * frequency * harmonic * time) / harmonic**2 for harmonic in (1, 2, 3))
    return np.asarray(tone * np.exp(-4 * time) * np.minimum(1, time / 0.003), dtype=np.float32)
