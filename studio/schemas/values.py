"""What every schema shares."""

from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, field_validator

Row = TypeVar("Row")

_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)


def refuse_nul(value: str) -> str:
    """PostgreSQL stores every character except this one."""
    if "\x00" in value:
        raise ValueError("must not contain the NUL character")
    return value


def refuse_far_moment(value: datetime) -> datetime:
    """Python's years end where PostgreSQL's go on; near the ends a time zone carries a moment across."""
    if not _EARLIEST <= value <= _LATEST:
        raise ValueError("must lie between the years 2000 and 2200")
    return value


RowId = Annotated[int, Field(ge=1, le=2**63 - 1)]
"""A row's number, within PostgreSQL's bigint."""

StorableText = Annotated[str, AfterValidator(refuse_nul)]

Moment = Annotated[AwareDatetime, AfterValidator(refuse_far_moment)]
"""With a time zone."""


class Body(BaseModel):
    """What a person sends. Unknown fields are refused, so that a misspelt one is not silently lost."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    @field_validator("*", mode="after")
    @classmethod
    def _refuse_nul(cls, value: Any) -> Any:
        for text in value if isinstance(value, list | tuple) else (value,):
            if isinstance(text, str):
                refuse_nul(text)
        return value


class View(BaseModel):
    """What the studio answers. No field has a default: the generated client has no needless optionals."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class Page(View, Generic[Row]):
    rows: list[Row]
    total: int
    """How many rows match, on all pages."""
    limit: int
    offset: int
