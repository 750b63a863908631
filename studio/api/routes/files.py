"""The files of a job: sound, pictures, film and metadata, whole or in ranges.

A file is found through its row, never through a path in the request, and served only where it truly lies
below the output root. What is served has a type of this module's list, and browsers are told not to guess.
"""

import os
import stat
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from fastapi.responses import FileResponse
from sqlalchemy.orm import Session
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope, Send

from studio.api.deps import ArtworkName, JobId, SettingsDep, TakeId
from studio.api.problems import RANGE_NOT_SATISFIABLE, answers
from studio.db.jobs import get_job
from studio.db.session import transaction
from studio.db.takes import Take
from studio.errors import InvalidInput, NotFound, OutsideOutputRoot
from studio.models import AudioTrack, Image
from studio.pipeline.files import confine

router = APIRouter(prefix="/jobs/{job_id}", tags=["files"])

AUDIO_TYPES = {
    ".wav": "audio/wav",
    ".mp3": "audio/mpeg",
    ".flac": "audio/flac",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".m4a": "audio/mp4",
    ".aac": "audio/aac",
}
PICTURE_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
}
VIDEO_TYPES = {
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".mov": "video/quicktime",
    ".webm": "video/webm",
    ".mkv": "video/x-matroska",
}
TEXT_TYPES = {".txt": "text/plain; charset=utf-8"}
ARTWORK_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
}
OTHER_TYPE = "application/octet-stream"
"""What an own file of any other kind is: to be saved, not shown."""

_METADATA_FILE = "metadata.txt"
_TAKE_CACHING = "private, max-age=86400, immutable"
"""The file of a take never changes; a new take has another number."""
_CURRENT_CACHING = "private, no-cache"


class RangedFile(FileResponse):
    """A file, or a range of it, whose refusals are problems like all others."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def refuse(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] >= 400:
                content_range = Headers(raw=message["headers"]).get("content-range")
                headers = {"Content-Range": content_range} if content_range else None
                raise HTTPException(message["status"], headers=headers)
            await send(message)

        try:
            await super().__call__(scope, receive, refuse)
        except HTTPException as error:
            if error.status_code == RANGE_NOT_SATISFIABLE.status:
                raise
            # A Range that is not understood is ignored, RFC 9110, 14.2.
            without = [(name, value) for name, value in scope["headers"] if name != b"range"]
            await super().__call__({**scope, "headers": without}, receive, send)


def _served(what: str, *types: str) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that answers a file of one of these media types."""
    binary = {"schema": {"type": "string", "format": "binary"}}
    content = dict.fromkeys(types, binary)
    return {
        200: {"description": what, "content": content},
        206: {
            "description": f"A range of it: {what}",
            "content": {**content, "multipart/byteranges": binary},
        },
        **answers(NotFound, InvalidInput, RANGE_NOT_SATISFIABLE),
    }


_AUDIO = _served("The sound of the take.", *dict.fromkeys(AUDIO_TYPES.values()), OTHER_TYPE)
_PICTURE = _served(
    "The picture or clip of the take.",
    *dict.fromkeys((PICTURE_TYPES | VIDEO_TYPES).values()),
    OTHER_TYPE,
)
_THUMBNAIL = _served("The picture, 480 pixels wide; of a clip its first.", "image/jpeg")
_ARTWORK = _served("The file.", *ARTWORK_TYPES.values())
_VIDEO = _served("The film.", "video/mp4")
_METADATA = _served("The text to paste.", "text/plain")


@router.get(
    "/tracks/{take_id}/audio",
    operation_id="get_track_audio",
    response_class=RangedFile,
    responses=_AUDIO,
)
@router.head("/tracks/{take_id}/audio", include_in_schema=False)
def get_track_audio(job_id: JobId, take_id: TakeId, settings: SettingsDep) -> RangedFile:
    """The sound of a take of a track."""
    with transaction() as session:
        path = _path_of_take(session, AudioTrack, job_id, take_id)
    return _serve(settings.output.root, path, AUDIO_TYPES, caching=_TAKE_CACHING)


@router.get(
    "/visuals/{take_id}/picture",
    operation_id="get_visual_picture",
    response_class=RangedFile,
    responses=_PICTURE,
)
@router.head("/visuals/{take_id}/picture", include_in_schema=False)
def get_visual_picture(job_id: JobId, take_id: TakeId, settings: SettingsDep) -> RangedFile:
    """The picture or clip of a take of a visual."""
    with transaction() as session:
        path = _path_of_take(session, Image, job_id, take_id)
    return _serve(settings.output.root, path, PICTURE_TYPES | VIDEO_TYPES, caching=_TAKE_CACHING)


@router.get(
    "/visuals/{take_id}/thumbnail",
    operation_id="get_visual_thumbnail",
    response_class=RangedFile,
    responses=_THUMBNAIL,
)
@router.head("/visuals/{take_id}/thumbnail", include_in_schema=False)
def get_visual_thumbnail(job_id: JobId, take_id: TakeId, settings: SettingsDep) -> RangedFile:
    """A small picture of a take of a visual."""
    raise NotImplementedError


@router.get("/artwork/{name}", operation_id="get_artwork", response_class=RangedFile, responses=_ARTWORK)
@router.head("/artwork/{name}", include_in_schema=False)
def get_artwork(job_id: JobId, name: ArtworkName, settings: SettingsDep) -> RangedFile:
    """One of the files that were drawn from the finished film."""
    raise NotImplementedError


@router.get("/video", operation_id="get_video", response_class=RangedFile, responses=_VIDEO)
@router.head("/video", include_in_schema=False)
def get_video(job_id: JobId, settings: SettingsDep) -> RangedFile:
    """The finished film."""
    with transaction() as session:
        path = get_job(session, job_id).local_video_path
    if path is None:
        raise NotFound(f"Job {job_id} has no film yet; it is there after the render.")
    return _serve(settings.output.root, path, VIDEO_TYPES, caching=_CURRENT_CACHING)


@router.get("/metadata", operation_id="get_metadata", response_class=RangedFile, responses=_METADATA)
@router.head("/metadata", include_in_schema=False)
def get_metadata(job_id: JobId, settings: SettingsDep) -> RangedFile:
    """The text with title, description, tags and checklist, as written to the output directory."""
    with transaction() as session:
        job = get_job(session, job_id)
        path, is_written = f"{job.output_directory}/{_METADATA_FILE}", job.metadata_json is not None
    if not is_written:
        raise NotFound(f"Job {job_id} has no metadata yet; it is written after the render.")
    return _serve(settings.output.root, path, TEXT_TYPES, caching=_CURRENT_CACHING)


def _path_of_take(session: Session, kind: type[Take], job_id: int, take_id: int) -> str:
    take = session.get(kind, take_id)
    if take is None or take.video_job_id != job_id:
        raise NotFound(f"Job {job_id} has no take {take_id}; its page lists those that it has.")
    return take.local_file_path


def _serve(root: Path, path: str, types: dict[str, str], *, caching: str) -> RangedFile:
    """Raises NotFound where no readable file of that path lies below the root, links followed."""
    try:
        file = confine(root, path)
        found = file.stat()
    # RuntimeError is what links in a circle raise, up to Python 3.12.
    except (OSError, RuntimeError, OutsideOutputRoot) as error:
        raise _gone(path) from error
    if not (stat.S_ISREG(found.st_mode) and os.access(file, os.R_OK)):
        raise _gone(path)
    media_type = types.get(file.suffix.lower(), OTHER_TYPE)
    return RangedFile(
        file,
        media_type=media_type,
        filename=file.name,
        stat_result=found,
        content_disposition_type="attachment" if media_type == OTHER_TYPE else "inline",
        headers={"Cache-Control": caching, "X-Content-Type-Options": "nosniff"},
    )


def _gone(path: str) -> NotFound:
    return NotFound(f"The file {path} is not in the output folder any more; run its stage again.")
