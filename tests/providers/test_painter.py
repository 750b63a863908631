"""The built-in painter: an album's pictures are far apart and belong together, and its loops have no seam."""

import collections
import copy
import dataclasses
import itertools
from collections.abc import Callable
from fractions import Fraction

import av
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image
from scipy import fft, ndimage

from studio.providers.facts import MADE_HERE
from studio.providers.generation import GenerationContext
from studio.providers.llm.base import AlbumBrief
from studio.providers.llm.builtin import BuiltinPromptWriter
from studio.providers.registry import visual_provider
from studio.providers.visual.painter.album import Plan, plan_picture
from studio.providers.visual.painter.canvas import Canvas, blank
from studio.providers.visual.painter.develop import develop
from studio.providers.visual.painter.loop import LEAD_OVER_SECONDS, PERIOD_SECONDS, Frame, Movement, frame_of
from studio.providers.visual.painter.medium import Medium
from studio.providers.visual.painter.provider import PainterProvider, paint_picture
from studio.providers.visual.painter.reading import read_prompt
from studio.providers.visual.painter.scenes import SCENES
from studio.providers.visual.painter.sketch import Hour
from studio.render.measure import measure_visual
from studio.render.plan import SEAM_SECONDS
from studio.settings import Settings

from .conftest import MakeContext

Pixels = npt.NDArray[np.uint8]

ALBUM_SEED = 5
WIDTH, HEIGHT = 384, 216
SNOW = "Snow falls in a winter forest"
MOVING = sorted(name for name, scene in SCENES.items() if scene.move is not None)


def write_prompts(count: int, niche: str = "quiet evening", mood: str = "calm, warm") -> list[str]:
    brief = AlbumBrief(niche, mood, count, (210,) * count, ALBUM_SEED)
    return [item.visual_prompt for item in BuiltinPromptWriter().write_album(brief).items]


def plan_album(count: int, album_seed: int = ALBUM_SEED) -> list[Plan]:
    return [
        plan_picture(prompt, seed=1000 + index, album_seed=album_seed, order_index=index)
        for index, prompt in enumerate(write_prompts(count))
    ]


@pytest.fixture(scope="module")
def plans() -> list[Plan]:
    return plan_album(60)


def paint_small(plan: Plan) -> Pixels:
    # Painting uses up a plan's chance, so it is drawn anew.
    sketch = dataclasses.replace(plan.sketch, rng=copy.deepcopy(plan.sketch.rng))
    return develop(paint_picture(dataclasses.replace(plan, sketch=sketch), WIDTH, HEIGHT), sketch.rng)


@pytest.fixture(scope="module")
def pictures(plans: list[Plan]) -> list[Pixels]:
    """An album of the usual size, painted small."""
    return [paint_small(plan) for plan in plans[:20]]


def luma_of(picture: Pixels) -> npt.NDArray[np.float64]:
    return np.asarray(Image.fromarray(picture).convert("L"), np.float64)


def perceptual_hash(picture: Pixels) -> npt.NDArray[np.bool_]:
    """63 bits: which of the lowest frequencies of a small grey picture are above their median."""
    small = np.asarray(Image.fromarray(picture).convert("L").resize((32, 32), Image.Resampling.LANCZOS), np.float64)
    lowest = fft.dctn(small)[:8, :8].ravel()[1:]
    return np.asarray(lowest > np.median(lowest))


def distances(pictures: list[Pixels], measure: Callable[[Pixels], npt.NDArray[np.generic]]) -> list[float]:
    looks = [measure(picture).astype(np.float64) for picture in pictures]
    return [float(np.abs(first - second).sum()) for first, second in itertools.combinations(looks, 2)]


def edges_of(picture: Pixels) -> npt.NDArray[np.float64]:
    """How much each pixel differs from its neighbours, in levels, once grain is smoothed away."""
    down, across = np.gradient(ndimage.gaussian_filter(luma_of(picture), 1.0))
    return np.asarray(np.hypot(down, across))


class TestAnAlbum:
    def test_the_hashes_of_twenty_pictures_are_far_apart(self, pictures: list[Pixels]) -> None:
        apart = distances(pictures, perceptual_hash)
        assert min(apart) >= 8
        assert np.median(apart) >= 26

    def test_the_likest_of_sixty_pictures_differ(self, plans: list[Plan]) -> None:
        """Of one scene, from one side and in one view: those pairs whose heights are nearest."""
        kin = [
            (abs(first.sketch.composition.horizon - second.sketch.composition.horizon), place, other)
            for (place, first), (other, second) in itertools.combinations(enumerate(plans), 2)
            if first.scene is second.scene
            and first.sketch.composition.side == second.sketch.composition.side
            and first.sketch.composition.view == second.sketch.composition.view
        ]
        for _, place, other in sorted(kin)[:6]:
            first, second = paint_small(plans[place]), paint_small(plans[other])
            small = [np.asarray(Image.fromarray(each).resize((32, 18)), np.int16) for each in (first, second)]
            assert np.abs(small[0] - small[1]).mean() > 5
            assert distances([first, second], perceptual_hash)[0] >= 4

    def test_neighbours_are_never_of_one_scene(self, plans: list[Plan]) -> None:
        assert all(first.scene is not second.scene for first, second in itertools.pairwise(plans))

    def test_a_scene_comes_back_with_another_view_or_side_or_height(self, plans: list[Plan]) -> None:
        shown = [(plan.scene.name, plan.sketch.composition) for plan in plans]
        assert len(set(shown)) == len(plans)
        assert len({plan.scene.name for plan in plans[:20]}) >= 8

    @pytest.mark.parametrize("niche", ["lo-fi beats for studying", "regency ballroom", "dark academia"])
    def test_no_scene_has_more_than_a_fifth_of_the_places(self, niche: str) -> None:
        shown = collections.Counter(
            plan_picture(prompt, seed=place, album_seed=ALBUM_SEED, order_index=place).scene.name
            for place, prompt in enumerate(write_prompts(20, niche))
        )
        assert max(shown.values()) <= 4
        assert len(shown) >= 9

    def test_its_palettes_are_one_family(self, plans: list[Plan]) -> None:
        for part in ("shadow", "light", "accent"):
            turns = np.exp(1j * np.radians([getattr(plan.sketch.palette, part).hue for plan in plans]))
            centre = turns.mean() / abs(turns.mean())
            assert np.abs(np.degrees(np.angle(turns / centre))).max() < 40, part

    def test_another_album_has_other_colours_and_scenes(self, plans: list[Plan]) -> None:
        other = plan_album(20, album_seed=ALBUM_SEED + 1)
        assert sum(a.scene is not b.scene for a, b in zip(plans, other, strict=False)) > 5
        assert plans[0].sketch.palette.shadow.hue != other[0].sketch.palette.shadow.hue

    def test_even_one_prompt_for_all_makes_an_album(self) -> None:
        plans = [plan_picture("a room", seed=1, album_seed=2, order_index=index) for index in range(20)]
        assert len({(plan.scene.name, plan.sketch.composition) for plan in plans}) == 20
        assert len({plan.scene.name for plan in plans}) > 2


class TestAPicture:
    def test_there_is_something_to_see(self, plans: list[Plan], pictures: list[Pixels]) -> None:
        for plan, picture in zip(plans, pictures, strict=False):
            luma = luma_of(picture)
            shares = np.bincount(luma.astype(int).ravel(), minlength=256) / luma.size
            entropy_bits = -(shares[shares > 0] * np.log2(shares[shares > 0])).sum()
            assert 5.0 < entropy_bits < 7.9, plan.scene.name
            assert 12 < luma.mean() < 205, plan.scene.name
            assert (luma < 2).mean() < 0.4, plan.scene.name
            assert (luma > 253).mean() < 0.08, plan.scene.name

    def test_it_has_forms_and_is_not_restless(self, plans: list[Plan], pictures: list[Pixels]) -> None:
        for plan, picture in zip(plans, pictures, strict=False):
            assert 0.8 < edges_of(picture).mean() < 9, plan.scene.name

    def test_the_place_for_a_title_is_quiet(self, plans: list[Plan], pictures: list[Pixels]) -> None:
        shares = []
        for plan, picture in zip(plans, pictures, strict=False):
            edges, quiet = edges_of(picture), plan.sketch.composition.quiet
            top, bottom, left, right = (
                int(place * HEIGHT) for place in (quiet.top, quiet.bottom, quiet.left, quiet.right)
            )
            inside = edges[top:bottom, left:right].mean()
            assert inside < 7, plan.scene.name
            shares.append(inside / edges.mean())
        assert np.median(shares) < 0.8

    def test_slow_shades_have_no_bands(self) -> None:
        """Four levels over the whole height: rows keep their place between two levels, and neighbours are not alike."""
        canvas = blank(512, 256)
        levels = np.linspace(40.2, 44.2, 256)
        light = ((levels / 255 + 0.055) / 1.055) ** 2.4
        canvas.fill(np.broadcast_to(light.astype(np.float32)[None, :, None], (3, 256, 1)))
        shown = develop(canvas, np.random.default_rng(1)).astype(np.float64)
        rows = ndimage.uniform_filter1d(shown.mean(axis=(1, 2)), 24)[24:-24]
        assert np.abs(rows - levels[24:-24]).max() < 0.25
        assert shown.std(axis=1).min() > 0.5
        assert (shown[:, 1:] == shown[:, :-1]).all(axis=2).mean() < 0.1

    def test_scenes_look_the_same_at_another_size(self) -> None:
        small, large = (
            np.asarray(
                Image.fromarray(develop(paint_picture(plan_album(4)[3], *size), np.random.default_rng(0))).resize(
                    (64, 36)
                )
            )
            for size in ((384, 216), (768, 432))
        )
        assert np.abs(small.astype(int) - large.astype(int)).mean() < 12


class TestReading:
    def test_the_subject_chooses_the_scene(self) -> None:
        chosen = [
            plan_picture("Rain on a window with drops on the glass, at night.", seed=1, album_seed=seed, order_index=0)
            for seed in range(8)
        ]
        assert {plan.scene.kind for plan in chosen} <= {SCENES["rain on a window"].kind, SCENES["cup at a window"].kind}

    @pytest.mark.parametrize(
        ("prompt", "hour"),
        [
            ("a harbour, long past midnight", Hour.NIGHT),
            ("a harbour, in the golden hour before sunset", Hour.GOLDEN),
            ("a harbour, before noon", Hour.DAY),
            ("a harbour", None),
        ],
    )
    def test_the_hour_is_read(self, prompt: str, hour: Hour | None) -> None:
        assert read_prompt(prompt).hour == hour

    def test_light_and_hand_are_read(self) -> None:
        assert read_prompt("warm amber light").warmth > 0 > read_prompt("cool silver light").warmth
        assert read_prompt("a lake. Dark oil painting").medium is Medium.OIL
        assert read_prompt("a lake. Hand-drawn illustration").medium is Medium.GOUACHE
        assert read_prompt("a lake").medium is Medium.PHOTOGRAPH

    def test_what_is_to_be_left_out_is_not_read(self) -> None:
        assert read_prompt("a hill without snow") == read_prompt("a hill")

    @pytest.mark.parametrize("prompt", ["", "zyxgrbl quux, flumph", "مطر هادئ في الليل", "🎧\x00\n", "x" * 100_000])
    def test_unknown_words_change_nothing(self, prompt: str) -> None:
        assert read_prompt(prompt) == read_prompt("")


class TestLoops:
    @pytest.mark.parametrize("name", MOVING)
    def test_what_moves_ends_where_it_began(self, name: str) -> None:
        plan = dataclasses.replace(plan_album(1)[0], scene=SCENES[name])
        still, movement = begin_loop(plan)
        first, quarter, last = (movement.show(still, phase).planes.astype(int) for phase in (0.0, 0.27, 1.0))
        assert np.abs(first - last).mean() < 0.02
        assert np.abs(first - last).max() <= 24
        assert np.abs(first - quarter).mean() > 0.03

    def test_the_film_fades_into_what_it_shows_already(self, make_context: MakeContext) -> None:
        """The clip's tail shows its head again for exactly as long as the film fades the one into the other."""
        assert LEAD_OVER_SECONDS == SEAM_SECONDS
        fps = 24
        painter = PainterProvider(fps, loop_size=(WIDTH, HEIGHT))
        made = painter.generate_visual(SNOW, snow_context(make_context))
        measured = measure_visual(made.path)
        assert measured.duration_seconds == pytest.approx(PERIOD_SECONDS + LEAD_OVER_SECONDS)
        with av.open(str(made.path)) as container:
            stream = container.streams.video[0]
            assert stream.average_rate == Fraction(fps)
            assert (stream.codec.name, stream.pix_fmt) == ("h264", "yuv420p")
            shown = [frame.to_ndarray(format="gray").astype(int) for frame in container.decode(stream)]
        period = PERIOD_SECONDS * fps
        assert len(shown) == period + LEAD_OVER_SECONDS * fps
        steps = [np.abs(a - b).mean() for a, b in itertools.pairwise(shown[:period])]
        for place in range(LEAD_OVER_SECONDS * fps):
            assert np.abs(shown[place] - shown[period + place]).mean() < 0.9 * np.mean(steps)
        assert np.abs(shown[period - 1] - shown[0]).mean() < 1.5 * max(steps)
        assert np.abs(shown[0] - shown[period // 3]).mean() > np.mean(steps)


def begin_loop(plan: Plan) -> tuple[Frame, Movement]:
    sketch = dataclasses.replace(plan.sketch, is_moving=True)
    canvas: Canvas = paint_picture(dataclasses.replace(plan, sketch=sketch), WIDTH, HEIGHT)
    still = frame_of(develop(canvas, sketch.rng, grain=0.4))
    assert plan.scene.move is not None
    return still, plan.scene.move(sketch, still)


def snow_context(make_context: MakeContext) -> GenerationContext:
    """Of an album in which the first place has the forest."""
    seed = next(
        seed
        for seed in itertools.count()
        if plan_picture(SNOW, seed=7, album_seed=seed, order_index=0).scene.name == "snow in a forest"
    )
    return make_context(visual_kind="loop", album_seed=seed)


class TestTheProvider:
    def test_its_stills_have_room_for_motion(self, settings: Settings, make_context: MakeContext) -> None:
        painter = visual_provider("painter", settings)
        made = painter.generate_visual("A lake in the mountains", make_context())
        with Image.open(made.path) as picture:
            assert (picture.format, picture.mode, picture.size) == ("PNG", "RGB", (2304, 1296))
        assert painter.capabilities.still_sizes == ((2304, 1296),)
        assert painter.rights is MADE_HERE
        assert not painter.capabilities.makes_placeholders

    def test_another_seed_paints_another_picture(self, make_context: MakeContext) -> None:
        painter = PainterProvider(24, still_size=(WIDTH, HEIGHT))
        first, second = (
            np.asarray(Image.open(painter.generate_visual("A lake", make_context(seed=seed)).path), np.int16)
            for seed in (1, 2)
        )
        assert np.abs(first - second).mean() > 5

    def test_where_nothing_moves_a_still_comes(self, plans: list[Plan], make_context: MakeContext) -> None:
        painter = PainterProvider(24, still_size=(WIDTH, HEIGHT), loop_size=(WIDTH, HEIGHT))
        place = next(index for index, plan in enumerate(plans) if plan.scene.move is None)
        context = make_context(visual_kind="loop", order_index=place, album_seed=ALBUM_SEED)
        made = painter.generate_visual(write_prompts(60)[place], context)
        assert made.path.suffix == ".png"
