"""What the tracks and the visuals stage share: the context that a provider is handed, and the ledger behind it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from studio.db import items, submissions
from studio.db.jobs import get_job
from studio.db.session import in_transaction
from studio.db.takes import Take, next_take_number
from studio.errors import DamagedDownload, MissingMedia, SubmissionUnknown, UnreadableMedia
from studio.models import ProviderSubmission, SubmissionState
from studio.pipeline.prompts import track_seconds
from studio.pipeline.work import Work, name_of
from studio.providers.generation import GenerationContext
from studio.providers.music.base import MusicProvider
from studio.providers.visual.base import VisualProvider
from studio.schemas.options import AlbumOptions
from studio.schemas.prompts import AlbumPrompts, PromptItem
from studio.settings import get_settings


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


def context_for(
    work: Work, assignment: Assignment, directory: Path, *, own_files: str | None, provider: str
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
        submission=Ledger(work, provider),
        should_stop=work.should_stop,
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


class Ledger:
    """The `Submission` of an item: each call is committed before it returns."""

    def __init__(self, work: Work, provider: str) -> None:
        self._work = work
        self._provider = provider

    @property
    def provider_job_id(self) -> str | None:
        def read(session: Session) -> str | None:
            found = submissions.open_submission(session, self._item_id(session))
            return None if found is None else found.provider_job_id

        return in_transaction(read)

    def intend(self) -> None:
        def write(session: Session) -> None:
            item_id = items.lock_wanted(session, self._work.place, self._work.owner).id
            if submissions.open_submission(session, item_id) is not None:
                raise SubmissionUnknown(
                    f"{name_of(self._work.place)}: a request to {self._provider} was sent before and its answer was "
                    "lost, so it may already be charged; look at your account there, then re-make this item."
                )
            session.add(
                ProviderSubmission(work_item_id=item_id, provider=self._provider, state=SubmissionState.INTENDED)
            )

        in_transaction(write)

    def accept(self, provider_job_id: str) -> None:
        def change(submission: ProviderSubmission) -> None:
            submission.state = SubmissionState.ACCEPTED
            submission.provider_job_id = provider_job_id

        self._change(change)

    def refuse(self, reason: str) -> None:
        def change(submission: ProviderSubmission) -> None:
            submission.state = SubmissionState.REFUSED
            submission.error_message = reason

        self._change(change)

    def _change(self, change: Callable[[ProviderSubmission], None]) -> None:
        def write(session: Session) -> None:
            found = submissions.open_submission(session, self._item_id(session))
            if found is not None:
                change(found)

        in_transaction(write)

    def _item_id(self, session: Session) -> int:
        return items.item_at(session, self._work.place).id
