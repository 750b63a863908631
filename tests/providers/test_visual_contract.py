"""What every visual provider promises, and what vendors and each built-in promise besides."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from studio.errors import DuplicateMedia, MissingMedia, Stopped, UnreadableMedia
from studio.providers.registry import visual_provider
from studio.providers.visual.base import GeneratedVisual, VisualProvider
from studio.providers.visual.dummy import DummyVisualProvider
from studio.providers.visual.painter.provider import PainterProvider
from studio.render.album import VisualKind
from studio.render.measure import measure_visual
from studio.render.pictures import fit_still
from studio.settings import Settings

from .conftest import LedgerLine, MakeContext
from .media import write_clip, write_picture, write_tone
from .plugins import VISUAL_PLUGIN, install_plugin
from .servers.base import VendorServer
from .vendor_contract import (
    Check,
    FreeFailureContract,
    JobContract,
    LinkContract,
    SynchronousContract,
    VendorContract,
)
from .vendors import VISUAL_VENDORS, Vendor, with_trait

MADE_HERE = ("dummy", "library", "painter", "swatch")
Ask = Callable[..., GeneratedVisual]
"""Has a visual made: by the provider of the test or another one, with the context changed by keyword."""
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


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """Of the provider: given by the class of tests."""
    return str(request.param)


@pytest.fixture
def vendor(name: str) -> Vendor[VisualProvider]:
    return VISUAL_VENDORS[name]


@pytest.fixture
def server(vendor: Vendor[VisualProvider]) -> Iterator[VendorServer]:
    with vendor.server() as running:
        yield running


@pytest.fixture
def provider(
    request: pytest.FixtureRequest,
    name: str,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> VisualProvider:
    if name in VISUAL_VENDORS:
        return VISUAL_VENDORS[name].make(request.getfixturevalue("server"))
    if name == "swatch":
        install_plugin(
            tmp_path / "site",
            monkeypatch,
            package="swatch_example",
            source=VISUAL_PLUGIN,
            group="studio.visual_providers",
            entry_points="swatch = swatch_example:Swatch",
        )
    if name == "painter":
        return PainterProvider(24, still_size=(256, 144), loop_size=(256, 144))
    return visual_provider(name, settings)


@pytest.fixture
def folder(request: pytest.FixtureRequest, name: str) -> Path | None:
    """Of own files, for the provider that takes them."""
    found: Path | None = request.getfixturevalue("own_visuals") if name == "library" else None
    return found


@pytest.fixture
def ask(provider: VisualProvider, make_context: MakeContext, folder: Path | None) -> Ask:
    def generate(
        line: LedgerLine | None = None, *, by: VisualProvider | None = None, prompt: str = "a bridge", **changes: Any
    ) -> GeneratedVisual:
        asked = by or provider
        paid = {"submission": line or LedgerLine()} if asked.capabilities.needs_key else {}
        context = make_context(own_files=folder, **(paid | changes))
        made = asked.generate_visual(prompt, context)
        assert [made.path] == list(context.directory.iterdir())
        return made

    return generate


@pytest.fixture
def check(provider: VisualProvider, folder: Path | None) -> Check:
    def look(*, by: VisualProvider | None = None) -> None:
        (by or provider).check(visual_count=3, own_files=folder)

    return look


@pytest.mark.parametrize("name", [*MADE_HERE, *VISUAL_VENDORS], indirect=True)
class TestEveryProvider:
    def test_the_check_passes_where_nothing_is_missing(self, check: Check) -> None:
        check()

    def test_it_leaves_one_file_in_the_directory(self, ask: Ask) -> None:
        assert ask().path.stat().st_size > 0

    def test_visuals_of_one_album_differ(self, ask: Ask) -> None:
        assert len({ask(order_index=index, seed=5).path.read_bytes() for index in range(3)}) == 3

    def test_it_stops_and_leaves_nothing(
        self, provider: VisualProvider, make_context: MakeContext, folder: Path | None
    ) -> None:
        context = make_context(own_files=folder, should_stop=lambda: True)
        with pytest.raises(Stopped):
            provider.generate_visual("a bridge", context)
        assert list(context.directory.iterdir()) == []

    @pytest.mark.parametrize("prompt", WEIRD_PROMPTS, ids=["emoji", "rtl", "long", "lines", "empty"])
    def test_any_prompt_is_taken(self, ask: Ask, prompt: str) -> None:
        assert ask(prompt=prompt, title=prompt).path.exists()

    def test_where_no_loops_are_made_a_still_comes(self, provider: VisualProvider, ask: Ask) -> None:
        made = ask(visual_kind="loop")
        assert measure_visual(made.path).kind == VisualKind.STILL or provider.capabilities.makes_loops

    def test_what_it_can_do_and_may_be_used_for_is_told(self, provider: VisualProvider) -> None:
        able = provider.capabilities
        assert able.label
        assert able.formats
        assert able.makes_stills or able.makes_loops
        assert able.concurrency >= 1
        assert (able.price_per_visual_usd == 0) == (able.price_basis == "free")
        assert provider.rights.plan


@pytest.mark.parametrize("name", MADE_HERE, indirect=True)
class TestMadeHere:
    def test_the_same_take_has_the_same_bytes(self, ask: Ask) -> None:
        first, second = (ask(seed=3) for _ in range(2))
        assert first.path.read_bytes() == second.path.read_bytes()


@pytest.mark.parametrize("name", VISUAL_VENDORS, indirect=True)
class TestEveryVendor(VendorContract):
    def test_the_original_stays_as_it_came_and_fills_the_frame(
        self, provider: VisualProvider, ask: Ask, tmp_path: Path
    ) -> None:
        visual = ask()
        with Image.open(visual.path) as picture:
            assert picture.size in provider.capabilities.still_sizes
            assert picture.format == {".jpg": "JPEG", ".png": "PNG"}[visual.path.suffix]
        width, height = fit_still(visual.path, tmp_path / "fitted.png")
        assert width >= 1920
        assert height >= 1080
        assert width * 9 == height * 16

    def test_settings_alone_lead_to_it(
        self, server: VendorServer, provider: VisualProvider, make_context: MakeContext, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As worker processes find it: by the environment."""
        for variable, value in server.environment().items():
            monkeypatch.setenv(variable, value)
        found = visual_provider(provider.name, Settings(_env_file=None))
        assert type(found) is type(provider)
        assert found.generate_visual("a bridge", make_context(submission=LedgerLine())).path.exists()


@pytest.mark.parametrize("name", with_trait(VISUAL_VENDORS, "free failures"), indirect=True)
class TestVendorsWhoseFailuresAreFree(FreeFailureContract):
    pass


@pytest.mark.parametrize("name", with_trait(VISUAL_VENDORS, "synchronous"), indirect=True)
class TestSynchronousVendors(SynchronousContract):
    pass


@pytest.mark.parametrize("name", with_trait(VISUAL_VENDORS, "jobs"), indirect=True)
class TestVendorsWithJobs(JobContract):
    pass


@pytest.mark.parametrize("name", with_trait(VISUAL_VENDORS, "links"), indirect=True)
class TestVendorsWithLinks(LinkContract):
    pass


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
