"""Whole albums by each vendor, chosen by settings alone: each piece is bought once, and no secret is told."""

import secrets
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.canaries import find_canaries_kept, find_canaries_told
from tests.e2e.vendors import CONCURRENCY, Pair, Vendors
from tests.faults.album import Album
from tests.faults.machine import ALBUM_SECONDS, Studio
from tests.faults.process import wait_until
from tests.providers.servers.base import Fault, VendorServer, json_answer
from tests.providers.servers.beatoven import BeatovenServer
from tests.providers.servers.elevenlabs import ElevenLabsServer
from tests.providers.servers.gemini import GeminiServer
from tests.providers.servers.leonardo import LeonardoServer
from tests.providers.servers.mubert import MubertServer
from tests.providers.servers.stability import StabilityServer

pytestmark = pytest.mark.e2e

TRACKS = 20
MINUTES = 4
"""Twenty tracks of eleven seconds and more: Beatoven makes none below ten."""
PAIRS = (
    Pair(MubertServer, LeonardoServer),
    Pair(BeatovenServer, GeminiServer, has_model=True),
    Pair(ElevenLabsServer, LeonardoServer),
)
POLLED = Pair(StabilityServer, LeonardoServer)
"""They give an id at once, and are looked at until the piece is there."""
SYNCHRONOUS = Pair(ElevenLabsServer, GeminiServer)
"""They answer with the piece itself: what was on its way may be charged, and cannot be asked for again."""
TOKEN = f"canary+token/{secrets.token_hex(8)}="
ENVIRONMENT = {
    "ADMIN_TOKEN": TOKEN,
    "LOGGING_LEVEL": "DEBUG",
    # Twenty crossfades, and long groups of pictures, would take most of the time.
    "ALBUM_VISUAL_JOIN": "cut",
    "ALBUM_GOP_SECONDS": "0.5",
}
MOST_RUNS = 10
BLURTED = "the vendor says"
"""What servers say before a secret. It may be passed on, so whoever looks for secrets must find it."""


@pytest.fixture(scope="module")
def studio() -> Iterator[Studio]:
    with tempfile.TemporaryDirectory(prefix="albums-") as folder, Studio(Path(folder), ENVIRONMENT) as studio:
        yield studio


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_an_album_is_bought_once_by_settings_alone(pair: Pair, studio: Studio) -> None:
    with Vendors(pair, track_count=TRACKS) as vendors:
        _use(studio, vendors)
        album = studio.start_album(tracks=TRACKS, minutes=MINUTES)
        _assert_it_completes(studio, album)
        _assert_each_is_bought_once(studio, album, vendors)
        if vendors.model is not None:
            assert len(vendors.model.requests) == 1
        assert find_canaries_kept(studio, (TOKEN, *vendors.canaries)) == []


def test_workers_killed_while_vendors_work_buy_nothing_twice(studio: Studio) -> None:
    with Vendors(POLLED, track_count=TRACKS) as vendors:
        _use(studio, vendors)
        for server in vendors.both:
            server.is_endless = True
        album = studio.start_album(tracks=TRACKS, minutes=MINUTES)
        for server, stage, _ in _by_stage(vendors):
            _wait_until_accepted(studio, album, stage, server, CONCURRENCY)
            studio.member("io").kill()
            server.is_endless = False
            studio.start("io")
        wait_until(lambda: bool(studio.encoders()), "an encoder", ALBUM_SECONDS)
        studio.member("media").kill()
        studio.start("media")
        _assert_it_completes(studio, album)
        _assert_each_is_bought_once(studio, album, vendors)


def test_a_create_cut_off_by_a_kill_is_left_to_the_person(studio: Studio) -> None:
    with Vendors(SYNCHRONOUS, track_count=TRACKS) as vendors:
        _use(studio, vendors)
        for server in vendors.both:
            server.work_seconds = 2.0
        album = studio.start_album(tracks=TRACKS, minutes=MINUTES)
        for server, stage, _ in _by_stage(vendors):
            _wait_until_asked(server, CONCURRENCY)
            studio.member("io").kill()
            server.work_seconds = 0.0
            studio.start("io")
            lost = studio.wait_until_failed(album)
            assert [code for _, _, code, _ in lost] == ["submission_unknown"] * CONCURRENCY
            assert all("may already be charged" in message for _, _, _, message in lost)
            _assert_lost(studio, album, stage, server, CONCURRENCY)
            studio.resume(album)
            assert studio.wait_until_failed(album) == lost
            _assert_lost(studio, album, stage, server, CONCURRENCY)
            if server is vendors.music:
                for kind, number, _, _ in lost:
                    studio.wait_until_idle(album)
                    studio.remake(album, kind, number)
        assert len(vendors.music.jobs) == TRACKS + len(album.asked_again)


@pytest.mark.parametrize("pair", [PAIRS[0], replace(SYNCHRONOUS, has_model=True)], ids=str)
def test_what_vendors_blurt_out_is_told_to_nobody(pair: Pair, studio: Studio) -> None:
    """Keys and signed links, quoted in refusals, failures, polls and files, on an album's way to its end."""
    tracks = 3
    with Vendors(pair, track_count=tracks) as vendors:
        _use(studio, vendors)
        vendors.let_the_model_quote_its_key()
        for server in vendors.both:
            server.faults["check"] = [_quoting(server, 503)]
            server.faults["create"] = [_quoting(server, 429, retry_after="0"), _quoting(server, 400)]
            server.faults["create"].append(_quoting(server, 200))
            server.faults["poll"] = [_quoting(server, 503), _quoting(server, 200)]
            server.faults["download"] = [_quoting(server, 503), _quoting(server, 200)]
        album = studio.start_album(tracks=tracks)
        _see_through(studio, album)
        for server in vendors.both:
            assert len(server.jobs) == tracks
            assert not any(server.faults[place] for place in ("create", "check"))
        looked_for = (TOKEN, *vendors.canaries, BLURTED)
        kept = find_canaries_kept(studio, looked_for)
        told = find_canaries_told(studio, album, looked_for)
        assert [found for found in (*kept, *told) if found[0] != BLURTED] == []
        assert {"the table job_events", ".studio/logs/io.log"} <= {place for _, place in kept}
        assert f"GET /api/jobs/{album.job_id}/events" in {place for _, place in told}


def _use(studio: Studio, vendors: Vendors) -> None:
    """Nothing but settings leads the studio to its vendors."""
    studio.restart_programs(vendors.environment(), names=("io", "media", "api"))


def _quoting(server: VendorServer, status: int, **headers: str) -> Fault:
    words = f"{BLURTED}: {server.secret_words}"
    return Fault(json_answer({"message": words, "error": words, "detail": words, "url": words}, status, **headers))


def _see_through(studio: Studio, album: Album) -> None:
    """As a person does: start it again, and have made anew what may be charged already."""
    for _ in range(MOST_RUNS):
        if studio.wait_until_idle(album).status == "completed":
            return
        unknown = [item for item in studio.failed_items(album) if item[2] == "submission_unknown"]
        if unknown:
            studio.remake(album, *unknown[0][:2])
        else:
            studio.resume(album)
    raise AssertionError(f"it is not complete after {MOST_RUNS} runs\n{studio.explain()}")


def _by_stage(vendors: Vendors) -> tuple[tuple[VendorServer, str, str], ...]:
    return (vendors.music, "tracks", "audio_tracks"), (vendors.visual, "visuals", "images")


def _wait_until_accepted(studio: Studio, album: Album, stage: str, server: VendorServer, count: int) -> None:
    """Until the ledger knows all that the vendor has taken, and no place is free for more."""
    wait_until(
        lambda: [line.provider_job_id is not None for line in _lines(studio, album, stage)] == [True] * count,
        f"{count} {stage} that {server.group} works on",
        ALBUM_SECONDS,
    )
    assert len(server.jobs) == count


def _wait_until_asked(server: VendorServer, count: int) -> None:
    """Until so many creates are on their way, none of them answered."""

    def are_on_their_way() -> bool:
        return sum(server.place_of(request) == "create" for request in server.requests) == count

    wait_until(are_on_their_way, f"{count} creates at {server.group}", ALBUM_SECONDS)
    assert not server.jobs


def _assert_it_completes(studio: Studio, album: Album) -> None:
    job = studio.wait_until_idle(album)
    assert job.status == "completed", f"{job.error_message}\n{studio.explain()}"


def _assert_each_is_bought_once(studio: Studio, album: Album, vendors: Vendors) -> None:
    """One piece for each place, by its vendor, no two alike; and the ledger has the vendor's own books."""
    for server, stage, table in _by_stage(vendors):
        takes = studio.query(
            f"SELECT * FROM {table} WHERE video_job_id = :id ORDER BY order_index",  # noqa: S608
            id=album.job_id,
        )
        assert [(take.order_index, take.is_current) for take in takes] == [(place, True) for place in range(TRACKS)]
        assert {(take.provider, take.is_placeholder) for take in takes} == {(server.group, False)}
        assert len({(studio.output_root / take.local_file_path).read_bytes() for take in takes}) == TRACKS
        assert len(server.jobs) == TRACKS
        lines = [(line.provider_job_id, line.state, line.provider) for line in _lines(studio, album, stage)]
        assert sorted(lines) == sorted((job.id, "collected", server.group) for job in server.jobs)


def _assert_lost(studio: Studio, album: Album, stage: str, server: VendorServer, count: int) -> None:
    """The vendor was asked once for each place, and of so many nobody knows what became."""
    assert len(server.jobs) == TRACKS
    states = Counter((line.state, line.provider_job_id is None) for line in _lines(studio, album, stage))
    assert states == {("collected", False): TRACKS - count, ("intended", True): count}


def _lines(studio: Studio, album: Album, stage: str) -> list[Any]:
    """The ledger's."""
    return studio.query(
        "SELECT * FROM provider_submissions WHERE video_job_id = :id AND stage = :stage",
        id=album.job_id,
        stage=stage,
    )
