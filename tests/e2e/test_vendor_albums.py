"""Whole albums by each vendor, chosen by settings alone: each piece is bought once, and no secret is told."""

import secrets
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.canaries import find_canaries
from tests.e2e.vendors import CONCURRENCY, Pair, Vendors
from tests.faults.machine import Album, Studio
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
    Pair(StabilityServer, GeminiServer),
)
TOKEN = f"canary+token/{secrets.token_hex(8)}="


@pytest.fixture(scope="module")
def studio() -> Iterator[Studio]:
    with tempfile.TemporaryDirectory(prefix="albums-") as folder:
        with Studio(Path(folder), {"ADMIN_TOKEN": TOKEN, "LOGGING_LEVEL": "DEBUG"}) as studio:
            yield studio


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_an_album_is_bought_once_by_settings_alone(pair: Pair, studio: Studio) -> None:
    with Vendors(pair, track_count=TRACKS) as vendors:
        studio.restart_programs(vendors.environment(), names=("io", "media", "api"))
        album = studio.start_album(tracks=TRACKS, minutes=MINUTES)
        job = studio.wait_until_idle(album)
        assert job.status == "completed", f"{job.error_message}\n{studio.explain()}"
        for server, stage, table in _by_stage(vendors):
            _assert_all_are_there(studio, album, table, server)
            assert len(server.jobs) == TRACKS
            assert _lines(studio, album, stage) == dict.fromkeys(_ids(server), "collected")
        if vendors.model is not None:
            assert len(vendors.model.requests) == 1
        assert find_canaries(studio, album, (TOKEN, *vendors.canaries)) == []


def _by_stage(vendors: Vendors) -> tuple[tuple[VendorServer, str, str], ...]:
    return (vendors.music, "tracks", "audio_tracks"), (vendors.visual, "visuals", "images")


def _ids(server: VendorServer) -> list[str]:
    return [job.id for job in server.jobs]


def _assert_all_are_there(studio: Studio, album: Album, table: str, server: VendorServer) -> None:
    """One take for each place, by this vendor, no two alike."""
    takes = studio.query(
        f"SELECT * FROM {table} WHERE video_job_id = :id ORDER BY order_index",  # noqa: S608
        id=album.job_id,
    )
    assert [take.order_index for take in takes if take.is_current] == list(range(TRACKS))
    assert {(take.provider, take.is_placeholder) for take in takes} == {(server.group, False)}
    assert len({(studio.output_root / take.local_file_path).read_bytes() for take in takes}) == TRACKS


def _lines(studio: Studio, album: Album, stage: str) -> dict[str, str]:
    """What became of each order that the ledger knows of, by the vendor's own id."""
    lines = studio.query(
        "SELECT provider_job_id, state FROM provider_submissions WHERE video_job_id = :id AND stage = :stage",
        id=album.job_id,
        stage=stage,
    )
    return {line.provider_job_id: line.state for line in lines}
