"""Channels: create, change, disable."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from studio.db import channels as rows
from studio.errors import Conflict
from studio.models import Channel
from studio.schemas.channels import ChannelChange, ChannelDraft

list_channels = rows.list_channels
get_channel = rows.get_channel


def create_channel(session: Session, draft: ChannelDraft) -> Channel:
    """Raises Conflict where the name is taken."""
    channel = Channel(**draft.model_dump())
    session.add(channel)
    _flush(session, draft.name)
    session.refresh(channel)
    return channel


def change_channel(session: Session, channel_id: int, change: ChannelChange) -> Channel:
    """Change the fields that were sent. A disabled channel's planned jobs wait until it is enabled.

    Raises NotFound, or Conflict where the name is taken.
    """
    channel = get_channel(session, channel_id)
    for field, value in change.model_dump(exclude_unset=True).items():
        if value is None and field in ("name", "is_active"):
            continue
        setattr(channel, field, value)
    _flush(session, channel.name)
    session.refresh(channel)
    return channel


def find_or_create(session: Session, name: str, niche: str) -> Channel:
    """The channel of this name, made where there is none."""
    found = rows.find_channel(session, name)
    return found or create_channel(session, ChannelDraft(name=name, brand_niche=niche))


def _flush(session: Session, name: str) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(f"There is a channel named {name!r} already; choose another name.") from error
