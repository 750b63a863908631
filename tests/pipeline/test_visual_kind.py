"""Stills or loops: what a job wishes is what its provider is asked for, where it can make it, and what is paid for."""

import dataclasses
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image as Picture
from sqlalchemy import select
from sqlalchemy.orm import Session

from studio.db.session import in_transaction
from studio.models import ProviderSubmission, VideoJob, WorkItem
from studio.pipeline import budget, jobs, planning, prompts, runs, visuals
from studio.providers import registry
from studio.providers.facts import MADE_HERE
from studio.providers.generation import GenerationContext
from studio.providers.visual.base import GeneratedVisual, VisualCapabilities
from studio.schemas.jobs import AlbumWishes
from studio.schemas.options import AlbumOptions
from studio.settings import VisualKindName, get_settings
from studio.stages import ItemState, Stage
from tests.albums import plan_job

CAN_BOTH = VisualCapabilities(
    label="Sketchbook",
    needs_key=False,
    makes_placeholders=False,
    uses_own_files=False,
    makes_stills=True,
    makes_loops=True,
    price_per_visual_usd=0.02,
    price_per_loop_usd=1.0,
    concurrency=2,
)
STILLS_ONLY = dataclasses.replace(CAN_BOTH, makes_loops=False, price_per_loop_usd=None)
ONE_PRICE = dataclasses.replace(CAN_BOTH, price_per_loop_usd=None)


class Sketchbook:
    """Charges for plain pictures, and remembers what it was asked for."""

    name = "dummy"
    rights = MADE_HERE

    def __init__(self, capabilities: VisualCapabilities) -> None:
        self.capabilities = capabilities
        self.asked: list[VisualKindName] = []

    def check(self, *, visual_count: int, own_files: Path | None) -> None:
        """Always ready."""

    def generate_visual(self, prompt: str, context: GenerationContext) -> GeneratedVisual:
        context.submission.intend()
        self.asked.append(context.visual_kind)
        context.submission.accept(f"sketch-{context.order_index}")
        path = context.directory / "sketch.png"
        Picture.new("RGB", (1920, 1080), (40 * context.order_index, 80, 120)).save(path)
        return GeneratedVisual(path=path, provider_image_id=None)


@pytest.fixture
def open_sketchbook(output_root: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[VisualCapabilities], Sketchbook]:
    """Let every job's pictures be made by one of these capabilities."""

    def choose(capabilities: VisualCapabilities) -> Sketchbook:
        sketchbook = Sketchbook(capabilities)
        monkeypatch.setattr(registry, "visual_provider", lambda name, settings: sketchbook)
        monkeypatch.setattr(
            registry, "visual_price_usd", lambda name, settings, kind: sketchbook.capabilities.price_usd(kind)
        )
        return sketchbook

    return choose


@pytest.mark.parametrize(
    ("capabilities", "wanted", "made", "price"),
    [
        (CAN_BOTH, None, "still", "0.02"),
        (CAN_BOTH, "still", "still", "0.02"),
        (CAN_BOTH, "loop", "loop", "1"),
        (ONE_PRICE, "loop", "loop", "0.02"),
        (STILLS_ONLY, "loop", "still", "0.02"),
    ],
)
def test_the_provider_is_asked_for_what_it_can_make_and_that_is_paid_for(
    open_sketchbook: Callable[[VisualCapabilities], Sketchbook],
    capabilities: VisualCapabilities,
    wanted: VisualKindName | None,
    made: str,
    price: str,
) -> None:
    sketchbook = open_sketchbook(capabilities)
    job = plan_job(tracks=2, visual_kind=wanted)
    assert AlbumOptions.model_validate(job.options).visual_kind == (wanted or "still")
    run = in_transaction(lambda session: runs.start_run(session, job.id))
    prompts.generate_prompts(run.job_id, run.run_no)

    def estimated(session: Session) -> float:
        return budget.describe_cost(session, session.get_one(VideoJob, job.id)).estimated_usd

    assert in_transaction(estimated) == pytest.approx(2 * float(price))
    for index in range(2):
        visuals.generate_visual(run.job_id, run.run_no, index)
    assert sketchbook.asked == [made, made]
    prices = in_transaction(lambda session: session.scalars(select(ProviderSubmission.price_usd)).all())
    assert prices == [Decimal(price)] * 2
    states = in_transaction(
        lambda session: session.scalars(select(WorkItem.state).where(WorkItem.stage == Stage.VISUALS)).all()
    )
    assert states == [ItemState.DONE] * 2
    assert in_transaction(estimated) == 0


@pytest.mark.parametrize(
    ("capabilities", "note"),
    [
        (CAN_BOTH, None),
        (STILLS_ONLY, "Sketchbook makes no loops: it makes stills, and the studio's own motion moves them."),
    ],
)
def test_a_plan_counts_loops_and_says_what_serves_instead(
    open_sketchbook: Callable[[VisualCapabilities], Sketchbook], capabilities: VisualCapabilities, note: str | None
) -> None:
    open_sketchbook(capabilities)
    wishes = AlbumWishes(niche_label="rain", track_count=3, target_duration_minutes=6, visual_kind="loop")
    plan = planning.plan_album(wishes, get_settings())
    assert plan.motion_note == note
    assert plan.cost_usd == pytest.approx(3.0 if note is None else 0.06)
    stills = planning.plan_album(wishes.model_copy(update={"visual_kind": "still"}), get_settings())
    assert stills.motion_note is None
    assert stills.cost_usd == pytest.approx(0.06)


def test_the_setting_serves_where_the_job_says_nothing(output_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALBUM_VISUAL_KIND", "loop")
    get_settings.cache_clear()
    assert plan_job().options["visual_kind"] == "loop"
    assert plan_job(visual_kind="still").options["visual_kind"] == "still"
    assert planning.defaults(get_settings()).visual_kind == "loop"


def test_a_job_from_before_there_was_a_choice_makes_stills(output_root: Path) -> None:
    job = plan_job(visual_kind="loop")
    options = {name: value for name, value in job.options.items() if name != "visual_kind"}
    assert AlbumOptions.model_validate(options).visual_kind == "still"


def test_the_same_command_goes_on_with_the_job_of_the_same_kind(output_root: Path) -> None:
    job = plan_job(visual_kind="loop")

    def find(session: Session, kind: VisualKindName) -> int | None:
        wishes = AlbumWishes(
            niche_label=job.niche_label,
            mood_keywords=job.mood_keywords,
            target_duration_minutes=job.target_duration_minutes,
            track_count=job.track_count,
            visual_kind=kind,
        )
        return jobs.find_unfinished(session, job.channel_id, wishes)

    assert in_transaction(lambda session: find(session, "loop")) == job.id
    assert in_transaction(lambda session: find(session, "still")) is None
