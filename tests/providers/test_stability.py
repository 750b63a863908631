"""Stable Audio beyond the contract: models and their lengths, credits, filtered results."""

from collections.abc import Iterator

import pytest

from studio.errors import BrokenReply, ContentRefused, InvalidInput, ProviderBalanceEmpty, Stopped
from studio.providers.music.base import MusicProvider

from .conftest import LedgerLine, MakeContext
from .servers.base import Answer, Fault, json_answer
from .servers.media import make_sound
from .servers.stability import StabilityServer
from .vendors import MUSIC_VENDORS, read_seconds

VENDOR = MUSIC_VENDORS["stability"]


@pytest.fixture
def server() -> Iterator[StabilityServer]:
    with StabilityServer() as running:
        yield running


@pytest.fixture
def provider(server: StabilityServer) -> MusicProvider:
    return VENDOR.make(server)


def test_what_is_sent_is_exact(provider: MusicProvider, server: StabilityServer, make_context: MakeContext) -> None:
    provider.generate_track("rain", 6.2 / 60, make_context(submission=LedgerLine(), seed=41))
    assert server.jobs[0].asked == {
        "prompt": "rain", "duration": "6", "model": "stable-audio-3", "output_format": "mp3", "seed": "42",
    }  # fmt: skip


@pytest.mark.parametrize(("model", "longest"), [("stable-audio-3", 380), ("stable-audio-2.5", 190)])
def test_each_model_has_its_longest(
    server: StabilityServer, make_context: MakeContext, model: str, longest: int
) -> None:
    provider = VENDOR.make(server, model=model, format="wav")
    assert provider.capabilities.longest_seconds == longest
    with pytest.raises(InvalidInput, match=str(longest)):
        provider.generate_track("rain", (longest + 1) / 60, make_context(submission=LedgerLine()))
    track = provider.generate_track("rain", 6 / 60, make_context(submission=LedgerLine()))
    assert read_seconds(track.path) == pytest.approx(6, abs=0.01)


@pytest.mark.parametrize(("model", "needed"), [("stable-audio-3", 520), ("stable-audio-2", 400)])
def test_too_few_credits_fail_the_check(server: StabilityServer, model: str, needed: int) -> None:
    server.credits = needed
    VENDOR.make(server, model=model).check(track_count=20, own_files=None)
    server.credits = needed - 1
    with pytest.raises(ProviderBalanceEmpty, match=f"{needed - 1} credits at Stability and the album needs {needed}"):
        VENDOR.make(server, model=model, timeout_seconds=21).check(track_count=20, own_files=None)


@pytest.mark.parametrize("model", ["stable-audio-3", "stable-audio-2.5"])
def test_a_filtered_result_is_a_refusal(server: StabilityServer, make_context: MakeContext, model: str) -> None:
    filtered = Answer(200, make_sound(1, 1, "mp3"), "audio/mpeg", {"finish-reason": "CONTENT_FILTERED"})
    server.lasting = {"poll": Fault(filtered), "create": Fault(is_taken=True)}
    if model != "stable-audio-3":
        server.lasting["create"] = Fault(filtered, is_taken=True)
    with pytest.raises(ContentRefused):
        VENDOR.make(server, model=model).generate_track("rain", 0.1, make_context(submission=LedgerLine()))
    assert len(server.jobs) == 1


def test_a_result_that_is_gone_is_told(
    provider: MusicProvider, server: StabilityServer, make_context: MakeContext
) -> None:
    line = LedgerLine()
    line.intend()
    line.accept("gone")
    with pytest.raises(BrokenReply, match="does not know this track"):
        provider.generate_track("rain", 0.1, make_context(submission=line))


def test_the_lock_out_is_waited_for(
    provider: MusicProvider, server: StabilityServer, make_context: MakeContext
) -> None:
    server.lasting["create"] = Fault(json_answer({"errors": ["slow"]}, 429))
    line = LedgerLine()
    with pytest.raises(Stopped):  # in the pause before the next attempt
        provider.generate_track("rain", 0.1, make_context(submission=line, should_stop=lambda: len(line.entries) > 1))
    assert line.steps == ["intended", "refused"]
