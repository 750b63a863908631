"""What every music provider promises, and what each built-in promises besides."""

import dataclasses
import shutil
from pathlib import Path

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
from studio.providers.music.base import MusicProvider
from studio.providers.music.dummy import DummyMusicProvider
from studio.providers.music.library import title_from_name
from studio.providers.registry import music_provider
from studio.settings import Settings

from .conftest import MakeContext
from .media import read_wav, write_tone
from .plugins import MUSIC_PLUGIN, install_plugin

HALF_SECOND = 0.5 / 60
"""In minutes, as tracks are asked for."""
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


@pytest.fixture(params=["dummy", "library", "tapedeck"])
def provider(
    request: pytest.FixtureRequest, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> MusicProvider:
    if request.param == "tapedeck":
        monkeypatch.setenv("TAPEDECK_SAMPLE_RATE", "8000")
        install_plugin(
            tmp_path / "site",
            monkeypatch,
            package="tapedeck_example",
            source=MUSIC_PLUGIN,
            group="studio.music_providers",
            entry_points="tapedeck = tapedeck_example:TapeDeck",
        )
    found = music_provider(request.param, settings)
    if found.name == "dummy":
        # The contract is tried with half a second; real tracks start at one.
        monkeypatch.setattr(
            DummyMusicProvider,
            "capabilities",
            dataclasses.replace(DummyMusicProvider.capabilities, shortest_seconds=0.1),
        )
    return found


class TestEveryProvider:
    def test_the_check_passes_where_nothing_is_missing(self, provider: MusicProvider, own_tracks: Path) -> None:
        provider.check(track_count=3, own_files=own_tracks)

    def test_it_leaves_one_file_in_the_directory(
        self, provider: MusicProvider, make_context: MakeContext, own_tracks: Path
    ) -> None:
        context = make_context(own_files=own_tracks)
        track = provider.generate_track("slow rain", HALF_SECOND, context)
        assert [track.path] == list(context.directory.iterdir())
        assert track.path.stat().st_size > 0

    def test_the_same_take_has_the_same_bytes(
        self, provider: MusicProvider, make_context: MakeContext, own_tracks: Path
    ) -> None:
        first, second = (
            provider.generate_track("rain", HALF_SECOND, make_context(own_files=own_tracks, seed=3)) for _ in range(2)
        )
        assert first.path.read_bytes() == second.path.read_bytes()

    def test_tracks_of_one_album_differ_unless_they_are_placeholders(
        self, provider: MusicProvider, make_context: MakeContext, own_tracks: Path
    ) -> None:
        contents = {
            provider.generate_track(
                "rain", HALF_SECOND, make_context(own_files=own_tracks, order_index=index, seed=index)
            ).path.read_bytes()
            for index in range(3)
        }
        assert len(contents) == (1 if provider.capabilities.makes_placeholders else 3)

    def test_it_stops_and_leaves_nothing(
        self, provider: MusicProvider, make_context: MakeContext, own_tracks: Path
    ) -> None:
        context = make_context(own_files=own_tracks, should_stop=lambda: True)
        with pytest.raises(Stopped):
            provider.generate_track("rain", HALF_SECOND, context)
        assert list(context.directory.iterdir()) == []

    @pytest.mark.parametrize("prompt", WEIRD_PROMPTS, ids=["emoji", "rtl", "long", "lines", "empty"])
    def test_any_prompt_is_taken(
        self, provider: MusicProvider, make_context: MakeContext, own_tracks: Path, prompt: str
    ) -> None:
        context = make_context(own_files=own_tracks, title=prompt)
        assert provider.generate_track(prompt, HALF_SECOND, context).path.exists()


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
