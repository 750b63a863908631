"""What a person changes of an album by hand. All of it is refused while a run is live."""

from typing import Any

import anyio
from fastapi import APIRouter, HTTPException, Request
from fastapi.concurrency import contextmanager_in_threadpool, run_in_threadpool
from starlette.requests import ClientDisconnect

from studio.api.deps import FileName, JobId, Number
from studio.api.problems import BODY_TOO_LARGE, UNREADABLE_BODY, WITH_BODY, answers
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
from studio.pipeline import edits, jobs, replacing
from studio.schemas.jobs import AlbumOrder, JobDetail, TakeChoice
from studio.schemas.prompts import PromptsEdit
from studio.stages import Stage

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
    UNREADABLE_BODY,
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
async def replace_track_file(job_id: JobId, number: Number, filename: FileName, request: Request) -> JobDetail:
    """Put an own file in the place of a track. It is checked like those of a folder; earlier takes stay."""
    return await _replace(job_id, Stage.TRACKS, number, filename, request)


@router.put(
    "/visuals/{number}/file", operation_id="replace_visual_file", responses=_FILE_ANSWERS, openapi_extra=_FILE_BODY
)
async def replace_visual_file(job_id: JobId, number: Number, filename: FileName, request: Request) -> JobDetail:
    """Put an own picture or clip in the place of a visual. It is checked like those of a folder; earlier takes stay."""
    return await _replace(job_id, Stage.VISUALS, number, filename, request)


@router.post(
    "/tracks/{number}/take",
    operation_id="choose_track_take",
    responses=answers(NotFound, Conflict, MissingMedia, DuplicateMedia, *WITH_BODY),
)
def choose_track_take(job_id: JobId, number: Number, choice: TakeChoice) -> JobDetail:
    """Let an earlier take of a track be the current one."""
    with transaction() as session:
        edits.choose_track_take(session, job_id, number, choice.take_id)
        return jobs.describe_job(session, job_id)


@router.post(
    "/visuals/{number}/take",
    operation_id="choose_visual_take",
    responses=answers(NotFound, Conflict, MissingMedia, DuplicateMedia, *WITH_BODY),
)
def choose_visual_take(job_id: JobId, number: Number, choice: TakeChoice) -> JobDetail:
    """Let an earlier take of a visual be the current one."""
    with transaction() as session:
        edits.choose_visual_take(session, job_id, number, choice.take_id)
        return jobs.describe_job(session, job_id)


@router.put("/order", operation_id="order_album", responses=answers(NotFound, Conflict, *WITH_BODY))
def order_album(job_id: JobId, order: AlbumOrder) -> JobDetail:
    """Let pairs of track and visual change places, with their prompts and takes."""
    with transaction() as session:
        edits.order_album(session, job_id, order.numbers)
        return jobs.describe_job(session, job_id)


async def _replace(job_id: int, stage: Stage, number: int, filename: str, request: Request) -> JobDetail:
    """Write the body to the disk as it comes, and work on it in a thread: it may be large, and takes a while."""
    announced = request.headers.get("content-length", "")
    announced_bytes = int(announced) if announced.isdecimal() and len(announced) < 16 else 0
    incoming = replacing.incoming_file(job_id, stage, number, filename, announced_bytes)
    async with contextmanager_in_threadpool(incoming) as path:
        try:
            async with await anyio.open_file(path, "wb") as file:
                async for chunk in request.stream():
                    await file.write(chunk)
        except ClientDisconnect as error:
            raise HTTPException(UNREADABLE_BODY.status) from error
        replace = replacing.replace_track if stage == Stage.TRACKS else replacing.replace_visual
        await run_in_threadpool(replace, job_id, number, path)
    return await run_in_threadpool(_describe, job_id)


def _describe(job_id: int) -> JobDetail:
    with transaction() as session:
        return jobs.describe_job(session, job_id)
