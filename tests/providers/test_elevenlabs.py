"""ElevenLabs beyond the contract: its words for refusals, its plans, its limits of requests."""

import time
from collections.abc import Iterator

import pytest

from studio.errors import (
    BrokenReply,
    ContentRefused,
    InvalidProviderRequest,
    ProviderBalanceEmpty,
    ProviderError,
    ProviderKeyRefused,
    ProviderRateLimited,
)
from studio.providers.music.base import MusicProvider

from .conftest import LedgerLine, MakeContext
from .servers.base import Answer, Fault, json_answer
from .servers.elevenlabs import ElevenLabsServer, refusal
from .vendors import MUSIC_VENDORS

VENDOR = MUSIC_VENDORS["elevenlabs"]


@pytest.fixture
def server() -> Iterator[ElevenLabsServer]:
    with ElevenLabsServer() as running:
        yield running


@pytest.fixture
def provider(server: ElevenLabsServer) -> MusicProvider:
    return VENDOR.make(server)


def generate(provider: MusicProvider, make_context: MakeContext) -> LedgerLine:
    line = LedgerLine()
    provider.generate_track("rain", 3.5 / 60, make_context(submission=line))
    return line


def test_what_is_sent_is_exact(provider: MusicProvider, server: ElevenLabsServer, make_context: MakeContext) -> None:
    line = generate(provider, make_context)
    assert server.jobs[0].asked == {
        "prompt": "rain", "music_length_ms": 3500, "model_id": "music_v2", "force_instrumental": True,
    }  # fmt: skip
    assert server.requests[0].query == {"output_format": "mp3_48000_192"}
    assert line.entries == ["intended", f"accepted {server.jobs[0].id}"]


def test_an_answer_without_a_number_is_named_by_its_digest(
    provider: MusicProvider, server: ElevenLabsServer, make_context: MakeContext
) -> None:
    server.lasting["create"] = Fault(Answer(200, b"noise", "audio/mpeg"), is_taken=True)
    line = LedgerLine()
    with pytest.raises(BrokenReply, match=r"cannot be played .* probably charged"):
        provider.generate_track("rain", 3.5 / 60, make_context(submission=line))
    assert line.entries[-1].startswith("accepted sha256:")


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (refusal(401, "quota_exceeded", "no quota"), ProviderBalanceEmpty, "no quota"),
        (refusal(403, "payment_required", "paid plan"), ProviderBalanceEmpty, "paid plan"),
        (refusal(401, "missing_permissions", "music_generation"), ProviderKeyRefused, "allow it music generation"),
        (refusal(403, "something_new", "not for you"), ProviderKeyRefused, "not for you"),
        (refusal(400, "something_new", "odd"), InvalidProviderRequest, "odd"),
        (refusal(404, "model_not_found", "no such model"), InvalidProviderRequest, "ELEVENLABS_MODEL"),
        (json_answer({"detail": "Not Found"}, 404), InvalidProviderRequest, "ELEVENLABS_MODEL"),
    ],
)
def test_words_tell_what_the_status_does_not(
    provider: MusicProvider,
    server: ElevenLabsServer,
    make_context: MakeContext,
    answer: Answer,
    error: type[ProviderError],
    words: str,
) -> None:
    server.lasting["create"] = Fault(answer)
    with pytest.raises(error, match=words):
        generate(provider, make_context)


def test_another_prompt_is_proposed_and_not_sent(
    provider: MusicProvider, server: ElevenLabsServer, make_context: MakeContext
) -> None:
    server.lasting["create"] = Fault(server.refusals()["content"])
    with pytest.raises(ContentRefused, match=r"names an artist.*It proposes: A calm piano piece"):
        generate(provider, make_context)
    assert len(server.requests) == 1


def test_the_moment_of_the_limits_end_is_read(
    provider: MusicProvider, server: ElevenLabsServer, make_context: MakeContext
) -> None:
    server.lasting["create"] = Fault(server.rate_limited(x_ratelimit_reset=str(time.time() + 1000)))
    with pytest.raises(ProviderRateLimited) as raised:
        generate(provider, make_context)
    assert raised.value.retry_after_seconds == pytest.approx(1000, abs=5)


@pytest.mark.parametrize(
    ("subscription", "words"),
    [
        ({"tier": "free"}, "free one"),
        ({"tier": "creator", "character_count": 100, "character_limit": 100}, "100 of 100"),
    ],
)
def test_plans_that_make_nothing_fail_the_check(
    provider: MusicProvider, server: ElevenLabsServer, subscription: dict[str, object], words: str
) -> None:
    server.subscription = subscription
    with pytest.raises(ProviderBalanceEmpty, match=words):
        provider.check(track_count=20, own_files=None)


@pytest.mark.parametrize(
    "subscription",
    [
        {"tier": "pro", "character_count": 100, "character_limit": 100, "can_extend_character_limit": True},
        {"tier": "enterprise", "character_limit": 0, "character_count": 5},
        {},
    ],
)
def test_plans_that_may_do_pass_it(
    provider: MusicProvider, server: ElevenLabsServer, subscription: dict[str, object]
) -> None:
    server.subscription = subscription
    provider.check(track_count=20, own_files=None)


def test_a_key_for_music_alone_passes_the_check(provider: MusicProvider, server: ElevenLabsServer) -> None:
    server.lasting["check"] = Fault(refusal(401, "missing_permissions", "user_read is missing"))
    provider.check(track_count=20, own_files=None)
