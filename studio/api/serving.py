"""Serving files: whole or in ranges, from below the output root only, with a type of this module's list.

Browsers are told not to guess another type, and not to let a page run anything.
"""

import os
import stat
from pathlib import Path
from typing import Any

from fastapi.responses import FileResponse
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope, Send

from studio.api.problems import RANGE_NOT_SATISFIABLE, answers
from studio.errors import InvalidInput, NotFound, OutsideOutputRoot
from studio.pipeline.files import confine

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
} | TEXT_TYPES
OTHER_TYPE = "application/octet-stream"
"""What an own file of any other kind is: to be saved, not shown."""

TAKE_CACHING = "private, max-age=86400, immutable"
"""The file of a take never changes; a new take has another number."""
CURRENT_CACHING = "private, no-cache"


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


def served(what: str, *types: str) -> dict[int | str, dict[str, Any]]:
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


def find_file(root: Path, path: str) -> tuple[Path, os.stat_result]:
    """Raises NotFound where no readable file of that path lies below the root, links followed."""
    try:
        file = confine(root, path)
        found = file.stat()
    # RuntimeError is what links in a circle raise, up to Python 3.12.
    except (OSError, RuntimeError, OutsideOutputRoot) as error:
        raise _gone(path) from error
    if not (stat.S_ISREG(found.st_mode) and os.access(file, os.R_OK)):
        raise _gone(path)
    return file, found


def serve(root: Path, path: str, types: dict[str, str], *, caching: str) -> RangedFile:
    """Raises NotFound as `find_file` does."""
    file, found = find_file(root, path)
    media_type = types.get(file.suffix.lower(), OTHER_TYPE)
    headers = {"Cache-Control": caching, "X-Content-Type-Options": "nosniff"}
    if media_type.startswith("text/html"):
        headers["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    return RangedFile(
        file,
        media_type=media_type,
        filename=file.name,
        stat_result=found,
        content_disposition_type="attachment" if media_type == OTHER_TYPE else "inline",
        headers=headers,
    )


def _gone(path: str) -> NotFound:
    return NotFound(f"The file {path} is not in the output folder any more; run its stage again.")
