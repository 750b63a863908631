"""The album as it is heard and seen, for drawing: waveforms and the timeline."""

from fastapi import APIRouter

from studio.api.deps import JobId, SettingsDep, TakeId
from studio.api.problems import answers
from studio.errors import InvalidInput, NotFound, UnreadableMedia
from studio.schemas.album import PeaksView, TimelineView

router = APIRouter(prefix="/jobs/{job_id}", tags=["album"])


@router.get(
    "/tracks/{take_id}/peaks",
    operation_id="get_track_peaks",
    responses=answers(NotFound, InvalidInput, UnreadableMedia),
)
def get_track_peaks(job_id: JobId, take_id: TakeId, settings: SettingsDep) -> PeaksView:
    """The waveform of a take of a track."""
    raise NotImplementedError


@router.get("/timeline", operation_id="get_timeline", responses=answers(NotFound, InvalidInput))
def get_timeline(job_id: JobId, settings: SettingsDep) -> TimelineView:
    """When each of the current tracks sounds and its visual is shown."""
    raise NotImplementedError
