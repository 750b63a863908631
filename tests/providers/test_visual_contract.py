"""What every visual provider promises, and what each built-in promises besides."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.errors import DuplicateMedia, MissingMedia, Stopped, UnreadableMedia
from studio.providers.registry import visual_provider
from studio.providers.visual.base import VisualProvider
from studio.providers.visual.dummy import DummyVisualProvider
from studio.settings import Settings

from .conftest import MakeContext
from .media import write_clip, write_picture, write_tone
from .plugins import VISUAL_PLUGIN, install_plugin

WEIRD_PROMPTS = ("🎧🌧️ café Łódź", "مطر هادئ في الليل", "x" * 10_000, "two\nlines\r\n\x00", "")


@pytest.fixture
def own_visuals(tmp_path: Path) -> Path:
    folder = tmp_path / "own visuals"
    folder.mkdir()
    write_picture(folder / "Bridge.JPG", (200, 40, 40), (500, 400))
    write_clip(folder / "b2 clip.mp4", (20, 200, 60))
    write_picture(folder / "b10.png", (30, 60, 220), (200, 300))
    (folder / ".hidden.png").write_bytes(b"not a picture")
    (folder / "notes.txt").write_text("not a picture")
    return folder


@pytest.fixture(params=["dummy", "library", "swatch"])
def provider(
    request: pytest.FixtureRequest, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> VisualProvider:
    if request.param == "swatch":
        install_plugin(
            tmp_path / "site",
            monkeypatch,
            package="swatch_example",
            source=VISUAL_PLUGIN,
            group="studio.visual_providers",
            entry_points="swatch = swatch_example:Swatch",
        )
    return visual_provider(request.param, settings)


class TestEveryProvider:
    def test_the_check_passes_where_nothing_is_missing(self, provider: VisualProvider, own_visuals: Path) -> None:
        provider.check(visual_count=3, own_files=own_visuals)

    def test_it_leaves_one_file_in_the_directory(
        self, provider: VisualProvider, make_context: MakeContext, own_visuals: Path
    ) -> None:
        context = make_context(own_files=own_visuals)
        visual = provider.generate_visual("a bridge in the mist", context)
        assert [visual.path] == list(context.directory.iterdir())
        assert visual.path.stat().st_size > 0

    def test_the_same_take_has_the_same_bytes(
        self, provider: VisualProvider, make_context: MakeContext, own_visuals: Path
    ) -> None:
        first, second = (
            provider.generate_visual("a bridge", make_context(own_files=own_visuals, seed=3)) for _ in range(2)
        )
        assert first.path.read_bytes() == second.path.read_bytes()

    def test_visuals_of_one_album_differ(
        self, provider: VisualProvider, make_context: MakeContext, own_visuals: Path
    ) -> None:
        contents = {
            provider.generate_visual(
                "a bridge", make_context(own_files=own_visuals, order_index=index, seed=5)
            ).path.read_bytes()
            for index in range(3)
        }
        assert len(contents) == 3

    def test_it_stops_and_leaves_nothing(
        self, provider: VisualProvider, make_context: MakeContext, own_visuals: Path
    ) -> None:
        context = make_context(own_files=own_visuals, should_stop=lambda: True)
        with pytest.raises(Stopped):
            provider.generate_visual("a bridge", context)
        assert list(context.directory.iterdir()) == []

    @pytest.mark.parametrize("prompt", WEIRD_PROMPTS, ids=["emoji", "rtl", "long", "lines", "empty"])
    def test_any_prompt_is_taken(
        self, provider: VisualProvider, make_context: MakeContext, own_visuals: Path, prompt: str
    ) -> None:
        context = make_context(own_files=own_visuals, title=prompt)
        assert provider.generate_visual(prompt, context).path.exists()


def read_card(make_context: MakeContext, prompt: str = "A bridge in the mist", **changes: object) -> np.ndarray:
    visual = DummyVisualProvider().generate_visual(prompt, make_context(**changes))
    with Image.open(visual.path) as picture:
        assert (picture.format, picture.mode, picture.size) == ("PNG", "RGB", (1920, 1080))
        return np.asarray(picture).astype(int)


class TestDummy:
    def test_neighbours_have_clearly_different_colours(self, make_context: MakeContext) -> None:
        skies = [read_card(make_context, order_index=index)[:40].mean(axis=(0, 1)) for index in range(3)]
        for index, sky in enumerate(skies):
            assert all(np.abs(sky - other).max() > 15 for other in skies[index + 1 :])

    def test_another_seed_gives_another_picture(self, make_context: MakeContext) -> None:
        first, second = (read_card(make_context, seed=seed) for seed in (1, 2))
        assert (first != second).any(axis=-1).mean() > 0.5

    def test_the_words_are_large_and_stand_out(self, make_context: MakeContext) -> None:
        blank, written = (read_card(make_context, prompt=prompt, title="") for prompt in ("x", "MMMM MMMM MMMM MMMM"))
        changed = (blank != written).any(axis=-1)
        rows = np.flatnonzero(changed.any(axis=1))
        assert rows.max() - rows.min() > 24
        inked = written[changed]
        assert inked.max() > 235
        panel = written[rows.min() : rows.max(), 115:160]
        assert panel.max() < 110, "the panel behind the words is dark"

    def test_long_words_stay_on_the_card(self, make_context: MakeContext) -> None:
        long, short = (read_card(make_context, prompt=text) for text in ("W" * 10_000, "W"))
        assert not (long != short)[:, 1215:].any()

    def test_it_needs_nothing(self) -> None:
        DummyVisualProvider().check(visual_count=20, own_files=None)


class TestLibrary:
    @pytest.fixture
    def library(self, settings: Settings) -> VisualProvider:
        return visual_provider("library", settings)

    def test_files_come_in_natural_order_as_they_are(
        self, library: VisualProvider, make_context: MakeContext, own_visuals: Path
    ) -> None:
        visuals = [
            library.generate_visual("", make_context(own_files=own_visuals, order_index=index)) for index in range(3)
        ]
        assert [visual.provider_image_id for visual in visuals] == ["b2 clip.mp4", "b10.png", "Bridge.JPG"]
        assert [visual.path.suffix for visual in visuals] == [".mp4", ".png", ".JPG"]
        assert visuals[2].path.read_bytes() == (own_visuals / "Bridge.JPG").read_bytes()

    def test_the_folder_must_be_named_and_be_there(self, library: VisualProvider, tmp_path: Path) -> None:
        with pytest.raises(MissingMedia, match="--own-visuals"):
            library.check(visual_count=1, own_files=None)
        with pytest.raises(MissingMedia, match="no folder"):
            library.check(visual_count=1, own_files=tmp_path / "nowhere")

    def test_too_few_files_are_counted(self, library: VisualProvider, own_visuals: Path) -> None:
        with pytest.raises(MissingMedia, match=r"holds 3 pictures or clips but the album needs 20.*notes\.txt"):
            library.check(visual_count=20, own_files=own_visuals)

    @pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp", "a.mp4", "a.gif"])
    @pytest.mark.parametrize("content", [b"", b"words " * 3000], ids=["empty", "text"])
    def test_a_file_that_is_no_visual_is_named(
        self, library: VisualProvider, own_visuals: Path, name: str, content: bytes
    ) -> None:
        (own_visuals / name).write_bytes(content)
        with pytest.raises(UnreadableMedia, match=name):
            library.check(visual_count=1, own_files=own_visuals)

    @pytest.mark.parametrize("name", ["a.png", "a.jpg"])
    def test_a_picture_that_is_cut_off_is_named(
        self, library: VisualProvider, own_visuals: Path, name: str, make_context: MakeContext
    ) -> None:
        whole = write_picture(own_visuals / name, (90, 90, 10), (640, 480))
        whole.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
        context = make_context(own_files=own_visuals)
        with pytest.raises(UnreadableMedia, match=name):
            library.generate_visual("", context)
        assert list(context.directory.iterdir()) == []

    def test_sound_alone_is_no_visual(self, library: VisualProvider, own_visuals: Path) -> None:
        write_tone(own_visuals / "a.mka", 0.3).rename(own_visuals / "a.mkv")
        with pytest.raises(UnreadableMedia, match=r"a\.mkv holds no moving picture"):
            library.check(visual_count=1, own_files=own_visuals)

    def test_one_file_under_two_names_is_refused(self, library: VisualProvider, own_visuals: Path) -> None:
        shutil.copy(own_visuals / "b10.png", own_visuals / "b3.png")
        with pytest.raises(DuplicateMedia, match=r"b3\.png and b10\.png"):
            library.check(visual_count=4, own_files=own_visuals)
