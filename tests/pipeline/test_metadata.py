"""The text that is pasted into YouTube keeps YouTube's limits, whatever was written for the album."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.pipeline.metadata import (
    Words,
    as_text,
    chapter_problem,
    compose_metadata,
    fit_tags,
    fit_title,
    timestamp,
)
from studio.pipeline.render import Film
from studio.render.album import RenderProfile, RenderRequest, RenderTrack
from studio.schemas.youtube import (
    DESCRIPTION_BYTES,
    TAG_CHARACTERS,
    TITLE_CHARACTERS,
    count_tag_characters,
    find_banned_words,
)

WORDS = Words(
    title="Rainy Window Study: A Lo-Fi Mix",
    introduction="Rain on glass.",
    tags=("lo-fi", "rain sounds"),
    is_generated=True,
)


def film(*seconds: float, titles: list[str] | None = None, is_rehearsal: bool = False) -> Film:
    tracks = tuple(
        RenderTrack(
            path=Path("track.wav"),
            title=titles[index] if titles else f"Track {index + 1}",
            duration_seconds=length,
            integrated_lufs=-14.0,
            true_peak_dbtp=-1.0,
            sha256="",
        )
        for index, length in enumerate(seconds)
    )
    request = RenderRequest(
        title="Rainy", tracks=tracks, visuals=(), profile=RenderProfile(), is_rehearsal=is_rehearsal
    )
    return Film(request=request, directory=Path(), name="rainy")


def test_timestamps_take_the_overlaps_off() -> None:
    metadata = compose_metadata(film(*[212.0] * 20), WORDS, video_file="rainy.mp4")
    lines = [line for line in metadata.description.splitlines() if " - Track " in line]
    assert lines[0] == "00:00 - Track 1"
    assert lines[1] == "03:30 - Track 2"
    assert lines[19] == "1:06:30 - Track 20"
    assert metadata.duration_seconds == 20 * 212 - 19 * 2
    assert chapter_problem(metadata) is None


@pytest.mark.parametrize(("seconds", "shown"), [(0, "00:00"), (59.99, "00:59"), (3599.9, "59:59"), (3600, "1:00:00")])
def test_a_timestamp_is_rounded_down(seconds: float, shown: str) -> None:
    assert timestamp(seconds) == shown


@pytest.mark.parametrize(
    ("title", "fitted"),
    [
        ("Rainy Mix", "Rainy Mix"),
        ("Rainy Nights", "Rainy Nights Album"),
        ("Endless Loop Mix", "Endless Mix"),
        ("Loopy \N{FULLWIDTH LATIN SMALL LETTER L}oop Mix", "Mix"),
        ("LOOPED Anthology <3", "Anthology 3"),
        ("", "Album"),
    ],
)
def test_titles_are_fitted(title: str, fitted: str) -> None:
    assert fit_title(title) == fitted


@given(title=st.text(max_size=300))
def test_any_title_keeps_the_rules(title: str) -> None:
    fitted = fit_title(title)
    assert len(fitted) <= TITLE_CHARACTERS
    assert not find_banned_words(fitted)
    assert re.search(r"\b(album|mix|anthology)\b", fitted, re.IGNORECASE)
    assert not set("<>\n") & set(fitted)


@given(tags=st.lists(st.text(max_size=80), max_size=60))
def test_any_tags_keep_the_limit(tags: list[str]) -> None:
    fitted = fit_tags(tags)
    assert count_tag_characters(fitted) <= TAG_CHARACTERS
    assert len({tag.lower() for tag in fitted}) == len(fitted)
    assert not any(set("<>,") & set(tag) for tag in fitted)


def test_tags_are_counted_as_youtube_counts_them() -> None:
    assert count_tag_characters(["rain", "lo fi"]) == len('rain,"lo fi"')


@given(
    titles=st.lists(st.text(min_size=1, max_size=200), min_size=20, max_size=20), introduction=st.text(max_size=6000)
)
def test_any_description_keeps_the_limit_and_its_timestamps(titles: list[str], introduction: str) -> None:
    words = Words(title="Mix", introduction=introduction, tags=(), is_generated=True)
    metadata = compose_metadata(film(*[212.0] * 20, titles=titles), words, video_file="rainy.mp4")
    assert len(metadata.description.encode()) <= DESCRIPTION_BYTES
    assert not set("<>") & set(metadata.description)
    if all(title.isascii() for title in titles):
        assert metadata.description.count(" - ") >= 20


def test_the_reminder_and_the_rehearsal_are_told() -> None:
    text = as_text(compose_metadata(film(200, 200, 200, is_rehearsal=True), WORDS, video_file="rainy.mp4"))
    assert "Altered or synthetic content" in text
    assert "Altered content, and answer Yes" in text
    assert text.startswith("REHEARSAL\n")
    assert "not for publishing" in text


def test_too_few_or_too_short_chapters_are_told() -> None:
    few = compose_metadata(film(200, 200), WORDS, video_file="a.mp4")
    short = compose_metadata(film(11, 200, 200), WORDS, video_file="a.mp4")
    assert "from 3 tracks on" in str(chapter_problem(few))
    assert "at least 10 s" in str(chapter_problem(short))
    assert "NOTE\n" in as_text(few)
