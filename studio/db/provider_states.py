"""Rows that say whether a provider may be asked at present. What closes and opens one is `pipeline.provider_gate`'s."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from studio.models import ProviderState, VideoJob, WorkItem
from studio.stages import ItemState, Stage

KINDS = {Stage.TRACKS: "music", Stage.VISUALS: "visual"}
"""The stages whose pieces a provider makes, and what their providers are called."""


class ProviderKey(NamedTuple):
    """Which provider."""

    kind: str
    """`music` or `visual`."""
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


def provider_of(session: Session, job_id: int, stage: Stage) -> ProviderKey | None:
    """Who makes the pieces of this stage, as the job wishes; None where no provider does."""
    kind = KINDS.get(stage)
    if kind is None:
        return None
    name = session.scalar(select(_option(kind)).where(VideoJob.id == job_id))
    return None if name is None else ProviderKey(kind, name)


def _option(kind: str) -> ColumnElement[str]:
    name: ColumnElement[str] = VideoJob.options[f"{kind}_provider"].astext
    return name


def find_state(session: Session, key: ProviderKey) -> ProviderState | None:
    """As it is now. None where the provider was never asked."""
    return session.get(ProviderState, tuple(key), populate_existing=True)


def lock_state(session: Session, key: ProviderKey) -> ProviderState:
    """Locked until the transaction ends; made where there is none."""
    of_key = (ProviderState.kind == key.kind, ProviderState.name == key.name)
    locked = select(ProviderState).where(*of_key).with_for_update().execution_options(populate_existing=True)
    found = session.scalars(locked).one_or_none()
    if found is not None:
        return found
    session.execute(insert(ProviderState).values(kind=key.kind, name=key.name).on_conflict_do_nothing())
    return session.scalars(locked).one()


def read_clock(session: Session) -> datetime:
    """The database's time: `closed_until` is compared with no other."""
    now: datetime = session.scalars(select(func.clock_timestamp())).one()
    return now


def is_live_owner(session: Session, owner: uuid.UUID) -> bool:
    """Whether a lease of this owner is alive."""
    of_owner = select(WorkItem.id).where(
        WorkItem.owner == owner, WorkItem.state == ItemState.WORKING, WorkItem.lease_until > func.clock_timestamp()
    )
    return session.scalar(of_owner.limit(1)) is not None


def is_closed() -> ColumnElement[bool]:
    """Nothing is asked of it, not even a probe."""
    return and_(
        ProviderState.closed_code.is_not(None),
        or_(ProviderState.closed_until.is_(None), ProviderState.closed_until > func.clock_timestamp()),
    )


def needs_closed_provider() -> ColumnElement[bool]:
    """Of a job, in a query for jobs: that a provider which it would ask is closed."""
    of_job = or_(*(and_(ProviderState.kind == kind, ProviderState.name == _option(kind)) for kind in KINDS.values()))
    return and_(VideoJob.until_stage != Stage.PROMPTS, select(ProviderState.name).where(of_job, is_closed()).exists())


def closed_states(session: Session, keys: Iterable[ProviderKey] | None = None) -> list[ProviderState]:
    """Those that are closed now, of all providers or of these."""
    statement = select(ProviderState).where(is_closed()).order_by(ProviderState.kind, ProviderState.name)
    if keys is not None:
        statement = statement.where(tuple_(ProviderState.kind, ProviderState.name).in_([tuple(key) for key in keys]))
    return list(session.scalars(statement))


def open_for_probe(session: Session, keys: Iterable[ProviderKey]) -> None:
    """Let one item try those that are closed, however long they were to be."""
    for key in sorted(keys):
        session.execute(
            update(ProviderState)
            .where(ProviderState.kind == key.kind, ProviderState.name == key.name, is_closed())
            .values(closed_until=func.clock_timestamp(), probe_owner=None)
        )
