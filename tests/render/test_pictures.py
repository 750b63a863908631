from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from studio.errors import UnreadableMedia
from studio.render.pictures import fit_still


def fitted(source: Path, **options: float) -> Image.Image:
    target = source.with_name("fitted.png")
    size = fit_still(source, target, **options)  # type: ignore[arg-type]
    with Image.open(target) as picture:
        picture.load()
    assert picture.size == size
    assert (picture.mode, picture.format) == ("RGB", "PNG")
    return picture


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((800, 600), (1920, 1080)),
        ((1920, 1080), (1920, 1080)),
        ((2000, 2000), (2000, 1126)),
        ((6000, 4000), (2304, 1296)),
        ((4000, 1090), (1938, 1090)),
    ],
)
def test_the_size_is_16_to_9_and_keeps_room_for_motion(
    tmp_path: Path, given: tuple[int, int], expected: tuple[int, int]
) -> None:
    source = tmp_path / "source.png"
    Image.new("RGB", given, "teal").save(source)
    assert fitted(source).size == expected


def test_a_circle_stays_a_circle(tmp_path: Path) -> None:
    source = tmp_path / "circle.png"
    picture = Image.new("RGB", (1000, 1000), "black")
    ImageDraw.Draw(picture).ellipse((400, 400, 600, 600), fill="white")
    picture.save(source)
    light = np.asarray(fitted(source, width=640, height=360, overscan=1.0).convert("L")) > 128
    tall, wide = (np.flatnonzero(light.any(axis=axis)) for axis in (1, 0))
    assert abs(len(tall) - len(wide)) <= 1
    assert abs((wide[0] + wide[-1]) / 2 - 319.5) <= 1
    assert abs((tall[0] + tall[-1]) / 2 - 179.5) <= 1


def test_the_cameras_orientation_is_honoured(tmp_path: Path) -> None:
    source = tmp_path / "turned.jpg"
    picture = Image.new("RGB", (320, 180), "red")
    picture.paste("blue", (160, 0, 320, 180))
    exif = Image.Exif()
    exif[0x0112] = 3
    picture.save(source, quality=95, exif=exif)
    result = fitted(source, width=320, height=180)
    assert result.getpixel((40, 90))[2] > 200  # type: ignore[index]
    assert result.getpixel((280, 90))[0] > 200  # type: ignore[index]


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "CMYK", "I;16"])
def test_other_kinds_of_pixels_become_rgb(tmp_path: Path, mode: str) -> None:
    source = tmp_path / ("source.tif" if mode in {"CMYK", "I;16"} else "source.png")
    if mode == "I;16":
        Image.fromarray(np.full((100, 100), 32_768, np.uint16)).save(source)
    else:
        Image.new("RGB", (100, 100), (128, 128, 128)).convert(mode).save(source)
    result = fitted(source, width=64, height=36)
    assert all(abs(value - 128) < 8 for value in result.getpixel((32, 18)))  # type: ignore[union-attr]


def test_a_broken_source_leaves_nothing(tmp_path: Path) -> None:
    source = tmp_path / "broken.png"
    source.write_bytes(b"\x89PNG\r\n\x1a\n and then nothing")
    with pytest.raises(UnreadableMedia, match=r"broken\.png"):
        fit_still(source, tmp_path / "target.png")
    assert [path.name for path in tmp_path.iterdir()] == ["broken.png"]


def test_an_enlarged_picture_is_closer_to_the_original_than_by_scaling_alone(tmp_path: Path) -> None:
    """A picture with the spectrum of nature (1/f), made smaller as some providers make it."""
    chance = np.random.default_rng(7)
    frequency = np.hypot(np.fft.fftfreq(1080)[:, None], np.fft.rfftfreq(1920)[None])
    frequency[0, 0] = np.inf
    waves = chance.normal(size=frequency.shape) + 1j * chance.normal(size=frequency.shape)
    field = np.fft.irfft2(waves / frequency**1.2, s=(1080, 1920))
    original = np.clip(field / field.std() * 45 + 128, 0, 255).astype(np.uint8)
    small = Image.fromarray(original).resize((1536, 864), Image.Resampling.LANCZOS)
    small.save(tmp_path / "small.png")
    scaled = np.asarray(small.resize((1920, 1080), Image.Resampling.LANCZOS)).astype(float)
    better = np.asarray(fitted(tmp_path / "small.png"))[..., 0].astype(float)
    assert np.mean((better - original) ** 2) < np.mean((scaled - original) ** 2)
