"""An own file in the place of a track or visual: received, checked as the library provider's are, the current take.

Earlier takes stay. Nothing is replaced while a run is live, neither when the file begins to arrive nor when it is
there.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.orm import Session

from studio import events
from studio.db.session import in_transaction, transaction
from studio.disk import check_free_disk
from studio.errors import Conflict, InvalidInput, NotFound
from studio.models import AudioTrack, Image
from studio.pipeline.edits import finish_place
from studio.pipeline.files import incoming_directory
from studio.pipeline.generation import Complete, load_assignment
from studio.pipeline.jobs import lock_editable
from studio.pipeline.tracks import examine_track, hand_in_track
from studio.pipeline.visuals import fit_visual, hand_in_visual
from studio.providers.music.library import AUDIO_FILES, LibraryMusicProvider
from studio.providers.retries import never_stop
from studio.providers.visual.library import VISUAL_FILES, LibraryVisualProvider
from studio.providers.whole_file import whole_or_gone
from studio.settings import get_settings
from studio.stages import Stage

_KINDS = {Stage.TRACKS: AUDIO_FILES, Stage.VISUALS: VISUAL_FILES}


@contextmanager
def incoming_file(job_id: int, stage: Stage, number: int, name: str, announced_bytes: int) -> Iterator[Path]:
    """Where to write the file of that name; gone afterwards, but for what was handed in.

    Raises NotFound, Conflict, InvalidInput for a name that ends like none that can be used, or NotEnoughDisk.
    """
    kind = _KINDS[stage]
    if Path(name).suffix.lower() not in kind.suffixes or name.startswith("."):
        endings = ", ".join(sorted(kind.suffixes))
        raise InvalidInput(f"{name} does not end like {kind.plural} that can be used; these do: {endings}.")
    with transaction() as session:
        folder = _folder(session, job_id, number)
    check_free_disk(folder, announced_bytes)
    with incoming_directory(folder) as directory, whole_or_gone(directory / name) as path:
        yield path


def _folder(session: Session, job_id: int, number: int) -> Path:
    job = lock_editable(session, job_id)
    if number > job.track_count:
        raise NotFound(f"Job {job_id} has numbers 1 to {job.track_count}; there is no number {number}.")
    if job.prompts_json is None:
        raise Conflict(f"Job {job_id} has no prompts yet; run or write them first, then bring your own files.")
    return get_settings().output.root / job.output_directory


def replace_track(job_id: int, number: int, received: Path) -> None:
    """Raises Conflict, and UnreadableMedia, SilentTrack, TrackTooShort or DuplicateMedia, which name the file."""
    with transaction() as session:
        assignment = load_assignment(session, AudioTrack, job_id, number - 1)
    provider = LibraryMusicProvider(get_settings().library)
    examined = examine_track(provider.accept(received), provider, assignment, never_stop)
    hand_in_track(examined, provider, assignment, _completer(job_id, Stage.TRACKS, number))


def replace_visual(job_id: int, number: int, received: Path) -> None:
    """Raises Conflict, and UnreadableMedia or DuplicateMedia, which name the file."""
    with transaction() as session:
        assignment = load_assignment(session, Image, job_id, number - 1)
    provider = LibraryVisualProvider()
    made = provider.accept(received)
    hand_in_visual(made, fit_visual(made.path), provider, assignment, _completer(job_id, Stage.VISUALS, number))


def _completer(job_id: int, stage: Stage, number: int) -> Complete:
    def complete(keep: Callable[[Session], str]) -> None:
        def write(session: Session) -> None:
            job = lock_editable(session, job_id)
            message = keep(session)
            finish_place(session, job, stage, number - 1)
            events.record(
                session,
                job_id=job_id,
                run_no=job.run_no,
                code="file_replaced",
                message=message,
                stage=stage,
                order_index=number - 1,
            )

        in_transaction(write)

    return complete
