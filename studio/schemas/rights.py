"""Under what terms the pieces of an album were made: the column `rights` of each, and licences.json.

It is given away as evidence, so no text of it holds a secret or a signed link.
"""

from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator

from studio.logs import mask_secrets
from studio.schemas.values import View
from studio.stages import Stage

Unsecret = Annotated[str, AfterValidator(mask_secrets)]


class RightsRecord(View):
    """The terms of a provider as the settings had them when it made a piece."""

    plan: Unsecret
    terms_url: Unsecret | None
    terms_date: date | None
    """Of the terms that were read."""
    allows_commercial_use: bool | None
    """None: nobody has said."""


class PieceLicence(View):
    """The evidence of one track or visual."""

    number: int
    """Place in the album, from 1."""
    stage: Stage
    title: Unsecret
    """The track's; its visual goes by the same."""
    provider: str
    provider_label: str
    rights: RightsRecord | None
    """None where nobody wrote them down when it was made."""
    license_document_url: Unsecret | None
    prompt_text: Unsecret
    provider_id: Unsecret | None
    """The vendor's own name of the piece."""
    request_sha256: str | None
    response_sha256: str | None
    file: str
    """Relative to the album's folder."""
    sha256: str
    made_at: datetime


class AlbumLicences(View):
    album_title: Unsecret
    video_file: str
    pieces: list[PieceLicence]
    """By place, a track before its visual."""
