"""A provider that refuses, stammers, hangs up, lies, and hands out rubbish.

Each fault meets a track and a visual of an album that stops before the render.
"""

import itertools
import random

from studio.stages import Stage
from tests.faults.auditor import audit, audit_failure
from tests.faults.catalogue import Play, scenario
from tests.faults.machine import Studio
from tests.faults.vendor import ALWAYS, Creates, Downloads, Fault, Kind, Polls

PASSING = (
    Creates.TOO_MANY,
    Creates.TOO_MANY_WITHOUT_PAUSE,
    Creates.BUSY,
    Polls.BROKEN,
    Polls.TOO_MANY,
    Polls.HTML,
    Polls.EMPTY,
    Polls.RESET,
    Polls.TIMEOUT,
    Downloads.DEAD_LINK,
    Downloads.BROKEN,
    Downloads.TRUNCATED,
    Downloads.SHORTENED,
    Downloads.CORRUPTED,
    Downloads.HTML,
    Downloads.WRONG_TYPE,
    Downloads.EMPTY,
    Downloads.RESET,
    Downloads.TIMEOUT,
)
"""One of these, and the item still succeeds, with one order."""

UNKNOWN = (Creates.RESET, Creates.TIMEOUT, Creates.BROKEN, Creates.HTML, Creates.EMPTY)
"""The vendor has taken the order, and nobody was told."""

NOT_TAKEN = {
    Creates.NO_KEY: "provider_key_refused",
    Creates.NO_BALANCE: "provider_balance_empty",
    Creates.REFUSED: "invalid_provider_request",
}
"""The vendor has certainly not taken the order, however often it is asked."""

STILL_THERE = {
    Polls.ENDLESS: "provider_unavailable",
    Polls.BROKEN: "provider_unavailable",
    Downloads.DEAD_LINK: "provider_unavailable",
    Downloads.TRUNCATED: "provider_unavailable",
}
"""The order was taken, and is there to be asked for again once the vendor is well: that costs nothing."""

USELESS = {
    Polls.FAILED: "content_refused",
    Downloads.SILENT: "silent_track",
    Downloads.TOO_SHORT: "track_too_short",
    Downloads.CORRUPTED: "damaged_download",
}
"""What was paid for cannot be used: only a person may order another."""


def _items(chance: random.Random) -> tuple[tuple[Kind, int], tuple[Kind, int]]:
    """A track and a visual, neither of them the first, of which others may be copies."""
    return (Kind.TRACK, chance.randrange(1, 3)), (Kind.VISUAL, chance.randrange(1, 3))


def _passing(fault: Fault) -> Play:
    def play(studio: Studio, chance: random.Random) -> None:
        for kind, number in _items(chance):
            studio.vendor.misbehave(fault, kind, number)
        album = studio.start_album(until=Stage.VISUALS)
        studio.wait_until_complete(album)
        assert not album.asked_again
        audit(studio, album)

    return play


def _unknown(fault: Fault) -> Play:
    def play(studio: Studio, chance: random.Random) -> None:
        track, visual = _items(chance)
        album = studio.start_album(until=Stage.VISUALS)
        for item in (track, visual):
            studio.vendor.misbehave(fault, *item)
        for item in (track, visual):
            audit_failure(studio, album, {item: "submission_unknown"})
            studio.resume(album)  # asks no more of the vendor
            audit_failure(studio, album, {item: "submission_unknown"})
            studio.remake(album, *item)
        studio.wait_until_complete(album)
        audit(studio, album)

    return play


def _lasting(fault: Fault, code: str, *, is_paid_again: bool) -> Play:
    def play(studio: Studio, chance: random.Random) -> None:
        track, visual = _items(chance)
        items = [track] if code in ("silent_track", "track_too_short") else [track, visual]
        album = studio.plan_album(until=Stage.VISUALS)
        for item in items:
            studio.vendor.misbehave(fault, *item, times=ALWAYS)
        studio.resume(album)
        for item in items:
            audit_failure(studio, album, {item: code})
            studio.vendor.behave_about(*item)
            if is_paid_again:
                studio.remake(album, *item)
            else:
                studio.resume(album)
        studio.wait_until_complete(album)
        audit(studio, album)

    return play


def _add(play: Play, group: str, fault: Fault, promise: str, *, quick_runs: int = 0) -> None:
    play.__name__ = f"{group}_{fault.step}_{fault.word}"
    scenario(f"provider, {fault.step}: {fault.name}", promise, quick_runs=quick_runs)(play)


for _fault in PASSING:
    _add(_passing(_fault), "passing", _fault, "the item succeeds, and is ordered once")
for _fault in UNKNOWN:
    _add(_unknown(_fault), "unknown", _fault, "never ordered again unasked; one click orders it")
for _fault, _code in NOT_TAKEN.items():
    _add(_lasting(_fault, _code, is_paid_again=False), "lasting", _fault, "explained; the others are kept")
for _fault, _code in STILL_THERE.items():
    _add(_lasting(_fault, _code, is_paid_again=False), "lasting", _fault, "explained; going on costs nothing")
for _fault, _code in USELESS.items():
    _add(_lasting(_fault, _code, is_paid_again=True), "lasting", _fault, "explained; only a person orders another")


@scenario(f"provider, download: {Downloads.SAME.name}", "explained; only a person orders another")
def lasting_download_same(studio: Studio, chance: random.Random) -> None:
    album = studio.start_album(until=Stage.VISUALS)
    studio.wait_until_complete(album)
    for item in _items(chance):
        # Anew, because of two that are made at the same time either may come first.
        studio.vendor.misbehave(Downloads.SAME, *item, times=ALWAYS)
        studio.remake(album, *item)
        audit_failure(studio, album, {item: "duplicate_media"})
        studio.vendor.behave_about(*item)
        studio.remake(album, *item)
        studio.wait_until_complete(album)
    audit(studio, album)


@scenario("provider: all passing faults in one album", "it completes, and each item is ordered once", quick_runs=1)
def passing_faults_together(studio: Studio, chance: random.Random) -> None:
    items = [(kind, number) for kind in Kind for number in range(3)]
    faults = chance.sample(PASSING, k=len(PASSING))
    for fault, item in zip(faults, itertools.cycle(items), strict=False):
        studio.vendor.misbehave(fault, *item)
    album = studio.start_album(until=Stage.VISUALS)
    studio.wait_until_complete(album)
    assert not album.asked_again
    audit(studio, album)


@scenario(
    "provider: a create whose outcome is unknown", "never ordered again unasked; one click orders it", quick_runs=1
)
def one_unknown_create(studio: Studio, chance: random.Random) -> None:
    _unknown(chance.choice(UNKNOWN))(studio, chance)


@scenario("provider, create: 429 with a long Retry-After", "the item waits so long, and is ordered once")
def too_many_for_long(studio: Studio, chance: random.Random) -> None:
    studio.vendor.misbehave(Creates.TOO_MANY_FOR_LONG, Kind.TRACK, chance.randrange(3))
    album = studio.start_album(until=Stage.TRACKS)
    studio.wait_until_complete(album)
    audit(studio, album)


@scenario("provider, download: a longer track than ordered", "it is taken as it is; everything follows its real length")
def longer_track(studio: Studio, chance: random.Random) -> None:
    studio.vendor.misbehave(Downloads.LONGER, Kind.TRACK, chance.randrange(3))
    album = studio.start_album()
    studio.wait_until_complete(album)
    audit(studio, album)
