"""The album as it is heard and seen, for drawing: waveforms and the timeline."""

from fastapi import APIRouter, Response

from studio.api.deps import JobId, SettingsDep, TakeId
from studio.api.problems import answers
from studio.api.serving import TAKE_CACHING, find_file
from studio.db.jobs import get_job
from studio.db.session import transaction
from studio.db.takes import take_of_job
from studio.errors import InvalidInput, NotFound, UnreadableMedia
from studio.models import AudioTrack
from studio.pipeline.previews import track_peaks
from studio.pipeline.timeline import describe_timeline
from studio.schemas.album import PeaksView, TimelineView

router = APIRouter(prefix="/jobs/{job_id}", tags=["album"])


@router.get(
    "/tracks/{take_id}/peaks",
    operation_id="get_track_peaks",
    responses=answers(NotFound, InvalidInput, UnreadableMedia),
)
def get_track_peaks(job_id: JobId, take_id: TakeId, settings: SettingsDep, response: Response) -> PeaksView:
    """The waveform of a take of a track."""
    with transaction() as session:
        take = take_of_job(session, AudioTrack, job_id, take_id)
        directory = get_job(session, job_id).output_directory
    source, _ = find_file(settings.output.root, take.local_file_path)
    response.headers["Cache-Control"] = TAKE_CACHING
    return track_peaks(source, take.sha256, settings.output.root / directory)


@router.get("/timeline", operation_id="get_timeline", responses=answers(NotFound, InvalidInput))
def get_timeline(job_id: JobId) -> TimelineView:
    """When each of the current tracks sounds and its visual is shown."""
    with transaction() as session:
        return describe_timeline(session, job_id)
