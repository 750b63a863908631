"""What a person changes of an album by hand: prompts and titles, which take is the current one, the order.

Nothing is made here, and nothing changes while a run is live. Where the film shows or plays what was changed, its items
wait again, so that the next run renders it anew.
"""

import contextlib
from collections.abc import Sequence

from sqlalchemy.orm import Session

from studio import events
from studio.db import items, submissions, takes
from studio.db.items import Place
from studio.db.takes import Take
from studio.errors import Conflict, InvalidInput, MissingMedia, NotFound, RunInterrupted
from studio.models import AudioTrack, Image, VideoJob
from studio.pipeline import tracks, visuals
from studio.pipeline.jobs import lock_editable
from studio.pipeline.metadata import rewrite_metadata
from studio.schemas.prompts import AlbumPrompts, PromptsEdit
from studio.settings import get_settings
from studio.stages import ItemState, Stage


def save_prompts(session: Session, job_id: int, edit: PromptsEdit) -> None:
    """Keep the prompts as they were sent; the metadata, where there is some, follows at once.

    Raises NotFound, InvalidInput where the number of pairs is not the album's, or Conflict, naming the pairs, where a
    prompt differs from which a track or visual was made.
    """
    job = lock_editable(session, job_id)
    if len(edit.items) != job.track_count:
        raise InvalidInput(
            f"The album has {job.track_count} tracks and {len(edit.items)} pairs of prompts were sent; "
            "send one for each track."
        )
    prompts = AlbumPrompts.model_validate(edit.model_dump())
    present = None if job.prompts_json is None else AlbumPrompts.model_validate(job.prompts_json)
    if present == prompts:
        return
    job.prompts_json = prompts.model_dump(mode="json")
    job.rewritten_index = None
    session.flush()
    if present is not None:
        current = takes.current_takes(session, AudioTrack, job_id)
        made_tracks = {track.order_index for track in current}
        made_visuals = {image.order_index for image in takes.current_takes(session, Image, job_id)}
        _refuse_used(present, prompts, made_tracks, made_visuals)
        if _retitle(current, present, prompts) or prompts.album_title != present.album_title:
            make_film_anew(session, job)
    _finish(session, job, Stage.PROMPTS, 0)
    if job.metadata_json is not None:
        # An album that is not whole has no timeline; its run writes the metadata at last.
        with contextlib.suppress(RunInterrupted):
            rewrite_metadata(session, job_id)
    _tell(session, job, "prompts_saved", f"The prompts of “{prompts.album_title}” were edited.", Stage.PROMPTS)


def _refuse_used(present: AlbumPrompts, wanted: AlbumPrompts, made_tracks: set[int], made_visuals: set[int]) -> None:
    used = [
        number
        for number, (old, new) in enumerate(zip(present.items, wanted.items, strict=True), start=1)
        if (old.music_prompt != new.music_prompt and number - 1 in made_tracks)
        or (old.visual_prompt != new.visual_prompt and number - 1 in made_visuals)
    ]
    if used:
        numbers = ", ".join(str(number) for number in used)
        raise Conflict(
            f"The track or visual of pair {numbers} is made already, so its prompt stays as it was; "
            "titles, introduction and tags can be changed."
        )


def _retitle(current: Sequence[AudioTrack], present: AlbumPrompts, wanted: AlbumPrompts) -> bool:
    """Whether a take got another title. A title that came with an own file stays until it is changed by hand."""
    has_changed = False
    for track in current:
        title = wanted.items[track.order_index].track_title
        if title not in (present.items[track.order_index].track_title, track.title):
            track.title = title
            has_changed = True
    return has_changed


def choose_track_take(session: Session, job_id: int, number: int, take_id: int) -> None:
    """Raises NotFound, Conflict, MissingMedia where the file is gone, DuplicateMedia."""
    job = lock_editable(session, job_id)
    take = _earlier_take(session, AudioTrack, job_id, number, take_id)
    if take is not None:
        tracks.refuse_duplicate(session, job_id, take.order_index, take.title, take.pcm_sha256)
        _let_be_current(session, job, take, Stage.TRACKS)


def choose_visual_take(session: Session, job_id: int, number: int, take_id: int) -> None:
    """Raises NotFound, Conflict, MissingMedia where the file is gone, DuplicateMedia."""
    job = lock_editable(session, job_id)
    take = _earlier_take(session, Image, job_id, number, take_id)
    if take is not None:
        visuals.refuse_duplicate(session, job_id, take.order_index, f"Take {take.take}", take.sha256)
        _let_be_current(session, job, take, Stage.VISUALS)


def _earlier_take(session: Session, kind: type[Take], job_id: int, number: int, take_id: int) -> Take | None:
    """None where it is the current one already."""
    take = takes.take_of_job(session, kind, job_id, take_id)
    if take.order_index != number - 1:
        raise NotFound(f"Take {take_id} is none of number {number}; the job's page lists those that it has.")
    if not (get_settings().output.root / take.local_file_path).is_file():
        raise MissingMedia(f"The file {take.local_file_path} is not there any more; choose another take.")
    return None if take.is_current else take


def _let_be_current(session: Session, job: VideoJob, take: AudioTrack | Image, stage: Stage) -> None:
    takes.make_current(session, take)
    finish_place(session, job, stage, take.order_index)
    what = "Track" if stage == Stage.TRACKS else "Visual"
    message = f"{what} {take.order_index + 1}: take {take.take} is the current one."
    _tell(session, job, "take_chosen", message, stage, take.order_index)


def order_album(session: Session, job_id: int, numbers: Sequence[int]) -> None:
    """Let pairs change places, with their prompts, takes and items: `numbers` are their present ones in the new order.

    Raises NotFound, Conflict, or InvalidInput where `numbers` does not name each pair once.
    """
    job = lock_editable(session, job_id)
    if sorted(numbers) != list(range(1, job.track_count + 1)):
        raise InvalidInput(f"The order must name each of the numbers 1 to {job.track_count} once.")
    new_index = {number - 1: index for index, number in enumerate(numbers) if number - 1 != index}
    if not new_index:
        return
    if job.prompts_json is not None:
        prompts = AlbumPrompts.model_validate(job.prompts_json)
        ordered = prompts.model_copy(update={"items": [prompts.items[number - 1] for number in numbers]})
        job.prompts_json = ordered.model_dump(mode="json")
    if job.rewritten_index is not None:
        job.rewritten_index = new_index.get(job.rewritten_index, job.rewritten_index)
    session.flush()
    takes.change_places(session, AudioTrack, job_id, new_index)
    takes.change_places(session, Image, job_id, new_index)
    items.change_places(session, job_id, new_index)
    make_film_anew(session, job)
    _tell(session, job, "order_changed", f"{len(new_index)} pairs of track and visual changed places.")


def finish_place(session: Session, job: VideoJob, stage: Stage, order_index: int) -> None:
    """Its piece is there, by a person's hand, and the film is to show or play it."""
    submissions.give_up(session, job.id, [(stage, order_index)])
    _finish(session, job, stage, order_index)
    make_film_anew(session, job)


def make_film_anew(session: Session, job: VideoJob) -> None:
    """The film is no longer what the album is: render and metadata wait for the next run."""
    items.reset(session, job.id, [(Stage.RENDER, 0), (Stage.METADATA, 0)])


def _finish(session: Session, job: VideoJob, stage: Stage, order_index: int) -> None:
    items.add_missing_items(session, job)
    items.finish(session, items.item_at(session, Place(job.id, job.run_no, stage, order_index)), ItemState.DONE)


def _tell(
    session: Session, job: VideoJob, code: str, message: str, stage: Stage | None = None, index: int | None = None
) -> None:
    events.record(session, job_id=job.id, run_no=job.run_no, code=code, message=message, stage=stage, order_index=index)
