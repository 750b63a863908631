"""The composer: what each of its tracks promises, and how far the tracks of one album are apart."""

import dataclasses
import functools
import itertools
import resource
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from studio.errors import InvalidInput
from studio.providers.generation import GenerationContext
from studio.providers.llm.base import AlbumBrief
from studio.providers.llm.builtin import BuiltinPromptWriter
from studio.providers.music.composer.brief import read_brief
from studio.providers.music.composer.harmony.keys import Mode
from studio.providers.music.composer.mixing.loudness import LoudnessMeter
from studio.providers.music.composer.plan import TrackPlan
from studio.providers.music.composer.planning import plan_track
from studio.providers.music.composer.production import mix, produce
from studio.providers.music.composer.provider import ComposerProvider
from studio.providers.music.composer.styles import STYLES
from studio.providers.music.composer.writing.arranging import arrange
from studio.providers.own_process import run_in_own_process
from studio.providers.retries import never_stop
from studio.render.ffmpeg import find_ffmpeg
from studio.render.inspection.clicks import find_clicks
from studio.render.measure import measure_track

from . import listening
from .conftest import FreeOfCharge, MakeContext
from .listening import Sound, Values

RATE = 48_000
ALBUM = 20
ALBUM_SECONDS = 20.0
NATURE = "rain and nature"

STYLE_PROMPTS = {
    "ambient": "Weightless ambient for a night in space",
    "cafe": "Light bossa nova for a café",
    "city night": "Slow synthwave for a night drive",
    "dark academia": "Dark academia, an elegy in a library",
    "hearth": "A bardic tavern tune by the fire",
    "lo-fi": "Dusty lo-fi hip hop for studying",
    "meditation": "Meditation with singing bowls",
    "night jazz": "Smoky trio jazz after midnight",
    "piano": "Solo piano, a quiet nocturne",
    NATURE: "Rain sounds with a little music",
    "regency": "A Regency minuet, elegant chamber music",
}


@dataclass(frozen=True)
class Heard:
    """A track of the album, planned and measured."""

    plan: TrackPlan
    sound: Sound
    bpm: float
    """As heard, in the octave of what is planned."""
    chroma: Values
    colour: Values
    fingerprint: "np.typing.NDArray[np.uint32]"
    integrated_lufs: float
    true_peak_dbtp: float


def plan(prompt: str, *, index: int = 0, seconds: float = 200.0, album_seed: int = 7, seed: int = 7) -> TrackPlan:
    return plan_track(
        read_brief(prompt),
        seconds=seconds,
        album_seed=album_seed,
        order_index=index,
        album_size=ALBUM,
        seed=seed,
    )


def in_octave_of(bpm: float, heard_bpm: float) -> float:
    """Half or twice as many beats are the same tempo, tapped otherwise."""
    return float(heard_bpm * 2.0 ** round(np.log2(bpm / heard_bpm)))


def compose(prompt: str, seconds: float, context: GenerationContext) -> Path:
    return ComposerProvider().generate_track(prompt, seconds / 60, context).path


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> list[Heard]:
    """Twenty tracks of one album of one style, which is harder to keep apart than a mixed one."""
    brief = AlbumBrief("lo-fi beats for studying", "calm, warm, late evening", ALBUM, (210,) * ALBUM, 4)
    prompts = [item.music_prompt for item in BuiltinPromptWriter().write_album(brief).items]
    tracks = []
    for index, prompt in enumerate(prompts):
        context = GenerationContext(
            order_index=index,
            album_size=ALBUM,
            title="",
            seed=1000 + index,
            album_seed=4,
            directory=tmp_path_factory.mktemp("track"),
            own_files=None,
            submission=FreeOfCharge(),
            should_stop=lambda: False,
        )
        path = compose(prompt, ALBUM_SECONDS, context)
        sound, rate = listening.hear(path)
        measured = measure_track(path, find_ffmpeg(None), lambda: False)
        assert measured.integrated_lufs is not None
        assert measured.true_peak_dbtp is not None
        planned = plan(prompt, index=index, seconds=ALBUM_SECONDS, album_seed=4, seed=1000 + index)
        tracks.append(
            Heard(
                planned,
                sound,
                in_octave_of(planned.bpm, listening.tempo_of(sound, rate)),
                listening.chroma_of(sound, rate),
                listening.colour_of(sound, rate),
                listening.fingerprint_of(path),
                measured.integrated_lufs,
                measured.true_peak_dbtp,
            )
        )
    return tracks


class TestAlbum:
    def test_plans_are_plainly_different(self, album: list[Heard]) -> None:
        plans = [track.plan for track in album]
        assert len({plan.key for plan in plans}) >= 14
        assert len({plan.key.tonic for plan in plans}) >= 8
        assert len({plan.form.name for plan in plans}) >= 5
        assert len({tuple(cast.instrument.name for cast in plan.cast) for plan in plans}) == ALBUM
        assert max(plan.bpm for plan in plans) - min(plan.bpm for plan in plans) >= 15
        assert np.std([plan.density for plan in plans]) > 0.1

    def test_neighbours_differ_in_key_and_tempo(self, album: list[Heard]) -> None:
        for before, after in itertools.pairwise(track.plan for track in album):
            assert before.key.tonic != after.key.tonic
            assert abs(before.bpm - after.bpm) >= 3
            assert before.cast[0].instrument.name != after.cast[0].instrument.name

    def test_no_two_share_tempo_key_and_lead(self, album: list[Heard]) -> None:
        for first, second in itertools.combinations((track.plan for track in album), 2):
            is_apart = (
                abs(first.bpm - second.bpm) >= 2
                or first.key != second.key
                or first.cast[0].instrument.name != second.cast[0].instrument.name
            )
            assert is_apart

    def test_tempi_are_heard_and_apart(self, album: list[Heard]) -> None:
        """Within 3 % of the plan, over a range of at least 15 beats a minute, neighbours at least 2 apart."""
        for track in album:
            assert track.bpm == pytest.approx(track.plan.bpm, rel=0.03)
        tempi = [track.bpm for track in album]
        assert max(tempi) - min(tempi) >= 15
        assert np.std(tempi) >= 4
        assert min(abs(before - after) for before, after in itertools.pairwise(tempi)) >= 2

    def test_tones_and_colours_are_apart(self, album: list[Heard]) -> None:
        """At least 5 % of the tones' strength lies elsewhere, or the spectrum differs by 2 dB (root mean square)."""
        chroma, colour = [], []
        for first, second in itertools.combinations(album, 2):
            chroma.append(float(np.abs(first.chroma - second.chroma).sum() / 2))
            colour.append(float(np.sqrt(np.mean((first.colour - second.colour) ** 2))))
            assert chroma[-1] >= 0.05 or colour[-1] >= 2.0
        assert np.median(chroma) >= 0.10
        assert np.median(colour) >= 2.5

    def test_fingerprints_do_not_match(self, album: list[Heard]) -> None:
        """Of one recording they agree in over 0.9 of the bits; of unrelated ones, at the best offset, in some 0.56."""
        shares = [
            listening.share_of_equal_bits(first.fingerprint, second.fingerprint)
            for first, second in itertools.combinations(album, 2)
        ]
        assert max(shares) < 0.75

    def test_nothing_is_looped(self, album: list[Heard]) -> None:
        for track in album:
            assert listening.likeness_within(track.sound, RATE) < 0.85
            assert not listening.comes_twice(track.sound, 8 * RATE)

    def test_levels_are_those_promised(self, album: list[Heard]) -> None:
        for track in album:
            assert track.integrated_lufs == pytest.approx(-16.0, abs=1.2)
            assert track.true_peak_dbtp <= -1.0

    def test_nothing_clips_clicks_leans_or_falls_silent(self, album: list[Heard]) -> None:
        for track in album:
            assert np.abs(track.sound).max() < 0.95
            assert np.abs(track.sound.mean(axis=1)).max() < 1e-3
            assert find_clicks(track.sound) == ()
            assert listening.longest_quiet_seconds(track.sound, RATE) <= 2.0


@pytest.mark.parametrize("style", STYLE_PROMPTS)
def test_each_style_is_found_and_sounds_sound(style: str, make_context: MakeContext) -> None:
    found = read_brief(STYLE_PROMPTS[style]).style
    assert found is not None
    assert found.name == style
    path = compose(STYLE_PROMPTS[style], 10.0, make_context(order_index=3))
    sound, rate = listening.hear(path)
    assert rate == RATE
    assert sound.shape == (2, 10 * RATE)
    measured = measure_track(path, find_ffmpeg(None), lambda: False)
    assert measured.integrated_lufs == pytest.approx(-16.0, abs=1.5)
    assert measured.true_peak_dbtp is not None
    assert measured.true_peak_dbtp <= -1.0
    assert np.abs(sound.mean(axis=1)).max() < 1e-3
    assert find_clicks(sound) == ()
    assert listening.longest_quiet_seconds(sound, rate) <= 2.0
    # Both sides are alike enough for one small loudspeaker, and unlike enough for two.
    assert -0.3 < float(np.corrcoef(sound).flat[1]) < 0.995


@pytest.mark.parametrize("style", ["cafe", "city night", "lo-fi", "night jazz"])
def test_tempo_of_styles_in_four_is_heard(style: str, make_context: MakeContext) -> None:
    """Bars of three are tapped in several ways; where four beats have a rhythm there is one answer, but for octaves."""
    context = make_context(order_index=7)
    sound, rate = listening.hear(compose(STYLE_PROMPTS[style], 30.0, context))
    planned = plan(STYLE_PROMPTS[style], index=7, seconds=30.0, album_seed=context.album_seed, seed=context.seed)
    assert planned.meter.beats == 4
    assert in_octave_of(planned.bpm, listening.tempo_of(sound, rate)) == pytest.approx(planned.bpm, rel=0.03)


@pytest.mark.parametrize(
    ("prompt", "least_lu", "most_lu"),
    [
        *((STYLE_PROMPTS[style.name], -24.0, -13.0) for style in STYLES if style.beds and style.name != NATURE),
        ("lo-fi with rain on the window", -21.0, -13.0),
        ("night jazz, vinyl crackle, rain and quiet talk in a small club", -21.0, -13.0),
        (STYLE_PROMPTS[NATURE], -10.0, 0.0),
    ],
)
def test_beds_stay_beside_the_music(prompt: str, least_lu: float, most_lu: float) -> None:
    """Loudness of the beds alone against the music alone: only where a style is about nature are they near it."""
    made = plan(prompt, index=3, seconds=24.0)
    score = arrange(made)
    music = loudness_of(mix(dataclasses.replace(made, beds=()), score))
    beds = loudness_of(mix(made, dataclasses.replace(score, parts=())))
    assert least_lu <= beds - music <= most_lu
    assert music == pytest.approx(made.style.usual_lufs, abs=4.0)


def loudness_of(blocks: Iterable[Sound]) -> float:
    meter = LoudnessMeter()
    for block in blocks:
        meter.hear(block)
    return meter.integrated_lufs()


def test_every_style_has_a_prompt() -> None:
    assert {style.name for style in STYLES} == STYLE_PROMPTS.keys()


class TestLength:
    @pytest.mark.parametrize("seconds", [1.0, 2.5, 13.333])
    def test_it_is_as_long_as_asked_to_the_sample(self, make_context: MakeContext, seconds: float) -> None:
        sound, _ = listening.hear(compose("felt piano over soft strings", seconds, make_context()))
        assert sound.shape[1] == round(seconds * RATE)
        assert np.abs(sound).max() > 0.05

    @pytest.mark.parametrize("minutes", [0, -1, 61, float("nan"), float("inf")])
    def test_lengths_outside_its_range_are_refused(self, make_context: MakeContext, minutes: float) -> None:
        context = make_context()
        with pytest.raises(InvalidInput, match="1 to 3600 seconds"):
            ComposerProvider().generate_track("rain", minutes, context)
        assert list(context.directory.iterdir()) == []


class TestTakes:
    def test_another_take_or_album_is_another_recording(self, make_context: MakeContext) -> None:
        contents = {
            compose("calm harp", 3.0, make_context(**seeds)).read_bytes()
            for seeds in ({"seed": 1}, {"seed": 1}, {"seed": 2}, {"seed": 1, "album_seed": 8})
        }
        assert len(contents) == 3

    def test_another_take_keeps_the_tracks_place_in_the_album(self) -> None:
        first, second = (plan("jazz ballad", index=4, seed=seed) for seed in (1, 2))
        assert (first.key, first.bpm, first.form) == (second.key, second.bpm, second.form)

    def test_memory_stays_within_bounds(self, tmp_path: Path) -> None:
        run_in_own_process(functools.partial(compose_within_bounds, tmp_path / "track.flac"), never_stop)


def compose_within_bounds(path: Path) -> None:
    produce(plan("weightless ambient", seconds=40.0), path)
    peak_kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert peak_kilobytes < 500_000, peak_kilobytes


class TestBrief:
    def test_what_the_prompt_says_is_kept(self) -> None:
        made = plan("Slow ballad jazz: a muted trumpet over upright bass and brushes. 63 BPM, E-flat major.")
        assert made.style.name == "night jazz"
        assert made.bpm == 63
        assert (made.key.tonic, made.key.mode.is_minor) == (3, False)
        assert made.cast[0].instrument.name == "muted trumpet"
        assert {"upright bass", "brushes"} <= {cast.instrument.name for cast in made.cast}

    def test_modes_meters_and_ambiences_are_read(self) -> None:
        brief = read_brief("A waltz in F# dorian with vinyl crackle, no drums, for a lonely harp")
        assert (brief.tonic, brief.mode, brief.is_minor) == (6, Mode.DORIAN, True)
        assert brief.meter is not None
        assert brief.meter.beats == 3
        assert "vinyl" in brief.beds
        assert "dusty kit" in brief.without
        assert brief.leads == ("harp",)
        assert brief.gladness < 0

    @pytest.mark.parametrize("prompt", ["", "zzxq flurb", "\x00\n", "1" * 5000])
    def test_unknown_words_do_no_harm(self, prompt: str) -> None:
        made = plan(prompt)
        assert made.cast
        assert made.style.slowest_bpm * 0.9 <= made.bpm <= made.style.fastest_bpm * 1.2

    def test_any_ensemble_plays_in_any_style(self, make_context: MakeContext) -> None:
        """A prompt may put a drum kit into a style whose grooves ask for drums that it has not."""
        for prompt in ("lo-fi hip hop with a djembe", "bossa nova with a drum machine", "jazz waltz, hand percussion"):
            assert compose(prompt, 8.0, make_context()).exists()


def test_styles_say_all_that_a_piece_needs() -> None:
    """Every progression is read, and every instrument is known and able, in every key that a style may be in."""
    for style in STYLES:
        for index in range(24):
            for mood in ("joyful", "sad"):
                made = plan(f"{style.name} {mood}", index=index)
                assert dataclasses.replace(made, seed=1).cast
