"""Channels: list, create, read, change; disabling is a change of `is_active`."""

from fastapi import APIRouter, Response
from starlette.status import HTTP_201_CREATED

from studio.api.deps import ChannelId
from studio.api.problems import WITH_BODY, answers
from studio.db.session import transaction
from studio.errors import Conflict, InvalidInput, NotFound
from studio.pipeline import channels
from studio.schemas.channels import ChannelChange, ChannelDraft, ChannelView

router = APIRouter(prefix="/channels", tags=["channels"])


@router.get("", operation_id="list_channels")
def list_channels() -> list[ChannelView]:
    """All channels, by name."""
    with transaction() as session:
        return [ChannelView.model_validate(channel) for channel in channels.list_channels(session)]


@router.post(
    "",
    operation_id="create_channel",
    status_code=HTTP_201_CREATED,
    responses=answers(Conflict, *WITH_BODY),
)
def create_channel(draft: ChannelDraft, response: Response) -> ChannelView:
    """Create a channel. Its name must be new."""
    with transaction() as session:
        view = ChannelView.model_validate(channels.create_channel(session, draft))
    response.headers["Location"] = f"/api/channels/{view.id}"
    return view


@router.get("/{channel_id}", operation_id="get_channel", responses=answers(NotFound, InvalidInput))
def get_channel(channel_id: ChannelId) -> ChannelView:
    """One channel."""
    with transaction() as session:
        return ChannelView.model_validate(channels.get_channel(session, channel_id))


@router.patch(
    "/{channel_id}",
    operation_id="change_channel",
    responses=answers(NotFound, Conflict, *WITH_BODY),
)
def change_channel(channel_id: ChannelId, change: ChannelChange) -> ChannelView:
    """Change the fields that are sent. A disabled channel takes no new jobs, and its planned jobs wait."""
    with transaction() as session:
        return ChannelView.model_validate(channels.change_channel(session, channel_id, change))
