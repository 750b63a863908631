"""Channels: read and list."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from studio.db.jobs import LARGEST_ID
from studio.errors import NotFound
from studio.models import Channel


def get_channel(session: Session, channel_id: int) -> Channel:
    """Raises NotFound."""
    channel = session.get(Channel, channel_id) if 0 < channel_id <= LARGEST_ID else None
    if channel is None:
        raise NotFound(f"There is no channel {channel_id}; create one first or choose one that exists.")
    return channel


def find_channel(session: Session, name: str) -> Channel | None:
    return session.scalars(select(Channel).where(Channel.name == name)).one_or_none()


def list_channels(session: Session) -> list[Channel]:
    """By name."""
    return list(session.scalars(select(Channel).order_by(Channel.name)))
