"""What routes ask for: settings, the admin, and numbers and texts within their bounds.

The guards wait for nothing, so they are `async`: others would be handed to a thread, each for itself.
"""

import secrets
from typing import Annotated

from fastapi import Depends, Path, Query, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import AfterValidator, StringConstraints

from studio.api.attempts import Attempts
from studio.api.guards import refuse_strangers
from studio.errors import NotSignedIn, OtherSite
from studio.schemas.values import RowId, StorableText
from studio.settings import Settings, get_settings

SettingsDep = Annotated[Settings, Depends(get_settings)]

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="AdminToken",
    description="The value of ADMIN_TOKEN. Needed only where the studio has one.",
)


async def require_own_machine(request: Request, settings: SettingsDep) -> None:
    """Without an admin token the studio is for its own machine. Raises NoAdminToken."""
    refuse_strangers(request.scope, settings)


async def require_admin(
    request: Request,
    settings: SettingsDep,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> None:
    """Let the request pass where there is no admin token, or where it brings it.

    Raises NotSignedIn, or TooManyAttempts where many wrong tokens were offered before.
    """
    token = settings.admin.token
    if token is None:
        return
    # Starlette reads headers as Latin-1, so this is what was sent, byte for byte.
    offered = b"" if credentials is None else credentials.credentials.encode("latin-1")
    is_right = secrets.compare_digest(offered, token.get_secret_value().encode())
    address = request.client.host if request.client else ""
    attempts: Attempts = request.app.state.attempts
    if not offered or not attempts.judge(address, offered, is_right=is_right):
        raise NotSignedIn("Sign in first: send the studio's ADMIN_TOKEN as a bearer token.")


async def refuse_other_sites(request: Request, settings: SettingsDep) -> None:
    """Another site's page cannot change anything by the browser of a person whose studio asks for no token.

    Browsers say where a request comes from; whatever says nothing is no browser. Raises OtherSite.
    """
    changes = request.method not in ("GET", "HEAD", "OPTIONS")
    is_foreign = request.headers.get("sec-fetch-site") == "cross-site"
    if changes and is_foreign and request.headers.get("origin") not in settings.api.cors_origins:
        raise OtherSite(
            "A page of another site asked for this. Use the studio's own page, or name it in API_CORS_ORIGINS."
        )


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
