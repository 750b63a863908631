"""Whether a provider may be asked now, and by how many items at a time: one answer for all workers.

    open ── an empty balance, a refused key, a missing setting ──> closed, until a person starts a job that uses it
    open ── too many requests ──> closed, for as long as the provider says
    open ── unavailable five times in a row ──> closed, for a minute, then two, up to a quarter of an hour
    closed ── the time is over, or a person starts a job ──> half-open: one item probes it
    half-open ── the probe is accepted ──> open;  it is refused ──> closed again

Closed, it is asked for nothing new. What it has accepted before is collected all the same.

Where a job names a second provider, that one makes what is left while the first is closed until a person comes. A wait
that ends by itself is waited for. What was asked of one is never asked of the other.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from studio import events
from studio.db import items, provider_states, submissions
from studio.db.items import Place
from studio.db.provider_states import Makers, ProviderKey
from studio.errors import (
    BudgetReached,
    ProviderBalanceEmpty,
    ProviderKeyRefused,
    ProviderModelRetired,
    ProviderNotConfigured,
    ProviderRateLimited,
    ProviderUnavailable,
    StudioError,
)
from studio.models import EventLevel, ProviderState, WorkItem
from studio.providers import registry
from studio.settings import get_settings
from studio.stages import ItemState

SHORT_WAIT_SECONDS = 20.0
"""A wait up to this is spent where one is; a longer one is written down, where a restart cannot lose it."""

_NEEDS_A_PERSON = (ProviderBalanceEmpty, ProviderKeyRefused, ProviderModelRetired, ProviderNotConfigured)
_WHY = {
    ProviderBalanceEmpty.code: "The balance at {label} is used up",
    ProviderKeyRefused.code: "{label} refuses the key",
    ProviderModelRetired.code: "{label} has retired its model",
    ProviderNotConfigured.code: "{label} is not set up",
}
"""Why a provider cannot go on, in a few words."""
_PASSES = (ProviderRateLimited, ProviderUnavailable)
_SET_ASIDE_CODES = frozenset({BudgetReached.code, *(error.code for error in _NEEDS_A_PERSON)})
_FAILURES_IN_A_ROW = 5
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 60.0, 900.0


@dataclass(frozen=True, slots=True)
class Closure:
    """Why a provider is closed, and for how long."""

    code: str
    reason: str
    seconds_left: float | None
    """None: until a person starts a job that uses it. 0: somebody else probes it."""

    @property
    def is_long(self) -> bool:
        return self.seconds_left is None or self.seconds_left > SHORT_WAIT_SECONDS


class ProviderClosed(StudioError):
    """Nobody was asked: the item waits until its provider is open again."""

    code = "provider_closed"

    def __init__(self, closure: Closure) -> None:
        super().__init__(closure.reason, retry_after_seconds=closure.seconds_left)
        self.closure = closure


def with_label(key: ProviderKey, message: str) -> str:
    """The message with the provider's name in it, whoever wrote it."""
    label = _label(key)
    return message if label in message else f"{label}: {message}"


def _label(key: ProviderKey) -> str:
    label_of = registry.music_provider_label if key.kind == "music" else registry.visual_provider_label
    return label_of(key.name, get_settings())


def concerns_provider(error: BaseException) -> bool:
    """Whether an error says something of the provider, and nothing of the item that met it."""
    return isinstance(error, (*_NEEDS_A_PERSON, *_PASSES))


def needs_a_person(error: BaseException) -> bool:
    """Whether the provider refuses everything until somebody has done something about it."""
    return isinstance(error, _NEEDS_A_PERSON) or (
        isinstance(error, ProviderClosed) and error.closure.seconds_left is None
    )


def is_set_aside(item: WorkItem) -> bool:
    """It waits for a person, to open its provider again or to raise the budget."""
    return item.state == ItemState.WAITING and item.error_code in _SET_ASIDE_CODES


def maker_of(session: Session, item: WorkItem) -> ProviderKey | None:
    """Who is to make the item now; None where no provider does.

    What was asked of one, and whose end is open, stays with that one.
    """
    makers = provider_states.makers_of(session, item.video_job_id, item.stage)
    if makers is None or makers.second is None:
        return None if makers is None else makers.first
    asked = submissions.open_submission(session, item.id)
    if asked is not None:
        return makers.second if asked.provider == makers.second.name else makers.first
    return makers.present(provider_states.needing_a_person(session))


def is_replaced(session: Session, item: WorkItem, refused: ProviderKey | None) -> bool:
    """Whether another provider goes on with an item after this one was closed."""
    maker = maker_of(session, item)
    return maker is not None and maker != refused and maker not in provider_states.needing_a_person(session)


def tell_taken_over(session: Session, place: Place, maker: ProviderKey) -> None:
    """Once a run, where `maker` is the job's second provider, in the place of a first one that is closed."""
    makers = provider_states.makers_of(session, place.job_id, place.stage)
    if makers is None or makers.second != maker:
        return
    state = provider_states.find_state(session, makers.first)
    if state is None or state.closed_code not in _WHY:
        return
    count = submissions.count_unordered(session, place.job_id, place.stage)
    pieces = f"the remaining {count} {place.stage}" if count != 1 else f"the last {place.stage.removesuffix('s')}"
    events.record(
        session,
        job_id=place.job_id,
        run_no=place.run_no,
        code=f"{place.stage}_taken_over",
        message=f"{_WHY[state.closed_code].format(label=_label(makers.first))}; {_label(maker)} makes {pieces}.",
        stage=place.stage,
        level=EventLevel.WARNING,
        data={"reason": state.closed_reason},
        once=True,
    )


def find_long_closure(session: Session, item: WorkItem, key: ProviderKey) -> Closure | None:
    """Why there is no use in beginning with the item now; None where there is."""
    state = provider_states.find_state(session, key)
    if state is None or item.owner is None or submissions.has_accepted(session, item.id):
        return None
    closure = _closure(session, state, item.owner)
    return closure if closure is not None and closure.is_long else None


def _closure(session: Session, state: ProviderState, owner: uuid.UUID) -> Closure | None:
    if state.closed_code is None or state.closed_reason is None:
        return None
    if state.closed_until is None:
        return Closure(state.closed_code, state.closed_reason, None)
    seconds_left = (state.closed_until - provider_states.read_clock(session)).total_seconds()
    if seconds_left > 0:
        return Closure(state.closed_code, state.closed_reason, seconds_left)
    other = None if state.probe_owner == owner else state.probe_owner
    is_probed = other is not None and provider_states.is_live_owner(session, other)
    return Closure(state.closed_code, state.closed_reason, 0.0) if is_probed else None


def enter(session: Session, place: Place, owner: uuid.UUID, key: ProviderKey, concurrency: int) -> bool:
    """Take one of the provider's slots. False: it is others' turn, or closed for a moment; ask again soon.

    Raises ProviderClosed where the wait would be long, and Fenced.
    """
    has_accepted = submissions.has_accepted(session, items.item_at(session, place).id)
    state = provider_states.lock_state(session, key)
    if has_accepted:
        return items.take_slot(session, place, owner, str(key), None)
    closure = _closure(session, state, owner)
    if closure is not None:
        if closure.is_long:
            raise ProviderClosed(closure)
        return False
    if not items.take_slot(session, place, owner, str(key), concurrency):
        return False
    if state.closed_code is not None:
        state.probe_owner = owner
    return True


def refuse_closed(session: Session, key: ProviderKey, owner: uuid.UUID) -> None:
    """Raises ProviderClosed where the provider was closed since this owner entered."""
    state = provider_states.find_state(session, key)
    if state is None or state.closed_code is None:
        return
    state = provider_states.lock_state(session, key)
    closure = _closure(session, state, owner)
    if closure is not None:
        raise ProviderClosed(closure)
    if state.closed_code is not None:
        state.probe_owner = owner


def note_success(session: Session, key: ProviderKey, owner: uuid.UUID) -> None:
    """The provider accepted or delivered something: it is open, unless it was closed meanwhile by another item."""
    state = provider_states.find_state(session, key)
    if state is None or (state.closed_code is None and state.failures == 0):
        return
    state = provider_states.lock_state(session, key)
    if state.closed_code is None or state.probe_owner == owner:
        _open(state)


def _open(state: ProviderState) -> None:
    state.closed_code = state.closed_reason = state.closed_until = state.probe_owner = None
    state.failures = 0


def note_failure(
    session: Session, key: ProviderKey, owner: uuid.UUID, error: BaseException, reason: str, pause_seconds: float
) -> None:
    """Close the provider where the error says that nothing more is to be asked of it for now.

    `pause_seconds` is how long a rate limit lasts.
    """
    if not isinstance(error, (*_NEEDS_A_PERSON, *_PASSES)):
        return
    state = provider_states.lock_state(session, key)
    if state.closed_code is not None and state.closed_until is None:
        return
    now = provider_states.read_clock(session)
    if isinstance(error, _NEEDS_A_PERSON):
        _close(state, error.code, reason, None)
    elif isinstance(error, ProviderRateLimited):
        until = now + timedelta(seconds=pause_seconds)
        if state.closed_until is None or state.closed_until < until:
            _close(state, error.code, reason, until)
    elif state.closed_until is None or (state.closed_until <= now and state.probe_owner == owner):
        state.failures += 1
        beyond = state.failures - _FAILURES_IN_A_ROW
        if beyond >= 0:
            pause = min(_FIRST_PAUSE_SECONDS * 2 ** min(beyond, 10), _LONGEST_PAUSE_SECONDS)
            _close(state, error.code, reason, now + timedelta(seconds=pause))


def _close(state: ProviderState, code: str, reason: str, until: datetime | None) -> None:
    state.closed_code, state.closed_reason, state.closed_until, state.probe_owner = code, reason, until, None


def allow_probe(session: Session, job_id: int) -> None:
    """A person has started the job: one item may try its providers, however long they were to be closed."""
    provider_states.open_for_probe(session, _providers_of(session, job_id))


def find_hold_up(session: Session, job_id: int) -> str | None:
    """Why a provider of the job is asked for nothing now, and until when; None where all of them are open."""
    needing_a_person = provider_states.needing_a_person(session)
    asked = [makers.present(needing_a_person) for makers in _makers_of(session, job_id)]
    closed = provider_states.closed_states(session, asked)
    return " ".join(map(_say_closed, closed)) or None


def _providers_of(session: Session, job_id: int) -> list[ProviderKey]:
    return [key for makers in _makers_of(session, job_id) for key in makers if key is not None]


def _makers_of(session: Session, job_id: int) -> list[Makers]:
    found = [provider_states.makers_of(session, job_id, stage) for stage in provider_states.KINDS]
    return [makers for makers in found if makers is not None]


def _say_closed(state: ProviderState) -> str:
    if state.closed_until is None:
        return f"{state.closed_reason} Once that is mended, start a job that needs it."
    return f"{state.closed_reason} It is asked again from {state.closed_until.astimezone(UTC):%H:%M} UTC on."
