"""The page for people: whole, escaped, and in need of nothing else."""

from html.parser import HTMLParser
from pathlib import Path

import pytest

from studio.render.inspection import FilmReport, write_report
from studio.render.inspection.page import report_page
from studio.render.inspection.report import (
    AudioReport,
    Check,
    ClickReport,
    JoinReport,
    Stretch,
    TrackReport,
    VideoReport,
)
from studio.render.inspection.words import clock

NASTY = '<script>alert("&")</script>'
VOID = {"meta", "line", "rect", "path"}


class Reader(HTMLParser):
    """Follows what is open, and gathers the words."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes += attrs
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def track(number: int, start: float, end: float, loudness: float | None) -> TrackReport:
    return TrackReport(number, f"{NASTY} {number}", start, end, loudness, -14, -1.2, start, 0.0012, "")


@pytest.fixture
def report() -> FilmReport:
    return FilmReport(
        checks=(Check("frames", True, "900", "900"), Check("loudness", False, f"{NASTY}", "-14")),
        name="album & more.mp4",
        title=NASTY,
        format="mov,mp4",
        size_bytes=1_234_567,
        duration_seconds=30.0,
        boxes=("ftyp", "moov", "mdat"),
        has_index_first=True,
        has_edit_list=False,
        video=VideoReport("h264 High yuv420p", 320, 180, "bt709 bt709 bt709 tv", "30", 900, 30.0, 800.0, 1.0),
        audio=AudioReport("aac LC", 30.0, 192.0, -13.2, -0.4, 3.1, tuple(-14.0 + second % 3 for second in range(30))),
        tracks=(track(1, 0, 15, -13.5), track(2, 15, 30, None)),
        joins=(JoinReport(1, 14, 15, 20.5, 0.25, "", -0.4, 0.0, (ClickReport(14.2, 33.0),)),),
        silences=(Stretch(20, 25, f"track 2, {NASTY}"),),
        black=(),
        frozen=(),
        decoded_pictures=12,
    )


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


def test_it_is_whole_and_escaped(report: FilmReport, tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    write_report(report, target)
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    reader = read(target.read_text(encoding="utf-8"))
    assert "script" not in reader.seen
    assert reader.words.count(NASTY) >= 6
    assert "1 of 2 checks failed" in reader.words
    assert "0:20.0" in reader.words
    assert "-13.2 LUFS" in reader.words


def test_it_needs_nothing_else_and_can_be_heard(report: FilmReport) -> None:
    page = report_page(report)
    reader = read(page)
    assert not {name for name, _ in reader.attributes} & {"src", "href", "srcset", "onload"}
    assert "url(" not in page
    assert "@import" not in page
    assert {"svg", "title", "desc", "th", "main", "h1"} <= reader.seen
    assert ("lang", "en") in reader.attributes
    assert ("scope", "row") in reader.attributes
    assert "prefers-color-scheme: dark" in page


def test_failed_checks_come_first(report: FilmReport) -> None:
    words = read(report_page(report)).words
    assert words.index("failed") < words.index("✓ passed")


def test_a_file_that_does_not_open_has_a_page_too(report: FilmReport) -> None:
    empty = FilmReport(
        (Check("decodes", False, "no", "yes"),),
        "a.mp4",
        "",
        "",
        0,
        0.0,
        (),
        False,
        False,
        None,
        None,
        (),
        (),
        (),
        (),
        (),
        0,
    )
    assert "1 of 1 checks failed" in read(report_page(empty)).words


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0:00.0"), (59.96, "1:00.0"), (61.25, "1:01.2"), (3599.99, "1:00:00.0"), (-1, "0:00.0")]
)
def test_clock_time(seconds: float, words: str) -> None:
    assert clock(seconds) == words
