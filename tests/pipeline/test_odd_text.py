"""Odd text reaches FFmpeg, Pillow, film, pages and texts as letters, or is refused; it is never interpreted."""

import dataclasses
import html
from contextlib import suppress
from html.parser import HTMLParser
from pathlib import Path

import av
import pytest
from PIL import Image
from sqlalchemy.orm import Session

from studio.db.session import in_transaction
from studio.db.takes import current_takes
from studio.errors import InvalidInput, OutsideOutputRoot
from studio.models import AudioTrack, VideoJob
from studio.models import Image as Visual
from studio.pipeline import metadata, prompts, runs, tracks, visuals
from studio.pipeline.artwork import FINDINGS_NAME, REPORT_NAME, lay_artwork_beside
from studio.pipeline.files import confine, slug
from studio.pipeline.metadata import Words, compose_metadata
from studio.pipeline.render import Film
from studio.providers.llm.base import AlbumBrief
from studio.providers.llm.validation import check_album
from studio.render.album import RenderRequest
from studio.render.ffmpeg import find_ffmpeg
from studio.render.renderer import FFmpegRenderer, build_request_timeline
from studio.schemas.prompts import AlbumPrompts, PromptItem
from studio.settings import get_settings
from tests.albums import plan_job
from tests.odd_text import ODD_TEXTS
from tests.render.media import SMALL, detailed_picture, never, render_track, sound, still, write_wav

MOST_CHAPTER_BYTES = 255


class Tags(HTMLParser):
    """The elements of a page, their attributes, and all of its text."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Film:
    """A film with title cards, whose tracks and album are titled oddly, and everything that lies beside it."""
    folder = tmp_path_factory.mktemp("odd")
    ffmpeg = find_ffmpeg(None)
    request = RenderRequest(
        title=ODD_TEXTS[0] + ODD_TEXTS[3],
        tracks=tuple(
            render_track(write_wav(folder / f"{number}.wav", sound(300 + 50 * number, 2.5)), title, ffmpeg)
            for number, title in enumerate(ODD_TEXTS)
        ),
        visuals=tuple(still(detailed_picture(folder / f"{number}.png", number)) for number in range(len(ODD_TEXTS))),
        profile=dataclasses.replace(SMALL, has_title_cards=True),
    )
    target = folder / f"{slug(request.title)}-01234567.mp4"
    result = FFmpegRenderer(ffmpeg, jobs=2, cache=folder / ".cache").render(request, target, lambda said: None, never)
    lay_artwork_beside(target, request, build_request_timeline(request), result.inspection)
    made = Film(request, folder, slug(request.title))
    words = Words(title=f"Album {ODD_TEXTS[1]}", introduction="\n".join(ODD_TEXTS), tags=ODD_TEXTS, is_generated=False)
    metadata._write(folder, compose_metadata(made, words, video_file=target.name))
    return made


def test_chapters_hold_the_titles_letter_by_letter(film: Film) -> None:
    (path,) = film.directory.glob("*.mp4")
    with av.open(str(path)) as container:
        chapters = [chapter["metadata"]["title"] for chapter in container.chapters()]
        title = container.metadata["title"]
    assert len(chapters) == len(ODD_TEXTS)
    for chapter, written in zip(chapters, ODD_TEXTS, strict=True):
        assert written.startswith(chapter)
        assert chapter == written or len(chapter.encode()) > MOST_CHAPTER_BYTES - 4
    assert film.request.title.startswith(title)


def test_the_text_to_paste_has_a_line_for_each_title_and_no_markup(film: Film) -> None:
    text = (film.directory / "metadata.txt").read_text(encoding="utf-8")
    assert "<" not in text
    assert ">" not in text
    assert "\x1b" not in text
    assert "\u202e" not in text
    headings = [line for line in text.split("\n") if line.isupper() and line.replace(" ", "").isalpha()]
    assert headings == ["TITLE", "DESCRIPTION", "TAGS", "BEFORE YOU PUBLISH", "FILE", "NOTE"]
    stamps = [line for line in text.split("\n") if line[:2].isdigit() and line[2:3] == ":"]
    assert len(stamps) == len(ODD_TEXTS)
    assert stamps[0].endswith("""It's "quoted", `ticked` and $(called) ; rm -rf / # &&""")
    assert "50% off: %03d %s %(title)s {0} {x} \\n \\: \\\\ ,;=[out]'" in stamps[1]
    assert "夜の音楽" in stamps[5]


def test_the_page_of_the_inspection_shows_titles_and_runs_none(film: Film) -> None:
    page = (film.directory / REPORT_NAME).read_text(encoding="utf-8")
    tags = Tags()
    tags.feed(page)
    assert not tags.names & {"script", "img", "iframe", "object", "link", "a", "form"}
    assert not {name for name in tags.attributes if name.startswith("on")}
    assert "<script>alert(1)</script>" in tags.text
    assert html.escape(ODD_TEXTS[3]) in page
    assert (film.directory / FINDINGS_NAME).stat().st_size > 0


def test_pictures_are_drawn_whole(film: Film) -> None:
    """Title cards are in the film; the plot, the contact sheet and the thumbnails lie beside it."""
    names = {path.name for path in film.directory.iterdir() if path.suffix in (".png", ".jpg")}
    assert {"album-plot.png", "contact-sheet.png", "thumbnail-1.jpg"} <= names
    for name in names:
        with Image.open(film.directory / name) as picture:
            picture.load()


def test_a_prompt_is_drawn_on_a_card_and_names_no_file(output_root: Path) -> None:
    job = plan_job(tracks=len(ODD_TEXTS), minutes=3)

    def write(session: Session) -> None:
        row = session.get_one(VideoJob, job.id)
        row.prompts_json = AlbumPrompts(
            album_title="Odd Album",
            introduction="",
            tags=[],
            items=[PromptItem(track_title=text[:100], music_prompt=text, visual_prompt=text) for text in ODD_TEXTS],
        ).model_dump(mode="json")

    in_transaction(write)
    run = in_transaction(lambda session: runs.start_run(session, job.id))
    for index in range(len(ODD_TEXTS)):
        visuals.generate_visual(run.job_id, run.run_no, index)
    tracks.generate_track(run.job_id, run.run_no, 4)
    made = in_transaction(lambda session: current_takes(session, Visual, job.id))
    assert [visual.prompt_text for visual in made] == list(ODD_TEXTS)
    folder = output_root / job.output_directory
    for visual in made:
        path = output_root / visual.local_file_path
        assert path.parent == folder / "visuals"
        assert path.stem == slug(path.stem, longest=100)
        with Image.open(path) as picture:
            picture.load()
    (track,) = in_transaction(lambda session: current_takes(session, AudioTrack, job.id))
    assert track.title == ODD_TEXTS[4]
    assert (output_root / track.local_file_path).parent == folder / "tracks"


@pytest.mark.parametrize(
    "name",
    [
        "-i %03d 'a': [b],c;d=e \\n.wav",
        "concat:a|b.wav",
        "http:??evil.wav",
        "夜 ليل \u202e 🌧️.wav",
        "$(touch x) `touch x` ; touch x.wav",
        " .. .wav",
        b"latin-\xff\xfe.wav".decode("utf-8", "surrogateescape"),
    ],
)
def test_own_files_are_read_whatever_they_are_called(
    output_root: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIBRARY_SHORTEST_TRACK_SECONDS", "2")
    get_settings.cache_clear()
    library = tmp_path / "own"
    library.mkdir()
    for number, file in enumerate((name, "another.wav")):
        write_wav(library / "x.wav", sound(400 + 100 * number, 8)).rename(library / file)
    job = plan_job(tracks=2, own_tracks=str(library))
    run = in_transaction(lambda session: runs.start_run(session, job.id))
    prompts.generate_prompts(run.job_id, run.run_no)
    for index in (0, 1):
        tracks.generate_track(run.job_id, run.run_no, index)
    made = in_transaction(lambda session: current_takes(session, AudioTrack, job.id))
    assert len(made) == 2
    paths = [output_root / track.local_file_path for track in made]
    assert all(path.parent.name == "tracks" and path.stem == slug(path.stem, longest=100) for path in paths)
    assert sorted(path.name for path in library.iterdir()) == sorted((name, "another.wav"))


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_folders_named_by_people_stay_below_the_output_root(output_root: Path, text: str) -> None:
    assert slug(text).replace("-", "").isalnum()
    job = plan_job(tracks=2, niche_label=text[:120])
    assert confine(output_root, job.output_directory).parent == (output_root / "quiet-corner").resolve()
    with suppress(OutsideOutputRoot, InvalidInput):
        named = plan_job(tracks=2, output_directory=text[:200])
        assert confine(output_root, named.output_directory).is_relative_to(output_root.resolve())


@pytest.mark.parametrize("bad", ["a\x00b", "\x1b[31m", "\x07", "\ufffe"])
def test_a_model_s_control_characters_are_refused(bad: str) -> None:
    brief = AlbumBrief(niche="rain", mood="calm", track_count=1, track_seconds=(60,), seed=1, channel_niche=None)
    item = PromptItem(track_title="Rain", music_prompt="slow piano " * 5, visual_prompt="a window at night " * 3)
    good = AlbumPrompts(
        album_title="Rainy Window Album",
        introduction="Rain on glass. " * 5,
        tags=["lo-fi", "rain", "calm"],
        items=[item],
    )
    assert not check_album(good, brief)
    for changed in (
        good.model_copy(update={"introduction": good.introduction + bad}),
        good.model_copy(update={"items": [item.model_copy(update={"music_prompt": item.music_prompt + bad})]}),
    ):
        assert any("control characters" in problem for problem in check_album(changed, brief))
