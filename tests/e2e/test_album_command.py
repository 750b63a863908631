"""`studio album` from nothing to a film that plays and shows what it should."""

import json

import psutil
import pytest
from PIL import Image

from tests.e2e.conftest import StudioFolder, left_behind, wait_until
from tests.e2e.plugin.slowhum import pitch_of, write_tone
from tests.films import colour_at, is_like, pitch_at
from tests.providers.media import write_tone as write_tone_as

pytestmark = pytest.mark.e2e

COLOURS = ((200, 40, 40), (40, 170, 40), (50, 50, 200))
SECONDS = 8.0
CROSSFADE = 1.0


@pytest.fixture
def own_files(studio: StudioFolder) -> StudioFolder:
    """Three tracks of three kinds and rates, and three pictures of three sizes."""
    music, pictures = studio.path / "music", studio.path / "pictures"
    music.mkdir()
    pictures.mkdir()
    write_tone_as(music / "1 - first.mp3", SECONDS, hertz=pitch_of(0))
    write_tone(music / "2 - second.flac", SECONDS, pitch_of(1))
    write_tone_as(music / "10 - third.wav", SECONDS, hertz=pitch_of(2))
    for number, (colour, size) in enumerate(zip(COLOURS, ((640, 480), (500, 900), (2600, 1500)), strict=True)):
        Image.new("RGB", size, colour).save(pictures / f"{number + 1}.{('png', 'jpg', 'webp')[number]}")
    return studio


ALBUM = ("album", "--niche", "rainy window", "--mood", "warm, slow", "--tracks", "3", "--minutes", "1")
OWN = ("--own-tracks", "music", "--own-visuals", "pictures")


def test_own_files_become_a_film_and_one_visual_can_be_replaced(own_files: StudioFolder) -> None:
    printed = own_files.run(*ALBUM, *OWN)
    film = own_files.film()
    assert str(film) in printed
    assert "checks passed" in printed
    for name in ("inspection.html", "album-plot.png", "contact-sheet.png", "thumbnail-1.jpg", "thumbnail-3.jpg"):
        assert (film.parent / name).stat().st_size > 0
        assert name in printed
    assert json.loads((film.parent / "inspection.json").read_text())["name"]
    assert not left_behind(own_files.path)

    starts = [index * (SECONDS - CROSSFADE) for index in range(3)]
    for index, start in enumerate(starts):
        assert pitch_at(film, start + SECONDS / 2) == pytest.approx(pitch_of(index), abs=3)
        assert is_like(colour_at(film, start + SECONDS / 2), COLOURS[index])
    text = (film.parent / "metadata.txt").read_text()
    assert "00:00 - first" in text
    assert "00:07 - second" in text
    assert "00:14 - third" in text
    assert "REHEARSAL" not in text

    Image.new("RGB", (1920, 1080), (220, 220, 40)).save(own_files.path / "pictures" / "2.jpg")
    cut_by_hand = film.rename(film.with_name("my cut.mp4"))
    printed = own_files.run("rerun", "1", "--stage", "visuals", "--item", "2")
    assert "1 visuals, 1 render, 1 metadata" in printed
    assert cut_by_hand.exists(), "a render removes films of its own only"
    cut_by_hand.unlink()
    film = own_files.film()
    assert is_like(colour_at(film, starts[1] + SECONDS / 2), (220, 220, 40))
    assert is_like(colour_at(film, starts[0] + SECONDS / 2), COLOURS[0])
    history = own_files.run("job", "1")
    # Both halves of its loop and the joins on both sides of it; the sound and the other loops are reused.
    assert "4 segments encoded" in history


def test_nothing_is_made_twice_when_workers_are_killed(studio: StudioFolder) -> None:
    studio.environment |= {"ALBUM_MUSIC_PROVIDER": "slowhum", "SLOWHUM_SECONDS": "4", "STACK_IO_THREADS": "2"}
    ledger = studio.path / "ledger"
    first = studio.start(*ALBUM)
    wait_until(lambda: ledger.exists() and len(ledger.read_text().split()) >= 2, "two tracks to be asked for")
    wait_until(lambda: bool(list((studio.path / "output").rglob(".work/*"))), "a provider at work")
    for worker in _workers(first.pid, "io@"):
        worker.kill()
    first.kill()
    first.wait()
    wait_until(lambda: not left_behind(studio.path), "the killed studio's processes to end")

    second = studio.start(*ALBUM)
    wait_until(lambda: bool(_encoders(second.pid)), "the render to start", seconds=240)
    for worker in _workers(second.pid, "media@"):
        worker.kill()
    printed, _ = second.communicate(timeout=400)
    assert second.returncode == 0, printed
    assert sorted(ledger.read_text().split()) == ["0", "1", "2"]
    for index in range(3):
        assert pitch_at(studio.film(), index * 20 + 10) == pytest.approx(pitch_of(index), abs=3)


def _workers(pid: int, name: str) -> list[psutil.Process]:
    return [child for child, words in _children(pid) if any(word.startswith(name) for word in words)]


def _encoders(pid: int) -> list[psutil.Process]:
    return [child for child, words in _children(pid) if "libx264" in words]


def _children(pid: int) -> list[tuple[psutil.Process, list[str]]]:
    """The running processes below this one, and their command lines as they were read, for they may end at any time."""
    found = []
    for child in psutil.Process(pid).children(recursive=True):
        try:
            found.append((child, child.cmdline()))
        except psutil.Error:
            continue
    return found


def test_ctrl_c_stops_cleanly_and_the_next_call_goes_on(studio: StudioFolder) -> None:
    studio.environment |= {"ALBUM_MUSIC_PROVIDER": "slowhum", "SLOWHUM_SECONDS": "3"}
    ledger = studio.path / "ledger"
    first = studio.start(*ALBUM)
    wait_until(lambda: ledger.exists() and len(ledger.read_text().split()) == 3, "the tracks to be asked for")
    first.send_signal(2)
    printed, _ = first.communicate(timeout=60)
    assert first.returncode == 130, printed
    assert "goes on with job 1" in printed
    assert not left_behind(studio.path)
    printed = studio.run(*ALBUM)
    assert "Job 1, going on where it was" in printed
    assert sorted(ledger.read_text().split()) == ["0", "1", "2"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--niche", " "), "Niche label"),
        (("--niche", "rain", "--minutes", "181"), "Target duration minutes"),
        (("--niche", "rain", "--tracks", "61"), "Track count"),
        (("--niche", "rain", "--output", "/elsewhere"), "outside the output root"),
        (("--niche", "rain", "--own-tracks", "nowhere"), "nowhere"),
        (("--niche", "rain", "--minutes", "1", "--tracks", "30"), "more minutes or fewer tracks"),
    ],
)
def test_bad_wishes_get_a_sentence_and_change_nothing(
    studio: StudioFolder, arguments: tuple[str, ...], sentence: str
) -> None:
    process = studio.start("album", *arguments)
    printed, _ = process.communicate(timeout=120)
    assert process.returncode not in (0, 130)
    assert sentence in printed
    assert "Traceback" not in printed
    assert not list((studio.path / "output").rglob("*.mp4"))
