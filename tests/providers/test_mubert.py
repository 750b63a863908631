"""Mubert beyond the contract: customer and token, the licence's limits, its quota codes, its links."""

import datetime
import threading
from collections.abc import Iterator

import pytest

from studio.errors import (
    BrokenReply,
    InvalidInput,
    InvalidProviderRequest,
    ProviderBalanceEmpty,
    ProviderError,
    ProviderKeyRefused,
    ProviderRateLimited,
    Stopped,
)
from studio.providers.http.downloads import DeadLink
from studio.providers.music.base import MusicProvider

from .conftest import LedgerLine, MakeContext
from .servers.base import Fault
from .servers.mubert import MubertServer, refusal
from .vendors import MUSIC_VENDORS, read_seconds

VENDOR = MUSIC_VENDORS["mubert"]


@pytest.fixture
def server() -> Iterator[MubertServer]:
    with MubertServer() as running:
        yield running


@pytest.fixture
def provider(server: MubertServer) -> MusicProvider:
    return VENDOR.make(server)


def generate(
    provider: MusicProvider, make_context: MakeContext, seconds: float = 6, prompt: str = "rain"
) -> LedgerLine:
    line = LedgerLine()
    provider.generate_track(prompt, seconds / 60, make_context(submission=line))
    return line


def test_what_is_sent_is_exact(provider: MusicProvider, server: MubertServer, make_context: MakeContext) -> None:
    generate(provider, make_context, 7.4, "Warm lo-fi.")
    assert server.jobs[0].asked == {
        "prompt": "Warm lo-fi.", "duration": 7, "format": "mp3", "bitrate": 320, "intensity": "medium", "mode": "track",
    }  # fmt: skip


def test_a_wav_has_no_bit_rate_and_comes_as_one(server: MubertServer, make_context: MakeContext) -> None:
    context = make_context(submission=LedgerLine())
    track = VENDOR.make(server, format="wav").generate_track("rain", 0.1, context)
    assert "bitrate" not in server.jobs[0].asked
    assert track.path.suffix == ".wav"
    assert read_seconds(track.path) == pytest.approx(6, abs=0.01)


def test_a_long_prompt_keeps_whole_sentences(
    provider: MusicProvider, server: MubertServer, make_context: MakeContext
) -> None:
    generate(provider, make_context, prompt=f"{'Soft rhodes and brushes over rain. ' * 5}{'Much more of it. ' * 20}")
    sent = server.jobs[0].asked["prompt"]
    assert len(sent) <= 200
    assert sent.endswith(".")


class TestCustomer:
    def test_one_serves_all_tracks(
        self, provider: MusicProvider, server: MubertServer, make_context: MakeContext
    ) -> None:
        threads = [threading.Thread(target=generate, args=(VENDOR.make(server), make_context)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(server.jobs) == 4
        assert server.customers == 1

    def test_a_token_that_is_over_is_renewed_before_a_create(
        self, provider: MusicProvider, server: MubertServer, make_context: MakeContext
    ) -> None:
        generate(provider, make_context)
        server.expire_token()
        line = generate(provider, make_context)
        assert line.steps == ["intended", "refused", "intended", "accepted"]
        assert len(server.jobs) == 2
        assert server.customers == 2

    def test_a_token_that_is_over_while_waiting_is_renewed(
        self, provider: MusicProvider, server: MubertServer, make_context: MakeContext
    ) -> None:
        server.faults["poll"] = [Fault(refusal("AccessTokenExpired"))]
        assert generate(provider, make_context).steps == ["intended", "accepted"]
        assert server.customers == 2

    def test_a_token_that_is_over_soon_is_not_taken(self, server: MubertServer, make_context: MakeContext) -> None:
        server.token_days = 0.001
        for _ in range(2):
            generate(VENDOR.make(server), make_context)
        assert server.customers >= 2

    def test_renewing_ends(self, provider: MusicProvider, server: MubertServer, make_context: MakeContext) -> None:
        server.lasting["create"] = Fault(refusal("AccessTokenExpired"))
        with pytest.raises(ProviderKeyRefused):
            generate(provider, make_context)
        assert server.customers == 2


class TestLicence:
    def test_its_limits_become_capabilities(self, provider: MusicProvider, server: MubertServer) -> None:
        server.limits |= {"max_track_duration": 240, "max_concurrent_track_generations": 1}
        server.licence["track_formats"] = ["mp3"]
        provider.check(track_count=3, own_files=None)
        for known in (provider, VENDOR.make(server)):
            able = known.capabilities
            assert (able.longest_seconds, able.concurrency, able.formats) == (240, 1, ("mp3",))

    def test_a_little_too_long_is_asked_for_as_long_as_it_may_be(
        self, provider: MusicProvider, server: MubertServer, make_context: MakeContext
    ) -> None:
        server.limits["max_track_duration"] = 6
        generate(provider, make_context, 7)
        assert server.jobs[0].asked["duration"] == 6

    def test_far_too_long_is_refused_before_it_costs(
        self, provider: MusicProvider, server: MubertServer, make_context: MakeContext
    ) -> None:
        server.limits["max_track_duration"] = 6
        with pytest.raises(InvalidInput, match="allows 6 s, not 20"):
            generate(provider, make_context, 20)

    def test_a_format_that_it_lacks_fails_the_check(self, server: MubertServer) -> None:
        server.licence["track_formats"] = ["mp3"]
        with pytest.raises(InvalidProviderRequest, match="MUBERT_FORMAT"):
            VENDOR.make(server, format="wav").check(track_count=1, own_files=None)

    def test_one_without_whole_tracks_fails_the_check(self, provider: MusicProvider, server: MubertServer) -> None:
        server.licence["track_modes"] = ["loop", "jingle"]
        with pytest.raises(InvalidProviderRequest, match="no whole tracks"):
            provider.check(track_count=1, own_files=None)

    def test_bit_rate_and_intensity_follow_it(
        self, provider: MusicProvider, server: MubertServer, make_context: MakeContext
    ) -> None:
        server.licence |= {"allow_all_bitrates": False, "bitrates": [128, 192]}
        server.licence |= {"allow_all_intensities": False, "intensities": ["low"]}
        generate(provider, make_context)
        assert (server.jobs[0].asked["bitrate"], server.jobs[0].asked["intensity"]) == (192, "low")

    @pytest.mark.parametrize("period", ["daily", "monthly", "total"])
    def test_too_few_tracks_left_fail_the_check(
        self, provider: MusicProvider, server: MubertServer, period: str
    ) -> None:
        server.limits |= {f"{period}_tracks_count": 95, f"{period}_tracks_count_limit": 100}
        provider.check(track_count=5, own_files=None)
        with pytest.raises(ProviderBalanceEmpty, match=rf"5 tracks left \({period}\) and the album needs 20"):
            provider.check(track_count=20, own_files=None)

    def test_one_that_is_over_fails_the_check(self, provider: MusicProvider, server: MubertServer) -> None:
        yesterday = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
        server.licence["expired_at"] = yesterday.isoformat()
        with pytest.raises(ProviderKeyRefused, match="renew it"):
            provider.check(track_count=1, own_files=None)

    def test_unlimited_is_minus_one_and_odd_limits_are_none(
        self, provider: MusicProvider, server: MubertServer
    ) -> None:
        server.limits.clear()
        server.limits |= {"max_track_duration": -1, "monthly_tracks_count_limit": None, "daily_tracks_count": "many"}
        provider.check(track_count=60, own_files=None)
        assert provider.capabilities.longest_seconds == 1800


@pytest.mark.parametrize(
    ("code", "error", "words"),
    [
        ("LicenseLimitTracksCount", ProviderBalanceEmpty, r"its number of tracks \(monthly\)"),
        ("LicenseLimitTracksDuration", ProviderBalanceEmpty, "its minutes of tracks"),
        ("LicenseLimitUsersCount", ProviderBalanceEmpty, "its number of customers"),
        ("LicenseLimitStreamingDuration", ProviderBalanceEmpty, "its minutes of streaming"),
        ("LicenseExpired", ProviderKeyRefused, "LicenseExpired"),
        ("CompanyIsNotActive", ProviderKeyRefused, "CompanyIsNotActive"),
        ("LicenseForbiddenDuration", InvalidProviderRequest, "does not provide"),
        ("LicenseForbiddenBitrate", InvalidProviderRequest, "does not provide"),
        ("SomethingNew", ProviderKeyRefused, "does not provide"),
    ],
)
def test_codes_are_told_apart(
    provider: MusicProvider,
    server: MubertServer,
    make_context: MakeContext,
    code: str,
    error: type[ProviderError],
    words: str,
) -> None:
    server.lasting["create"] = Fault(refusal(code, type="monthly"))
    with pytest.raises(error, match=words):
        generate(provider, make_context)
    assert server.jobs == []


def test_too_many_at_a_time_wait(provider: MusicProvider, server: MubertServer, make_context: MakeContext) -> None:
    server.lasting["create"] = Fault(refusal("LicenseLimitConcurrentTrackGenerationsCount"))
    line = LedgerLine()
    context = make_context(submission=line, should_stop=lambda: len(line.entries) > 1)
    with pytest.raises(Stopped):  # in the pause before the next attempt
        provider.generate_track("rain", 0.1, context)
    assert line.steps == ["intended", "refused"]


def test_older_words_for_done_are_understood(
    provider: MusicProvider, server: MubertServer, make_context: MakeContext
) -> None:
    server.says_completed = True
    assert generate(provider, make_context).steps == ["intended", "accepted"]


def test_done_without_a_link_is_waited_for(server: MubertServer, make_context: MakeContext) -> None:
    server.is_empty = True
    with pytest.raises(ProviderError, match="looked at again"):
        generate(VENDOR.make(server, timeout_seconds=0.2), make_context)


def test_a_link_that_is_not_renewed_is_final(
    provider: MusicProvider, server: MubertServer, make_context: MakeContext
) -> None:
    server.link_seconds = -1
    server.renews_links = False
    with pytest.raises(DeadLink, match="opens nothing"):
        generate(provider, make_context)
    assert len(server.jobs) == 1


def test_a_track_that_mubert_forgot_is_told(
    provider: MusicProvider, server: MubertServer, make_context: MakeContext
) -> None:
    line = LedgerLine()
    line.intend()
    line.accept("gone")
    with pytest.raises(BrokenReply, match="no longer knows"):
        provider.generate_track("rain", 0.1, make_context(submission=line))
    assert server.jobs == []


def test_a_limit_of_requests_is_understood_though_it_is_undocumented(
    provider: MusicProvider, server: MubertServer, make_context: MakeContext
) -> None:
    server.lasting["create"] = Fault(server.rate_limited(retry_after="900"))
    with pytest.raises(ProviderRateLimited) as raised:
        generate(provider, make_context)
    assert raised.value.retry_after_seconds == 900
