import io
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from studio.errors import InvalidInput, UnreadableMedia
from studio.render.artwork import (
    AlbumLoudness,
    choose_pictures,
    draw_album_plot,
    draw_contact_sheet,
    film_pictures,
    make_artwork,
    propose_thumbnails,
)
from studio.render.artwork.appeal import appeal
from studio.render.artwork.sheet import grid_columns
from studio.render.artwork.thumbnails import short_title
from studio.render.lettering import Face, clock, load_font, printable, shorten
from studio.render.timeline import Timeline, build_timeline
from tests.render.conftest import SmallFilm
from tests.render.media import COLOURS

Pixels = npt.NDArray[np.int16]

LONG = "An Afternoon that Stayed Rather Longer than Anyone in the House by the Harbour had Planned for It so"
BOLD_LETTERS = "\U0001d401\U0001d428\U0001d425\U0001d41d"
ODD_TITLES = (
    "",
    "夜の音楽",
    "🌙",
    "$a_b$ <x> \\n {}",
    "E\u0301tude",
    "Музыка ночи",
    "\0tab\tand\nline",
    BOLD_LETTERS,
    "x" * 300,
    LONG,
)
CURVE = (29, 91, 121)
TARGET = (196, 85, 45)


def timeline_of(count: int, crossfade_seconds: float = 2.0, seconds: float = 30.0) -> Timeline:
    return build_timeline([seconds + index % 7 for index in range(count)], fps=30, crossfade_seconds=crossfade_seconds)


def loudness_of(
    timeline: Timeline, level: float | None = -14.0, track_lufs: Sequence[float | None] = ()
) -> AlbumLoudness:
    momentary = [level] * round(timeline.duration_seconds * 10)
    return AlbumLoudness(momentary, 0.1, -14.0, level, None if level is None else level + 13, track_lufs)


def plain_pictures(count: int, size: tuple[int, int] = (320, 180)) -> list[Image.Image]:
    """As many colours, all different."""
    return [
        Image.new("RGB", size, f"hsl({index * 360 // count}, 70%, {35 + index % 3 * 12}%)") for index in range(count)
    ]


def soft_pictures(count: int) -> list[Image.Image]:
    """Dark coloured clouds in 1280 x 720, each another."""
    pictures = []
    for seed in range(count):
        fields = np.random.default_rng(seed).integers(0, 170, (4, 6, 3), dtype=np.uint8)
        pictures.append(Image.fromarray(fields).resize((1280, 720), Image.Resampling.BICUBIC))
    return pictures


def draw_both(folder: Path, timeline: Timeline, title: str, titles: Sequence[str]) -> tuple[Path, Path]:
    plot, sheet = folder / "plot.png", folder / "sheet.png"
    pictures, levels = plain_pictures(len(titles)), [-14.2] * len(titles)
    draw_album_plot(
        plot,
        title=title,
        timeline=timeline,
        track_titles=titles,
        pictures=pictures,
        loudness=loudness_of(timeline, track_lufs=levels),
    )
    draw_contact_sheet(sheet, title=title, timeline=timeline, track_titles=titles, pictures=pictures)
    return plot, sheet


def pixels_of(source: Path | Image.Image) -> Pixels:
    if isinstance(source, Image.Image):
        return np.asarray(source.convert("RGB"), np.int16)
    with Image.open(source) as picture:
        return np.asarray(picture.convert("RGB"), np.int16)


def packed(pixels: Pixels) -> npt.NDArray[np.int32]:
    """Red, green and blue as one number."""
    return np.asarray(pixels @ np.array([1 << 16, 1 << 8, 1], np.int32), np.int32)


def near(pixels: Pixels, colour: Sequence[int], tolerance: int = 4) -> npt.NDArray[np.bool_]:
    return np.asarray((np.abs(pixels - np.array(colour)) <= tolerance).all(axis=-1))


def count_film(path: Path, frames: int) -> Path:
    """Frame n is plain grey of level 4 n + 16, and only the first is a key frame."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(
            "libx264", rate=Fraction(30), options={"g": "999", "sc_threshold": "0", "crf": "5"}
        )
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
        for number in range(frames):
            grey = np.full((36, 64, 3), 16 + 4 * number, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(grey, format="rgb24")))
        container.mux(stream.encode())
    return path


def test_pictures_of_a_film_show_its_visuals_at_their_times(small_film: SmallFilm) -> None:
    profile = small_film.request.profile
    timeline = build_timeline(
        [track.duration_seconds for track in small_film.request.tracks],
        fps=profile.fps,
        crossfade_seconds=profile.crossfade_seconds,
    )
    middles = [(entry.solo_start_frame + entry.solo_end_frame) / 2 / profile.fps for entry in timeline.entries]
    pictures = film_pictures(small_film.result.path, [*reversed(middles), 9999.0, 0.0], 160)
    assert {(picture.mode, picture.size) for picture in pictures} == {("RGB", (160, 90))}
    for picture, colour in zip(pictures, [*reversed(COLOURS), COLOURS[-1], COLOURS[0]], strict=True):
        assert np.abs(np.asarray(picture, np.int16) - colour).max() <= 6


def test_a_picture_is_exactly_the_frame_shown_at_its_time(tmp_path: Path) -> None:
    film = count_film(tmp_path / "count.mp4", 50)
    wanted = (0, 1, 30, 49, 31)
    pictures = film_pictures(film, [number / 30 + 0.01 for number in wanted], 4000)
    assert [picture.size for picture in pictures] == [(64, 36)] * len(wanted)
    levels = [float(np.asarray(picture).mean()) for picture in pictures]
    assert levels == pytest.approx([16 + 4 * number for number in wanted], abs=1.5)


def test_a_film_without_pictures_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"not a film")
    with pytest.raises(UnreadableMedia, match=r"broken\.mp4"):
        film_pictures(broken, [0.0], 160)
    with pytest.raises(UnreadableMedia, match=r"missing\.mp4"):
        film_pictures(tmp_path / "missing.mp4", [0.0], 160)


@pytest.mark.parametrize("count", [1, 3, 20, 60])
def test_plot_and_sheet_are_drawn_for_any_number_of_tracks(tmp_path: Path, count: int) -> None:
    plot, sheet = draw_both(tmp_path, timeline_of(count), "Slow Hours", [LONG] * count)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plot.png", "sheet.png"]
    with Image.open(plot) as opened:
        assert opened.width == 2400
        assert 1000 < opened.height < 2400
    # Every fourth pixel both ways is enough to find fields of colour.
    page, grid = packed(pixels_of(plot)[::4, ::4]), packed(pixels_of(sheet)[::4, ::4])
    for picture in plain_pictures(count):
        colour = packed(pixels_of(picture))[0, 0]
        assert np.flatnonzero((page == colour).sum(axis=0) > 10).size > 2104 / 4 / count * 0.7
        rows, columns = (grid == colour).nonzero()
        assert np.ptp(columns) + 1 >= 300 / 4
        assert (np.ptp(columns) + 1) / (np.ptp(rows) + 1) == pytest.approx(16 / 9, rel=0.05)


def test_the_strip_is_to_scale_and_leans_over_the_crossfade(tmp_path: Path) -> None:
    timeline = build_timeline([60.0, 40.0], fps=30, crossfade_seconds=10.0)
    red, blue = Image.new("RGB", (640, 360), "red"), Image.new("RGB", (640, 360), "blue")
    draw_album_plot(
        tmp_path / "plot.png",
        title="Two",
        timeline=timeline,
        track_titles=["One", "Two"],
        pictures=[red, blue],
        loudness=loudness_of(timeline),
    )
    page = pixels_of(tmp_path / "plot.png")
    reds, blues = near(page, (255, 0, 0)), near(page, (0, 0, 255))
    rows = np.flatnonzero(reds.any(axis=1) & blues.any(axis=1))
    left, right = np.flatnonzero(reds.any(axis=0))[0], np.flatnonzero(blues.any(axis=0))[-1] + 1
    scale = (right - left) / timeline.duration_seconds
    for row, seconds in ((rows[1], 60.0), (rows[rows.size // 2], 55.0), (rows[-2], 50.0)):
        edge = (reds[row].nonzero()[0].max() + blues[row].nonzero()[0].min()) / 2
        assert edge - left == pytest.approx(seconds * scale, abs=3)


def test_the_curve_stands_at_its_level(tmp_path: Path) -> None:
    timeline = timeline_of(1)

    def height(level: float | None, colour: tuple[int, int, int]) -> float:
        draw_album_plot(
            tmp_path / "plot.png",
            title="One",
            timeline=timeline,
            track_titles=["One"],
            pictures=[Image.new("RGB", (320, 180), "grey")],
            loudness=loudness_of(timeline, level),
        )
        rows = np.flatnonzero(near(pixels_of(tmp_path / "plot.png"), colour, 60).mean(axis=1) > 0.5)
        return float(rows.mean()) if rows.size else -1.0

    target = height(-24.0, TARGET)
    at_24 = height(-24.0, CURVE)
    assert at_24 > target
    assert height(-34.0, CURVE) - at_24 == pytest.approx(at_24 - target, abs=1)
    assert height(None, CURVE) == -1
    assert height(None, TARGET) == target


def test_gaps_and_unusual_values_of_loudness_are_drawn(tmp_path: Path) -> None:
    timeline = timeline_of(3)
    for momentary in ([], [None, -np.inf, -20.0, np.nan, 3.0], [-20.0] * 9000):
        draw_album_plot(
            tmp_path / "plot.png",
            title="Three",
            timeline=timeline,
            track_titles=["A", "B", "C"],
            pictures=plain_pictures(3),
            loudness=AlbumLoudness(momentary, 0.1, -14.0, -np.inf, None, [None, -14.0, -np.inf]),
        )


def test_counts_that_do_not_agree_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    timeline, pictures = timeline_of(3), plain_pictures(3)
    target = tmp_path / "kept.png"
    target.write_bytes(b"old")
    for titles, given_pictures, levels in (
        (["A"], pictures, []),
        (["A", "B", "C"], pictures[:2], []),
        (["A", "B", "C"], pictures, [-14.0]),
    ):
        with pytest.raises(InvalidInput, match="3 tracks"):
            draw_album_plot(
                target,
                title="",
                timeline=timeline,
                track_titles=titles,
                pictures=given_pictures,
                loudness=loudness_of(timeline, track_lufs=levels),
            )
    with pytest.raises(InvalidInput, match="3 tracks"):
        draw_contact_sheet(target, title="", timeline=timeline, track_titles=["A"], pictures=pictures)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


def test_a_picture_that_cannot_be_put_in_place_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "sheet.png"
    target.mkdir()
    with pytest.raises(OSError, match=r"sheet\.png"):
        draw_contact_sheet(target, title="", timeline=timeline_of(1), track_titles=["A"], pictures=plain_pictures(1))
    assert list(tmp_path.iterdir()) == [target]


def test_odd_titles_are_drawn_without_a_warning(tmp_path: Path) -> None:
    draw_both(tmp_path, timeline_of(len(ODD_TITLES)), ODD_TITLES[1], ODD_TITLES)
    draw_both(tmp_path, timeline_of(1), "W" * 300, [""])
    for title in ODD_TITLES:
        propose_thumbnails(soft_pictures(1), title, tmp_path)


def test_equal_inputs_make_equal_files(tmp_path: Path) -> None:
    made = []
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        paths = [*draw_both(folder, timeline_of(3), LONG, ODD_TITLES[:3])]
        paths += propose_thumbnails(soft_pictures(3), LONG, folder)
        made.append([path.read_bytes() for path in paths])
    assert made[0] == made[1]


@pytest.mark.parametrize(
    ("count", "columns"), [(1, 1), (2, 2), (3, 3), (4, 2), (7, 4), (9, 3), (12, 4), (20, 5), (60, 9)]
)
def test_the_grid_suits_the_count(count: int, columns: int) -> None:
    assert grid_columns(count) == columns


def test_thumbnails_are_what_youtube_takes(tmp_path: Path) -> None:
    noise = [
        Image.fromarray(np.random.default_rng(seed).integers(0, 256, (720, 1280, 3), dtype=np.uint8))
        for seed in range(2)
    ]
    soft = [picture.resize((1920, 1080)) for picture in soft_pictures(8)]
    paths = propose_thumbnails(noise + soft, "Slow Hours", tmp_path)
    assert [path.name for path in paths] == [f"thumbnail-{number}.jpg" for number in range(1, 7)]
    for path in paths:
        assert path.stat().st_size < 2_000_000
        with Image.open(path) as picture:
            assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (1280, 720))
            profile = ImageCms.ImageCmsProfile(io.BytesIO(picture.info["icc_profile"]))
            assert ImageCms.getProfileDescription(profile).startswith("sRGB")


def test_no_thumbnail_of_an_earlier_film_stays(tmp_path: Path) -> None:
    propose_thumbnails(soft_pictures(4), "", tmp_path)
    (path,) = propose_thumbnails(soft_pictures(1), "", tmp_path)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("title", ["Dew", "Rain over the Harbour: Seventy Quiet Minutes", LONG, "Hyacinth" * 12])
def test_every_other_thumbnail_carries_the_title_clear_of_the_duration(tmp_path: Path, title: str) -> None:
    pictures = soft_pictures(7)
    shown = [pixels_of(path) for path in propose_thumbnails(pictures, title, tmp_path)]
    assert len(shown) == 6
    originals = [pixels_of(picture) for picture in pictures]
    sources = []
    for number, thumbnail in enumerate(shown, start=1):
        white = near(thumbnail, (255, 255, 255), 12)
        assert white.any() == (number % 2 == 1)
        assert not white[560:, 940:].any()
        differences = [float(np.abs(thumbnail - original).mean()) for original in originals]
        sources.append(int(np.argmin(differences)))
        if number % 2:
            rows, columns = white.nonzero()
            assert rows.min() > 40
            assert rows.max() < 680
            assert columns.min() > 40
            assert columns.max() < 1240
            # At 168 pixels wide the letters of even a long title are still some pixels high.
            assert np.ptp(rows) * 168 / 1280 > 7
        else:
            assert min(differences) < 3
    assert len(set(sources)) == 6


def test_white_letters_stand_on_shade_in_a_bright_picture(tmp_path: Path) -> None:
    bright = Image.new("RGB", (1280, 720), (235, 240, 245))
    thumbnail = pixels_of(propose_thumbnails([bright], "Dew", tmp_path)[0])
    letters = near(thumbnail, (255, 255, 255), 6)
    rows, columns = letters.nonzero()
    block = thumbnail[rows.min() : rows.max(), columns.min() : columns.max()]
    assert np.median(block[~near(block, (255, 255, 255), 60)]) < 160


def test_a_visual_is_never_proposed_twice(tmp_path: Path) -> None:
    one, other = soft_pictures(2)
    brighter = one.point(lambda value: value + 2)
    assert len(propose_thumbnails([one, one.copy(), other, brighter], "Dew", tmp_path)) == 2
    assert len(propose_thumbnails([one], "Dew", tmp_path)) == 1
    assert propose_thumbnails([], "Dew", tmp_path) == ()


def test_what_works_small_is_chosen_first() -> None:
    clouds = soft_pictures(1)[0].point(lambda value: min(255, value + 50))
    black, white, grey = (Image.new("RGB", (320, 180), colour) for colour in ("black", "white", "grey"))
    flicker = Image.fromarray(np.random.default_rng(1).integers(0, 2, (94, 168, 1), dtype=np.uint8).repeat(3, 2) * 255)
    assert choose_pictures([black, flicker, clouds, white], 4)[0] == 2
    assert appeal(clouds) > appeal(clouds.convert("L")) > appeal(grey)
    assert appeal(clouds) > appeal(clouds.point(lambda value: value // 6))


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("Dew", "Dew"),
        ("A - B", "A - B"),
        ("Rain over the Harbour: 70 Minutes of Piano", "Rain over the Harbour"),
        ("Quiet Autumn Mornings | Lo-Fi Album", "Quiet Autumn Mornings"),
        ("Night \N{EN DASH} Music for a Very Long Evening", "Night"),
        ("Half-Light by the River without a Second Part", "Half-Light by the River without a Second Part"),
        ("Seamless Looping Forest Loops", "Seamless Forest"),
        ("静かな夜 Café — 作業用BGM", "Café — BGM"),
        ("LOOP", ""),
        ("🌙 夜", ""),
    ],
)
def test_the_short_title_keeps_what_matters(title: str, short: str) -> None:
    assert short_title(title) == short


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  two\t words\n", "two words"),
        ("E\u0301tude", "Étude"),
        (f"{BOLD_LETTERS} \N{FULLWIDTH LATIN CAPITAL LETTER A}", "Bold A"),
        ("夜の cafe 🌙", "… cafe"),
        ("a\0b\u200bc", "abc"),
        ("Музыка", "Музыка"),
    ],
)
def test_text_is_brought_to_what_the_font_shows(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(text=st.text(max_size=60), width=st.integers(min_value=40, max_value=900))
@settings(max_examples=100)
def test_shortened_text_fits(text: str, width: int) -> None:
    font = load_font(Face.REGULAR, 22)
    shown = shorten(printable(text), font, width)
    assert font.getlength(shown) <= width
    assert shown == printable(text) or shown.endswith("…")


def test_moments_are_written_as_on_a_clock() -> None:
    assert [clock(seconds) for seconds in (0, 9.99, 245, 3600, 12_345)] == [
        "0:00",
        "0:09",
        "4:05",
        "1:00:00",
        "3:25:45",
    ]


def test_all_artwork_of_a_film_is_made_at_once(small_film: SmallFilm, tmp_path: Path) -> None:
    profile = small_film.request.profile
    timeline = build_timeline(
        [track.duration_seconds for track in small_film.request.tracks],
        fps=profile.fps,
        crossfade_seconds=profile.crossfade_seconds,
    )
    artwork = make_artwork(
        small_film.result.path,
        tmp_path,
        title=small_film.request.title,
        timeline=timeline,
        track_titles=[track.title for track in small_film.request.tracks],
        loudness=loudness_of(timeline),
    )
    assert artwork.plot.name == "album-plot.png"
    assert artwork.sheet.name == "contact-sheet.png"
    assert len(artwork.thumbnails) == len(COLOURS)
    assert sorted(tmp_path.iterdir()) == sorted([artwork.plot, artwork.sheet, *artwork.thumbnails])
