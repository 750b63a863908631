"""What routes ask for: settings, the admin, and numbers and texts within their bounds."""

import secrets
from typing import Annotated

from fastapi import Depends, Path, Query
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import StringConstraints

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


ChannelId = Annotated[RowId, Path(description="The channel's number.")]
JobId = Annotated[RowId, Path(description="The job's number.")]
TakeId = Annotated[RowId, Path(description="The number of a take of a track or visual.")]
SearchText = Annotated[
    StorableText,
    StringConstraints(strip_whitespace=True, max_length=200),
    Query(description="Found in the niche, the mood keywords or the channel's name."),
]
Offset = Annotated[int, Query(ge=0, le=2**31 - 1)]
