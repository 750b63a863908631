"""What a person changes of an album by hand. All of it is refused while a run is live."""

from typing import Any

from fastapi import APIRouter, Request

from studio.api.deps import FileName, JobId, Number, SettingsDep
from studio.api.problems import BODY_TOO_LARGE, WITH_BODY, answers
from studio.db.session import transaction
from studio.errors import (
    Conflict,
    DuplicateMedia,
    EncoderMissing,
    InvalidInput,
    MissingMedia,
    NotEnoughDisk,
    NotFound,
    NotRunning,
    ServiceUnreachable,
    SilentTrack,
    TrackTooShort,
    UnreadableMedia,
)
from studio.pipeline import edits, jobs
from studio.schemas.jobs import AlbumOrder, JobDetail, TakeChoice
from studio.schemas.prompts import PromptsEdit

router = APIRouter(prefix="/jobs/{job_id}", tags=["edits"])

_FILE_ANSWERS = answers(
    NotFound,
    Conflict,
    InvalidInput,
    UnreadableMedia,
    MissingMedia,
    TrackTooShort,
    SilentTrack,
    DuplicateMedia,
    BODY_TOO_LARGE,
    NotEnoughDisk,
    EncoderMissing,
    ServiceUnreachable,
    NotRunning,
)
_FILE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file's bytes, as they are.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.put("/prompts", operation_id="save_prompts", responses=answers(NotFound, Conflict, *WITH_BODY))
def save_prompts(job_id: JobId, edit: PromptsEdit) -> JobDetail:
    """Save the prompts. A music or visual prompt that was used already stays as it is, or the whole is refused."""
    with transaction() as session:
        edits.save_prompts(session, job_id, edit)
        return jobs.describe_job(session, job_id)


@router.put(
    "/tracks/{number}/file", operation_id="replace_track_file", responses=_FILE_ANSWERS, openapi_extra=_FILE_BODY
)
async def replace_track_file(
    job_id: JobId, number: Number, filename: FileName, request: Request, settings: SettingsDep
) -> JobDetail:
    """Put an own file in the place of a track. It is checked like those of a folder; earlier takes stay."""
    raise NotImplementedError


@router.put(
    "/visuals/{number}/file", operation_id="replace_visual_file", responses=_FILE_ANSWERS, openapi_extra=_FILE_BODY
)
async def replace_visual_file(
    job_id: JobId, number: Number, filename: FileName, request: Request, settings: SettingsDep
) -> JobDetail:
    """Put an own picture or clip in the place of a visual. It is checked like those of a folder; earlier takes stay."""
    raise NotImplementedError


@router.post(
    "/tracks/{number}/take",
    operation_id="choose_track_take",
    responses=answers(NotFound, Conflict, MissingMedia, DuplicateMedia, *WITH_BODY),
)
def choose_track_take(job_id: JobId, number: Number, choice: TakeChoice) -> JobDetail:
    """Let an earlier take of a track be the current one."""
    raise NotImplementedError


@router.post(
    "/visuals/{number}/take",
    operation_id="choose_visual_take",
    responses=answers(NotFound, Conflict, MissingMedia, DuplicateMedia, *WITH_BODY),
)
def choose_visual_take(job_id: JobId, number: Number, choice: TakeChoice) -> JobDetail:
    """Let an earlier take of a visual be the current one."""
    raise NotImplementedError


@router.put("/order", operation_id="order_album", responses=answers(NotFound, Conflict, *WITH_BODY))
def order_album(job_id: JobId, order: AlbumOrder) -> JobDetail:
    """Let pairs of track and visual change places, with their prompts and takes."""
    raise NotImplementedError
