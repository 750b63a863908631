"""What routes ask for: settings, the admin, and numbers and texts within their bounds."""

import secrets
from typing import Annotated

from fastapi import Depends, Path, Query
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import AfterValidator, StringConstraints

from studio.errors import NotSignedIn
from studio.schemas.values import RowId, StorableText
from studio.settings import Settings, get_settings

SettingsDep = Annotated[Settings, Depends(get_settings)]

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="AdminToken",
    description="The value of ADMIN_TOKEN. Needed only where the studio has one.",
)


def require_admin(
    settings: SettingsDep,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> None:
    """Let the request pass where there is no admin token, or where it brings it. Raises NotSignedIn."""
    token = settings.admin.token
    if token is None:
        return
    offered = credentials.credentials if credentials is not None else ""
    # Starlette reads headers as Latin-1, so this is what was sent, byte for byte.
    if not secrets.compare_digest(offered.encode("latin-1"), token.get_secret_value().encode()):
        raise NotSignedIn("Sign in first: send the studio's ADMIN_TOKEN as a bearer token.")


def refuse_path(name: str) -> str:
    """The name of one file, as every common file system takes it."""
    if name in (".", "..") or not name.isprintable() or "/" in name or "\\" in name:
        raise ValueError("must be the name of a file, without folders")
    if len(name.encode("utf-8", "replace")) > 200:
        raise ValueError("must not be longer than 200 bytes")
    return name


ChannelId = Annotated[RowId, Path(description="The channel's number.")]
JobId = Annotated[RowId, Path(description="The job's number.")]
TakeId = Annotated[RowId, Path(description="The number of a take of a track or visual.")]
Number = Annotated[int, Path(ge=1, le=60, description="The number of a track or visual in the album, from 1.")]
FileName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200),
    AfterValidator(refuse_path),
    Query(description="The file's own name. Its ending says what it is, and a track may be titled after it."),
]
ArtworkName = Annotated[
    str,
    StringConstraints(max_length=40, pattern=r"^[a-z0-9-]+\.[a-z]+$"),
    Path(description="One of the names that the job lists as its artwork."),
]
SearchText = Annotated[
    StorableText,
    StringConstraints(strip_whitespace=True, max_length=200),
    Query(description="Found in the niche, the mood keywords or the channel's name."),
]
Offset = Annotated[int, Query(ge=0, le=2**31 - 1)]
