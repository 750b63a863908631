"""What is known of a provider besides what it makes: how sure that is, and what may be done with its pieces."""

import datetime
import enum
from dataclasses import dataclass

from studio.settings import VendorSettings


class Evidence(enum.StrEnum):
    """How sure it is that a provider works as its module says. The weakest that an album relies on."""

    TESTED = "tested"
    """It runs on this machine, and so do its tests."""
    DOCUMENTED = "documented"
    """The vendor's own documents say so; the vendor itself has not been reached by the tests."""
    SEEN = "seen in client code"
    """Somebody's client does so."""
    UNVERIFIED = "unverified"
    """Third parties say so."""


@dataclass(frozen=True, slots=True)
class Rights:
    """Under what terms pieces are made, as the person noted it in the settings."""

    plan: str
    terms_url: str | None
    terms_date: datetime.date | None
    """Of the terms that were read."""
    allows_commercial_use: bool | None
    """None: nobody has said."""

    @classmethod
    def of_vendor(cls, settings: VendorSettings) -> "Rights":
        return cls(
            plan=settings.plan,
            terms_url=settings.terms_url,
            terms_date=settings.terms_date,
            allows_commercial_use=settings.commercial_use,
        )


MADE_HERE = Rights(plan="made by the studio itself", terms_url=None, terms_date=None, allows_commercial_use=True)
OWN_FILES = Rights(plan="your own files", terms_url=None, terms_date=None, allows_commercial_use=None)
"""Whether they may be used is for the person to know."""
