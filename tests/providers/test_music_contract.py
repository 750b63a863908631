"""What every music provider promises, and what vendors and each built-in promise besides."""

import dataclasses
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from studio.errors import (
    DuplicateMedia,
    InvalidInput,
    MissingMedia,
    Stopped,
    StudioError,
    TrackTooShort,
    UnreadableMedia,
)
from studio.providers.music.base import GeneratedTrack, MusicProvider
from studio.providers.music.dummy import DummyMusicProvider
from studio.providers.music.library import title_from_name
from studio.providers.registry import music_provider
from studio.settings import Settings

from .conftest import LedgerLine, MakeContext
from .media import read_wav, write_tone
from .plugins import MUSIC_PLUGIN, install_plugin
from .servers.base import VendorServer
from .vendor_contract import (
    Check,
    FreeFailureContract,
    JobContract,
    LinkContract,
    SynchronousContract,
    VendorContract,
)
from .vendors import MUSIC_VENDORS, Vendor, read_loudness, read_seconds, with_trait

MADE_HERE = ("dummy", "library", "composer", "tapedeck")
Ask = Callable[..., GeneratedTrack]
"""Has a track made: by the provider of the test or another one, with the context changed by keyword."""
WEIRD_PROMPTS = ("🎧🌧️ soft rain", "مطر هادئ في الليل", "x" * 10_000, "two\nlines\r\n\x00", "")


@pytest.fixture
def own_tracks(tmp_path: Path) -> Path:
    folder = tmp_path / "own tracks"
    folder.mkdir()
    write_tone(folder / "10 last.wav", 0.5, hertz=500)
    write_tone(folder / "2 - Slow_River.flac", 0.5, hertz=300, title="River, Slowly")
    write_tone(folder / "01_first.mp3", 0.6, hertz=200)
    (folder / ".hidden.mp3").write_bytes(b"not music")
    (folder / "cover.jpg").write_bytes(b"not music")
    return folder


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """Of the provider: given by the class of tests."""
    return str(request.param)


@pytest.fixture
def vendor(name: str) -> Vendor[MusicProvider]:
    return MUSIC_VENDORS[name]


@pytest.fixture
def server(vendor: Vendor[MusicProvider]) -> Iterator[VendorServer]:
    with vendor.server() as running:
        yield running


@pytest.fixture
def provider(
    request: pytest.FixtureRequest,
    name: str,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> MusicProvider:
    if name in MUSIC_VENDORS:
        return MUSIC_VENDORS[name].make(request.getfixturevalue("server"))
    if name == "tapedeck":
        monkeypatch.setenv("TAPEDECK_SAMPLE_RATE", "8000")
        install_plugin(
            tmp_path / "site",
            monkeypatch,
            package="tapedeck_example",
            source=MUSIC_PLUGIN,
            group="studio.music_providers",
            entry_points="tapedeck = tapedeck_example:TapeDeck",
        )
    found = music_provider(name, settings)
    if found.name == "dummy":
        # The contract is tried with half a second; real tracks start at one.
        monkeypatch.setattr(
            DummyMusicProvider,
            "capabilities",
            dataclasses.replace(DummyMusicProvider.capabilities, shortest_seconds=0.1),
        )
    return found


@pytest.fixture
def folder(request: pytest.FixtureRequest, name: str) -> Path | None:
    """Of own files, for the provider that takes them."""
    found: Path | None = request.getfixturevalue("own_tracks") if name == "library" else None
    return found


@pytest.fixture
def ask(provider: MusicProvider, make_context: MakeContext, folder: Path | None) -> Ask:
    """A track as short as the provider makes them."""

    def generate(
        line: LedgerLine | None = None, *, by: MusicProvider | None = None, prompt: str = "slow rain", **changes: Any
    ) -> GeneratedTrack:
        asked = by or provider
        paid = {"submission": line or LedgerLine()} if asked.capabilities.needs_key else {}
        context = make_context(own_files=folder, **(paid | changes))
        made = asked.generate_track(prompt, max(0.5, asked.capabilities.shortest_seconds) / 60, context)
        assert [made.path] == list(context.directory.iterdir())
        return made

    return generate


@pytest.fixture
def check(provider: MusicProvider, folder: Path | None) -> Check:
    def look(*, by: MusicProvider | None = None) -> None:
        (by or provider).check(track_count=3, own_files=folder)

    return look


@pytest.mark.parametrize("name", [*MADE_HERE, *MUSIC_VENDORS], indirect=True)
class TestEveryProvider:
    def test_the_check_passes_where_nothing_is_missing(self, check: Check) -> None:
        check()

    def test_it_leaves_one_file_in_the_directory(self, ask: Ask) -> None:
        assert ask().path.stat().st_size > 0

    def test_tracks_of_one_album_differ_unless_they_are_placeholders(self, provider: MusicProvider, ask: Ask) -> None:
        contents = {ask(order_index=index, seed=index).path.read_bytes() for index in range(3)}
        assert len(contents) == (1 if provider.capabilities.makes_placeholders else 3)

    def test_it_stops_and_leaves_nothing(
        self, provider: MusicProvider, make_context: MakeContext, folder: Path | None
    ) -> None:
        context = make_context(own_files=folder, should_stop=lambda: True)
        with pytest.raises(Stopped):
            provider.generate_track("rain", 0.1, context)
        assert list(context.directory.iterdir()) == []

    @pytest.mark.parametrize("prompt", WEIRD_PROMPTS, ids=["emoji", "rtl", "long", "lines", "empty"])
    def test_any_prompt_is_taken(self, ask: Ask, prompt: str) -> None:
        assert ask(prompt=prompt, title=prompt).path.exists()

    def test_what_it_can_do_and_may_be_used_for_is_told(self, provider: MusicProvider) -> None:
        able = provider.capabilities
        assert able.label
        assert able.formats
        assert 0 < able.shortest_seconds < able.longest_seconds
        assert able.concurrency >= 1
        assert (able.price_per_track_usd == 0) == (able.price_basis == "free")
        assert provider.rights.plan


@pytest.mark.parametrize("name", MADE_HERE, indirect=True)
class TestMadeHere:
    def test_the_same_take_has_the_same_bytes(self, ask: Ask) -> None:
        first, second = (ask(seed=3) for _ in range(2))
        assert first.path.read_bytes() == second.path.read_bytes()


@pytest.mark.parametrize("name", MUSIC_VENDORS, indirect=True)
class TestEveryVendor(VendorContract):
    @pytest.mark.parametrize("made_seconds", [10, 12, 14])
    def test_one_of_about_the_asked_length_is_taken_as_it_is(
        self, provider: MusicProvider, make_context: MakeContext, server: VendorServer, made_seconds: int
    ) -> None:
        server.wrong_length_seconds = made_seconds
        track = provider.generate_track("rain", 12 / 60, make_context(submission=LedgerLine()))
        assert read_seconds(track.path) == pytest.approx(made_seconds, abs=0.1)

    def test_one_that_is_far_too_short_is_refused(
        self, provider: MusicProvider, make_context: MakeContext, server: VendorServer
    ) -> None:
        server.wrong_length_seconds = 7
        context = make_context(submission=LedgerLine())
        with pytest.raises(TrackTooShort, match=r"made 7 s where 12 s.*re-make this track"):
            provider.generate_track("rain", 12 / 60, context)
        assert list(context.directory.iterdir()) == []
        assert len(server.jobs) == 1

    def test_one_that_is_far_too_long_fades_out_where_it_should_end(
        self, provider: MusicProvider, make_context: MakeContext, server: VendorServer
    ) -> None:
        server.wrong_length_seconds = 20
        context = make_context(submission=LedgerLine())
        track = provider.generate_track("rain", 12 / 60, context)
        assert list(context.directory.iterdir()) == [track.path]
        assert read_seconds(track.path) == pytest.approx(12, abs=0.001)
        loudness = read_loudness(track.path, window_seconds=0.5)
        assert loudness[-1] < loudness[len(loudness) // 2] / 6
        assert loudness[0] > 0.1

    @pytest.mark.parametrize("minutes", [0, -1, 120, float("nan"), float("inf")])
    def test_lengths_outside_its_range_are_refused(
        self, provider: MusicProvider, make_context: MakeContext, server: VendorServer, minutes: float
    ) -> None:
        line = LedgerLine()
        with pytest.raises(InvalidInput, match="makes"):
            provider.generate_track("rain", minutes, make_context(submission=line))
        assert line.entries == []
        assert server.jobs == []

    def test_settings_alone_lead_to_it(
        self, server: VendorServer, provider: MusicProvider, make_context: MakeContext, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As worker processes find it: by the environment."""
        for variable, value in server.environment().items():
            monkeypatch.setenv(variable, value)
        found = music_provider(provider.name, Settings(_env_file=None))
        assert type(found) is type(provider)
        minutes = max(6.0, found.capabilities.shortest_seconds) / 60
        assert found.generate_track("slow rain", minutes, make_context(submission=LedgerLine())).path.exists()


@pytest.mark.parametrize("name", with_trait(MUSIC_VENDORS, "free failures"), indirect=True)
class TestVendorsWhoseFailuresAreFree(FreeFailureContract):
    pass


@pytest.mark.parametrize("name", with_trait(MUSIC_VENDORS, "synchronous"), indirect=True)
class TestSynchronousVendors(SynchronousContract):
    pass


@pytest.mark.parametrize("name", with_trait(MUSIC_VENDORS, "jobs"), indirect=True)
class TestVendorsWithJobs(JobContract):
    pass


@pytest.mark.parametrize("name", with_trait(MUSIC_VENDORS, "links"), indirect=True)
class TestVendorsWithLinks(LinkContract):
    pass


class TestDummy:
    @pytest.mark.parametrize("seconds", [1, 1.00001, 2.5, 217 / 60])
    def test_it_is_as_long_as_asked_to_the_sample(self, make_context: MakeContext, seconds: float) -> None:
        track = DummyMusicProvider().generate_track("rain", seconds / 60, make_context())
        params, samples = read_wav(track.path)
        assert (params.nchannels, params.sampwidth, params.framerate) == (2, 2, 48_000)
        assert params.nframes == round(seconds * 48_000)
        assert samples == bytes(params.nframes * 4)

    @pytest.mark.parametrize("minutes", [0, -1, 61, float("nan"), float("inf")])
    def test_lengths_outside_its_range_are_refused(self, make_context: MakeContext, minutes: float) -> None:
        context = make_context()
        with pytest.raises(InvalidInput, match="1 to 3600 seconds"):
            DummyMusicProvider().generate_track("rain", minutes, context)
        assert list(context.directory.iterdir()) == []

    def test_it_stops_in_the_middle(self, make_context: MakeContext) -> None:
        answers = iter([False, False, True])
        context = make_context(should_stop=lambda: next(answers))
        with pytest.raises(Stopped):
            DummyMusicProvider().generate_track("rain", 1, context)
        assert list(context.directory.iterdir()) == []


class TestLibrary:
    @pytest.fixture
    def library(self, settings: Settings) -> MusicProvider:
        return music_provider("library", settings)

    def test_files_come_in_natural_order_each_once(
        self, library: MusicProvider, make_context: MakeContext, own_tracks: Path
    ) -> None:
        tracks = [
            library.generate_track("", 3, make_context(own_files=own_tracks, order_index=index)) for index in range(3)
        ]
        assert [track.provider_track_id for track in tracks] == [
            "01_first.mp3",
            "2 - Slow_River.flac",
            "10 last.wav",
        ]
        assert [track.title for track in tracks] == ["first", "River, Slowly", "10 last"]
        assert [track.path.suffix for track in tracks] == [".mp3", ".flac", ".wav"]
        assert all(track.license_document_url is None for track in tracks)
        assert (own_tracks / "10 last.wav").read_bytes() == tracks[2].path.read_bytes()

    def test_the_folder_must_be_named_and_be_there(self, library: MusicProvider, tmp_path: Path) -> None:
        with pytest.raises(MissingMedia, match="--own-tracks"):
            library.check(track_count=1, own_files=None)
        for nowhere in (tmp_path / "nowhere", write_tone(tmp_path / "file.wav", 0.5)):
            with pytest.raises(MissingMedia, match="no folder"):
                library.check(track_count=1, own_files=nowhere)

    def test_too_few_files_are_counted(
        self, library: MusicProvider, own_tracks: Path, make_context: MakeContext
    ) -> None:
        with pytest.raises(MissingMedia, match=r"holds 3 audio files but the album needs 5.*cover\.jpg.*add 2"):
            library.check(track_count=5, own_files=own_tracks)
        with pytest.raises(MissingMedia, match="holds 3 audio files but the album needs 4"):
            library.generate_track("", 3, make_context(own_files=own_tracks, order_index=3))

    @pytest.mark.parametrize(
        ("name", "content"),
        [("00.mp3", b""), ("00.mp3", b"words " * 4000), ("00.wav", bytes(range(256)) * 400), ("00.m4a", b"\0" * 9)],
    )
    def test_a_file_that_is_no_audio_is_named(
        self, library: MusicProvider, own_tracks: Path, name: str, content: bytes, make_context: MakeContext
    ) -> None:
        (own_tracks / name).write_bytes(content)
        with pytest.raises(UnreadableMedia, match=name):
            library.check(track_count=1, own_files=own_tracks)
        context = make_context(own_files=own_tracks)
        with pytest.raises(UnreadableMedia, match=name):
            library.generate_track("", 3, context)
        assert list(context.directory.iterdir()) == []

    @pytest.mark.parametrize("suffix", [".flac", ".m4a"])
    def test_a_file_that_is_cut_off_is_named(self, library: MusicProvider, own_tracks: Path, suffix: str) -> None:
        whole = write_tone(own_tracks / f"00 cut{suffix}", 4.0)
        whole.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
        with pytest.raises(UnreadableMedia, match="00 cut"):
            library.check(track_count=1, own_files=own_tracks)

    def test_a_short_file_is_named(self, library: MusicProvider, own_tracks: Path) -> None:
        write_tone(own_tracks / "00 jingle.wav", 0.2)
        with pytest.raises(TrackTooShort, match=r"00 jingle\.wav is 0\.2 s long.*at least 0\.4 s"):
            library.check(track_count=1, own_files=own_tracks)

    def test_one_file_under_two_names_is_refused(self, library: MusicProvider, own_tracks: Path) -> None:
        shutil.copy(own_tracks / "10 last.wav", own_tracks / "3 copy.wav")
        with pytest.raises(DuplicateMedia, match=r"3 copy\.wav and 10 last\.wav"):
            library.check(track_count=4, own_files=own_tracks)
        library.check(track_count=3, own_files=own_tracks)

    def test_later_files_are_not_looked_at(self, library: MusicProvider, own_tracks: Path) -> None:
        (own_tracks / "99.mp3").write_bytes(b"broken")
        library.check(track_count=3, own_files=own_tracks)

    def test_names_that_are_no_text_or_look_like_protocols_work(
        self, library: MusicProvider, tmp_path: Path, make_context: MakeContext, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        folder = Path("concat:folder")
        folder.mkdir()
        write_tone(tmp_path / "plain.wav", 0.5).rename(folder / "caf\udce9 %d.wav")
        track = library.generate_track("", 3, make_context(own_files=folder))
        assert track.provider_track_id == "caf� %d.wav"
        assert track.title == "caf� %d"

    def test_old_tags_that_are_no_utf8_do_no_harm(
        self, library: MusicProvider, tmp_path: Path, make_context: MakeContext
    ) -> None:
        folder = tmp_path / "old"
        folder.mkdir()
        track = write_tone(folder / "old.wav", 0.5, title="Plain")
        track.write_bytes(track.read_bytes().replace(b"Plain", b"Pl\xe4in"))
        made = library.generate_track("", 3, make_context(own_files=folder))
        assert made.title == "Pl\N{REPLACEMENT CHARACTER}in"

    def test_every_error_is_one_of_ours(self, library: MusicProvider, tmp_path: Path) -> None:
        folder = tmp_path / "folder.wav"
        (folder / "inner.wav").mkdir(parents=True)
        with pytest.raises(StudioError):
            library.check(track_count=1, own_files=folder)

    @pytest.mark.parametrize(
        ("name", "title"),
        [
            ("03_rain-on_glass.flac", "rain-on glass"),
            ("07 - Night.mp3", "Night"),
            ("12. Dawn.ogg", "Dawn"),
            ("7 rings.mp3", "7 rings"),
            ("10.5 miles.mp3", "10.5 miles"),
            ("042.wav", "042"),
            ("<b>bold</b>.wav", "b bold /b"),
            ("x" * 200 + ".wav", "x" * 100),
        ],
    )
    def test_file_names_become_titles(self, name: str, title: str) -> None:
        assert title_from_name(name.replace("/", "∕")).replace("∕", "/") == title  # noqa: RUF001
