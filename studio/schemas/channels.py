"""HTTP bodies about channels."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from studio.schemas.values import Body, View

ChannelName = Annotated[str, StringConstraints(min_length=1, max_length=100)]
YouTubeChannelId = Annotated[str, StringConstraints(pattern=r"^UC[A-Za-z0-9_-]{22}$")]
"""As YouTube writes it: UC and 22 characters."""


class ChannelDraft(Body):
    name: ChannelName
    youtube_channel_id: YouTubeChannelId | None = None
    brand_niche: Annotated[str, StringConstraints(max_length=200)] | None = None


class ChannelChange(Body):
    """Only the fields that are sent change."""

    name: ChannelName | None = Field(default=None)
    youtube_channel_id: YouTubeChannelId | None = None
    brand_niche: Annotated[str, StringConstraints(max_length=200)] | None = None
    is_active: bool | None = None


class ChannelView(View):
    id: int
    name: str
    youtube_channel_id: str | None
    brand_niche: str | None
    is_active: bool
    created_at: datetime
    updated_at: datetime
