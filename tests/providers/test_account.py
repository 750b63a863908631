"""What vendors tell of the person's account, and that whoever only glances at it waits for none of them."""

import threading
import time
from typing import Any

import pytest

from studio.errors import ProviderKeyRefused, ProviderUnavailable
from studio.providers.preflight import HasAccount, glance, look_once

from .servers.base import CUT, Fault, json_answer
from .vendors import MUSIC_VENDORS, VISUAL_VENDORS

VENDORS: dict[str, Any] = MUSIC_VENDORS | VISUAL_VENDORS
TOLD = {  # a licence may name its end besides
    "mubert": ("97 tracks left this month",),
    "elevenlabs": ("plan creator", "98,800 of 100,000 credits left"),
    "stability": ("1,000 credits left",),
    "leonardo": ("12 API tokens left",),
}


@pytest.mark.parametrize("name", TOLD)
def test_an_account_is_told_in_phrases(name: str) -> None:
    with VENDORS[name].server() as server:
        provider = VENDORS[name].make(server)
        assert provider.account()[: len(TOLD[name])] == TOLD[name]
        asked = len(server.requests)
        provider.account()
        assert len(server.requests) == asked
        assert server.jobs == []


@pytest.mark.parametrize("name", TOLD)
def test_a_vendor_that_is_away_tells_nothing_and_one_that_refuses_the_key_says_so(name: str) -> None:
    with VENDORS[name].server() as server:
        server.lasting["check"] = CUT
        assert VENDORS[name].make(server).account() == ()
        server.lasting["check"] = Fault(server.refusals()["key"])
        with pytest.raises(ProviderKeyRefused):
            VENDORS[name].make(server, timeout_seconds=21).account()


def test_a_key_that_may_not_see_the_account_is_no_obstacle() -> None:
    with MUSIC_VENDORS["elevenlabs"].server() as server:
        server.lasting["check"] = Fault(
            json_answer({"detail": {"status": "missing_permissions", "message": "no"}}, 401)
        )
        provider: Any = MUSIC_VENDORS["elevenlabs"].make(server)
        provider.check(track_count=20, own_files=None)
        assert provider.account() == ("the key may not see the account",)


def test_vendors_without_an_account_that_can_be_asked_for_say_nothing() -> None:
    for name in VENDORS.keys() - TOLD.keys() - {"stability-2.5"}:
        with VENDORS[name].server() as server:
            assert not isinstance(VENDORS[name].make(server), HasAccount)


class Away:
    """A vendor that answers once it is let."""

    def __init__(self) -> None:
        self.may_answer = threading.Event()
        self.times_asked = 0

    def look(self) -> str:
        self.times_asked += 1
        if not self.may_answer.wait(10):
            raise ProviderUnavailable("It does not answer.")
        return f"answer {self.times_asked}"


def glance_at(away: Away) -> str | None:
    with glance():
        return look_once("away", away.look)


def test_a_glance_waits_for_nobody_and_asks_once() -> None:
    away = Away()
    assert glance_at(away) is None
    assert glance_at(away) is None
    away.may_answer.set()
    patience = time.monotonic() + 10
    while glance_at(away) is None:
        assert time.monotonic() < patience
        time.sleep(0.01)
    assert glance_at(away) == "answer 1"
    assert away.times_asked == 1


def test_what_was_said_last_stands_while_it_is_asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    away = Away()
    away.may_answer.set()
    assert look_once("away", away.look) == "answer 1"
    away.may_answer.clear()
    now = time.monotonic()
    monkeypatch.setattr("studio.providers.preflight.time.monotonic", lambda: now + 120)
    assert glance_at(away) == "answer 1"
    away.may_answer.set()
    while away.times_asked < 2 or glance_at(away) == "answer 1":
        time.sleep(0.01)
    assert glance_at(away) == "answer 2"
