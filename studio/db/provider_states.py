"""Rows that say whether a provider may be asked at present. What closes and opens one is `pipeline.provider_gate`'s."""

import uuid
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, not_, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

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


class Makers(NamedTuple):
    """Who makes the pieces of one stage of a job."""

    first: ProviderKey
    second: ProviderKey | None
    """Takes over once the first one refuses everything; None: nobody does."""

    def present(self, needing_a_person: Collection[ProviderKey]) -> ProviderKey:
        """Who is to be asked now, where these are closed until a person has done something about it."""
        if self.second is None or self.first not in needing_a_person or self.second in needing_a_person:
            return self.first
        return self.second


def makers_of(session: Session, job_id: int, stage: Stage) -> Makers | None:
    """As the job wishes; None where no provider makes the pieces of this stage."""
    kind = KINDS.get(stage)
    if kind is None:
        return None
    names = session.execute(select(_first(kind), _second(kind)).where(VideoJob.id == job_id)).one_or_none()
    return None if names is None else makers_named(kind, names[0], names[1])


def makers_named(kind: str, first: str, second: str | None) -> Makers:
    return Makers(ProviderKey(kind, first), None if second is None else ProviderKey(kind, second))


def _first(kind: str) -> ColumnElement[str]:
    name: ColumnElement[str] = VideoJob.options[f"{kind}_provider"].astext
    return name


def _second(kind: str) -> ColumnElement[str]:
    name: ColumnElement[str] = VideoJob.options[f"second_{kind}_provider"].astext
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


def is_closed(state: type[ProviderState] = ProviderState) -> ColumnElement[bool]:
    """Nothing is asked of it, not even a probe."""
    return and_(
        state.closed_code.is_not(None),
        or_(state.closed_until.is_(None), state.closed_until > func.clock_timestamp()),
    )


def needing_a_person(session: Session) -> set[ProviderKey]:
    """Those that stay closed until a person starts a job that uses them."""
    found = session.execute(
        select(ProviderState.kind, ProviderState.name).where(
            ProviderState.closed_code.is_not(None), ProviderState.closed_until.is_(None)
        )
    )
    return {ProviderKey(kind, name) for kind, name in found}


def needs_closed_provider() -> ColumnElement[bool]:
    """Of a job, in a query for jobs: that a provider which it would ask is closed."""
    return and_(VideoJob.until_stage != Stage.PROMPTS, or_(*map(_is_held_up, KINDS.values())))


def _is_held_up(kind: str) -> ColumnElement[bool]:
    """The first one is closed, and no second one takes over: that happens only where it takes a person."""
    other = aliased(ProviderState)
    is_second_closed = (
        select(other.name).where(other.kind == kind, other.name == _second(kind), is_closed(other)).exists()
    )
    takes_over = and_(ProviderState.closed_until.is_(None), _second(kind).is_not(None), not_(is_second_closed))
    of_job = and_(ProviderState.kind == kind, ProviderState.name == _first(kind))
    return select(ProviderState.name).where(of_job, is_closed(), not_(takes_over)).exists()


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
