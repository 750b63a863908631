"""The built-in painter: pictures and loops made of nothing but numbers, which belong to the person outright.

It needs no key, no network and no model. The same prompt, place and seeds always give the same pixels. No words are
painted in.
"""

import dataclasses
import functools
from pathlib import Path

import numpy as np
from PIL import Image

from studio.providers.facts import MADE_HERE
from studio.providers.generation import GenerationContext
from studio.providers.own_process import run_in_own_process
from studio.providers.visual.base import GeneratedVisual, VisualCapabilities
from studio.providers.visual.painter.album import Plan, plan_picture
from studio.providers.visual.painter.canvas import Canvas, blank
from studio.providers.visual.painter.develop import develop
from studio.providers.visual.painter.loop import PERIOD_SECONDS, frame_of, write_loop
from studio.providers.visual.painter.medium import finish
from studio.providers.visual.painter.scenes import Move
from studio.providers.whole_file import whole_or_gone

STILL_SIZE = 2304, 1296
"""1.2 times the film's frame, so that a still has room to move."""
LOOP_SIZE = 1920, 1080


class PainterProvider:
    """Stills as PNG and, for scenes that live from movement, loops."""

    name = "painter"
    rights = MADE_HERE
    capabilities = VisualCapabilities(
        label="The built-in painter",
        needs_key=False,
        makes_placeholders=False,
        uses_own_files=False,
        makes_stills=True,
        makes_loops=True,
        price_per_visual_usd=0.0,
        concurrency=2,
        still_sizes=(STILL_SIZE,),
        loop_seconds=(PERIOD_SECONDS,),
        formats=("png", "mp4"),
    )

    def __init__(
        self, fps: int, *, still_size: tuple[int, int] = STILL_SIZE, loop_size: tuple[int, int] = LOOP_SIZE
    ) -> None:
        """`fps` is the film's, so that it shows each frame of a loop once; sizes are width and height, both even."""
        self._fps = fps
        self._still_size = still_size
        self._loop_size = loop_size

    def check(self, *, visual_count: int, own_files: Path | None) -> None:
        """Nothing can be missing."""

    def generate_visual(self, prompt: str, context: GenerationContext) -> GeneratedVisual:
        """Raises Stopped or NotEnoughDisk."""
        plan = plan_picture(prompt, seed=context.seed, album_seed=context.album_seed, order_index=context.order_index)
        move = plan.scene.move
        if context.visual_kind == "loop" and move is not None:
            name, size, make = "visual.mp4", self._loop_size, functools.partial(make_loop, plan, move, fps=self._fps)
        else:
            name, size, make = "visual.png", self._still_size, functools.partial(make_still, plan)
        with whole_or_gone(context.directory / name) as path:
            run_in_own_process(functools.partial(make, path=path, size=size), context.should_stop)
        return GeneratedVisual(path=path, provider_image_id=None)


def make_still(plan: Plan, *, path: Path, size: tuple[int, int]) -> None:
    """Paint it into a PNG; `size` is width and height."""
    picture = Image.fromarray(develop(paint_picture(plan, *size), plan.sketch.rng))
    # Level 1: grain does not compress, so more effort would save next to nothing.
    picture.save(path, format="PNG", compress_level=1)


def make_loop(plan: Plan, move: Move, *, path: Path, size: tuple[int, int], fps: int) -> None:
    """Paint it, and what moves in it, into an MP4; `size` is width and height, both even."""
    sketch = dataclasses.replace(plan.sketch, is_moving=True)
    canvas = paint_picture(dataclasses.replace(plan, sketch=sketch), *size)
    # Grain that stands still over what moves would look like dirt on the glass.
    still = frame_of(develop(canvas, sketch.rng, grain=0.4))
    write_loop(path, still, move(sketch, still), fps)


def paint_picture(plan: Plan, width: int, height: int) -> Canvas:
    """The finished light of a picture."""
    canvas = blank(width, height)
    plan.scene.paint(canvas, plan.sketch)
    # What is laid on below black would bleed into its neighbours when the picture is softened.
    np.maximum(canvas.pixels, 0, out=canvas.pixels)
    finish(canvas, plan.medium, plan.sketch.rng)
    return canvas
