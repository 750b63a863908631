"""Transactions over a line that breaks."""

import random
from collections.abc import Iterator

import pytest
import sqlalchemy
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from studio.db.session import forget_engine, in_transaction, transaction
from studio.errors import ServiceUnreachable
from studio.models import Channel
from studio.settings import get_settings
from tests.faults.proxy import Proxy


@pytest.fixture
def proxy(database: None, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """Between this process and its database."""
    url = sqlalchemy.make_url(database_url)
    assert url.port is not None
    with Proxy(url.port) as proxy:
        monkeypatch.setenv("DATABASE_URL", url.set(port=proxy.port).render_as_string(hide_password=False))
        forget_engine(close=True)
        get_settings.cache_clear()
        yield proxy
    forget_engine(close=True)
    monkeypatch.undo()
    get_settings.cache_clear()


def count_channels() -> int | None:
    return in_transaction(lambda session: session.scalar(select(func.count(Channel.id))))


def test_what_was_committed_is_not_done_again_when_the_answer_is_lost(proxy: Proxy) -> None:
    times: list[int] = []

    def add(session: Session) -> str:
        times.append(len(times))
        session.add(Channel(name=f"Channel {len(times)}"))
        return "added"

    with proxy.losing_answers(random.Random(0), share=1.0, times=1):
        assert in_transaction(add) == "added"
    assert proxy.lost_answers == 1
    assert len(times) == 1
    assert count_channels() == 1


def test_what_was_not_committed_is_done_again_when_the_line_breaks(proxy: Proxy) -> None:
    times: list[int] = []

    def add(session: Session) -> None:
        times.append(len(times))
        session.add(Channel(name="Quiet Corner"))
        session.flush()
        if len(times) == 1:
            proxy.cut_all()

    in_transaction(add)
    assert len(times) == 2
    assert count_channels() == 1


def test_reading_is_simply_done_again(proxy: Proxy) -> None:
    with proxy.losing_answers(random.Random(0), share=1.0, times=1):
        assert count_channels() == 0


def test_a_lost_answer_is_told_where_nobody_tries_again(proxy: Proxy) -> None:
    with (
        proxy.losing_answers(random.Random(0), share=1.0, times=1),
        pytest.raises(ServiceUnreachable),
        transaction() as session,
    ):
        session.add(Channel(name="Quiet Corner"))
    assert count_channels() == 1
