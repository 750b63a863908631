"""`studio inspect` on a film that is fit to be published, on one that is not, and on what is no film."""

import json
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from studio.cli import app
from studio.render.ffmpeg import find_ffmpeg


def make_film(path: Path, level: float) -> Path:
    """Twelve seconds with motion and a tone; at a level of 0.2 it lies at -14 LUFS."""
    tone = f"{level}*sin(2*PI*997*t)+0.0005*random(0)"
    inputs = (
        "-f",
        "lavfi",
        "-i",
        "testsrc2=s=320x180:r=30:d=12",
        "-f",
        "lavfi",
        "-i",
        f"aevalsrc='{tone}|{tone}':s=48000:d=12",
    )
    colours = "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
    video = ("-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", "-8x8dct", "1", "-bf", "0", "-g", "30")
    options = ("-vf", colours, *video, "-pix_fmt", "yuv420p", "-c:a", "aac", "-t", "12")
    place = ("-movflags", "+faststart", "-use_editlist", "0", "-metadata", "title=A [bold] film", str(path))
    arguments = [str(find_ffmpeg(None)), "-v", "error", *inputs, *options, *place]
    subprocess.run(arguments, check=True, stdin=subprocess.DEVNULL)
    return path


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_film(tmp_path_factory.mktemp("films") / "good.mp4", 0.2)


def test_a_good_film(good: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    result = CliRunner().invoke(app, ["inspect", str(good), "--report", str(page)])
    assert result.exit_code == 0, result.output
    assert "A [bold] film" in result.stdout
    assert "checks passed" in result.stdout
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_json_is_all_that_is_printed(good: Path) -> None:
    result = CliRunner().invoke(app, ["inspect", str(good), "--json"])
    found = json.loads(result.stdout)
    assert (result.exit_code, found["name"]) == (0, "good.mp4")
    assert found["audio"]["loudness_lufs"] == pytest.approx(-14, abs=0.3)
    assert all(check["passed"] for check in found["checks"])


def test_a_film_that_is_too_soft(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["inspect", str(make_film(tmp_path / "soft.mp4", 0.05))])
    assert result.exit_code == 1
    assert "-26" in result.stdout
    assert "1 of" in result.stdout


def test_what_is_no_film(tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text("no film")
    for path, words in ((text, "no film that can be read"), (tmp_path / "gone.mp4", "There is no file")):
        result = CliRunner().invoke(app, ["inspect", str(path)])
        assert result.exit_code == 1
        assert words in " ".join(result.stderr.split())
