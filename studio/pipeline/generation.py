"""What the tracks and the visuals stage share: what an item is made from, and the way to the provider that makes it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from sqlalchemy.orm import Session

from studio.db import items
from studio.db.jobs import get_job
from studio.db.provider_states import KINDS, ProviderKey
from studio.db.session import in_transaction
from studio.db.takes import Take, next_take_number
from studio.errors import DamagedDownload, MissingMedia, UnreadableMedia
from studio.pipeline import provider_gate
from studio.pipeline.budget import dollars
from studio.pipeline.ledger import Ledger
from studio.pipeline.prompts import track_seconds
from studio.pipeline.work import Work
from studio.providers.generation import GenerationContext
from studio.providers.music.base import MusicProvider
from studio.providers.visual.base import VisualProvider
from studio.schemas.options import AlbumOptions
from studio.schemas.prompts import AlbumPrompts, PromptItem
from studio.settings import VisualKindName, get_settings
from studio.stages import Stage

_SHORTEST_NAP_SECONDS, _LONGEST_NAP_SECONDS = 0.05, 1.0
_NAP_SHARE = 0.2
"""Of the time that an item has waited for a slot: who waits for quick work asks often."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """What one item is to be made from."""

    job_id: int
    order_index: int
    options: AlbumOptions
    prompt: PromptItem
    track_seconds: int
    track_count: int
    take: int
    job_directory: Path


def load_assignment(session: Session, kind: type[Take], job_id: int, order_index: int) -> Assignment:
    """Raises MissingMedia where the prompts are gone."""
    job = get_job(session, job_id)
    if job.prompts_json is None:
        raise MissingMedia(f"Job {job.id} has no prompts; re-run the stage prompts first.")
    prompts = AlbumPrompts.model_validate(job.prompts_json)
    return Assignment(
        job_id=job_id,
        order_index=order_index,
        options=AlbumOptions.model_validate(job.options),
        prompt=prompts.items[order_index],
        track_seconds=track_seconds(job)[order_index],
        track_count=job.track_count,
        take=next_take_number(session, kind, job_id, order_index),
        job_directory=get_settings().output.root / job.output_directory,
    )


@dataclass(frozen=True, slots=True)
class Terms:
    """What working with a provider takes."""

    key: ProviderKey
    label: str
    price_usd: Decimal
    concurrency: int


def music_terms(provider: MusicProvider) -> Terms:
    able = provider.capabilities
    key = ProviderKey(KINDS[Stage.TRACKS], provider.name)
    return Terms(key, able.label, dollars(able.price_per_track_usd), able.concurrency)


def visual_terms(provider: VisualProvider, kind: VisualKindName) -> Terms:
    able = provider.capabilities
    key = ProviderKey(KINDS[Stage.VISUALS], provider.name)
    return Terms(key, able.label, dollars(able.price_usd(kind)), able.concurrency)


def maker_name(work: Work) -> str:
    """The provider that is to make the item: the job's first one, or the second in its place."""
    if work.provider is None:
        raise ValueError(f"No provider makes {work.place.stage}.")
    return work.provider.name


@contextmanager
def place_at(terms: Terms, work: Work) -> Iterator[None]:
    """One of the provider's places for the length of the block, waited for until it is our turn and it is open.

    Raises ProviderClosed where that would take long, Stopped or Fenced.
    """
    work.provider = terms.key
    begun = time.monotonic()
    is_waiting = False
    while not in_transaction(
        lambda session: provider_gate.enter(session, work.place, work.owner, terms.key, terms.concurrency)
    ):
        waited = time.monotonic() - begun
        if not is_waiting:
            work.report(0.0, f"waits for {terms.label}", is_new_step=True)
            is_waiting = True
        time.sleep(min(_LONGEST_NAP_SECONDS, max(_SHORTEST_NAP_SECONDS, _NAP_SHARE * waited)))
        work.raise_if_stopped()
    yield
    in_transaction(lambda session: items.leave_slot(session, work.place, work.owner))


def context_for(
    work: Work,
    assignment: Assignment,
    directory: Path,
    *,
    own_files: str | None,
    terms: Terms,
    visual_kind: VisualKindName = "still",
) -> GenerationContext:
    """The seed differs for each item and take, and is the same when the same take is tried again."""
    index = assignment.order_index
    return GenerationContext(
        order_index=index,
        album_size=assignment.track_count,
        title=assignment.prompt.track_title,
        seed=assignment.options.seed + 1000 * index + assignment.take - 1,
        album_seed=assignment.options.seed,
        directory=directory,
        own_files=None if own_files is None else Path(own_files),
        submission=Ledger(work, terms.key, terms.price_usd),
        should_stop=work.should_stop,
        visual_kind=visual_kind,
    )


@contextmanager
def arrival(provider: MusicProvider | VisualProvider) -> Iterator[None]:
    """What is looked at inside came from the provider.

    Where it cannot be read it was damaged on the way, most likely, and is fetched again: raises DamagedDownload. A
    person's own file stays as it is, and UnreadableMedia.
    """
    try:
        yield
    except UnreadableMedia as error:
        if provider.capabilities.uses_own_files:
            raise
        raise DamagedDownload(f"{provider.capabilities.label} sent a damaged file: {error.message}") from error


Complete = Callable[[Callable[[Session], str]], None]
"""Hands in: calls back within the transaction that writes the rows, and is given the sentence for the log."""
