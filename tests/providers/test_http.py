"""The vendors' HTTP client against a real server: what ends, what is repeated, what is refused, what is never told."""

import dataclasses
import logging
import threading
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from studio.errors import (
    BrokenReply,
    InvalidProviderRequest,
    NotEnoughDisk,
    ProviderBalanceEmpty,
    ProviderError,
    ProviderKeyRefused,
    ProviderNotConfigured,
    ProviderRateLimited,
    ProviderUnavailable,
    Stopped,
    SubmissionUnknown,
)
from studio.providers.http.client import CreateRequest, VendorClient
from studio.providers.http.credentials import read_key
from studio.providers.http.downloads import DeadLink, download
from studio.providers.http.network import is_public
from studio.providers.http.pieces import AUDIO
from studio.providers.http.replies import Lenient, Vendor
from studio.providers.retries import RetryPolicy

from .conftest import LedgerLine
from .servers.base import CUT, HTML, RESET_AFTER_ACCEPT, Answer, Fault, Place, Request, VendorServer, json_answer

VENDOR = Vendor("Acme", "ACME_API_KEY", "ACME_BASE_URL", "https://acme.example/account")
QUICK = RetryPolicy(max_attempts=3, first_wait_seconds=0.01, longest_wait_seconds=0.02)
CREATE = CreateRequest("/jobs", json={"prompt": "rain"})
TONE = Answer(200, b"ID3" + bytes(5000), "audio/mpeg")


class Named(Lenient):
    id: str


class Acme(VendorServer):
    group = "acme"

    def place_of(self, request: Request) -> Place:
        if request.path == "/jobs":
            return "create" if request.method == "POST" else "check"
        return "poll"

    def answer(self, request: Request) -> Answer:
        if request.path == "/jobs" and request.method == "POST":
            return json_answer({"id": self.take(request.json()).id})
        return json_answer({"id": "one"}, x_request_id="req-7")

    def redirect(self, address: str, status: int = 302) -> Answer:
        return Answer(status, headers={"Location": address})


@pytest.fixture
def server() -> Iterator[Acme]:
    with Acme() as running:
        yield running


@pytest.fixture
def client(server: Acme) -> VendorClient:
    return VendorClient(
        VENDOR, server.base_url, headers={"Authorization": f"Bearer {server.key}"}, secrets=[server.key], policy=QUICK
    )


def refusal(status: int, words: str = "no", **headers: str) -> Fault:
    return Fault(json_answer({"error": {"message": words}}, status, **headers))


class TestReads:
    def test_a_reply_is_read(self, client: VendorClient) -> None:
        assert client.read("/thing", Named)[1].id == "one"

    def test_connections_are_kept(self, client: VendorClient, server: Acme) -> None:
        for _ in range(3):
            client.read("/thing", Named)
        assert server.connections == 1

    @pytest.mark.parametrize(
        ("fault", "error", "words"),
        [
            (refusal(401), ProviderKeyRefused, "check ACME_API_KEY"),
            (refusal(402, "no money"), ProviderBalanceEmpty, "no money.*https://acme.example/account"),
            (refusal(403, "your plan"), ProviderKeyRefused, "your plan"),
            (refusal(404), InvalidProviderRequest, "ACME_BASE_URL"),
            (refusal(422, "duration: too long"), InvalidProviderRequest, "duration: too long"),
            (Fault(Answer(302, headers={"Location": "/elsewhere"})), InvalidProviderRequest, "status 302"),
            (refusal(400, "bad", x_request_id="req-42"), InvalidProviderRequest, r"\(request req-42\)\.$"),
        ],
    )  # fmt: skip
    def test_what_is_final_goes_up_at_once(
        self, client: VendorClient, server: Acme, fault: Fault, error: type[ProviderError], words: str
    ) -> None:
        server.lasting["poll"] = fault
        with pytest.raises(error, match=words):
            client.read("/thing", Named)
        assert len(server.requests) == 1

    @pytest.mark.parametrize(
        "fault",
        [
            refusal(500),
            refusal(503, retry_after="0"),
            refusal(429),
            refusal(408),
            RESET_AFTER_ACCEPT,
            CUT,
            Fault(Answer(502, b"<html>Bad gateway</html>", "text/html")),
        ],
    )
    def test_what_passes_is_tried_again(self, client: VendorClient, server: Acme, fault: Fault) -> None:
        server.faults["poll"] = [fault, fault]
        assert client.read("/thing", Named)[0].is_success
        assert len(server.requests) == 3

    def test_a_long_pause_goes_up_with_its_length(self, client: VendorClient, server: Acme) -> None:
        server.lasting["poll"] = refusal(429, retry_after="3600")
        with pytest.raises(ProviderRateLimited) as raised:
            client.read("/thing", Named)
        assert raised.value.retry_after_seconds == 3600

    @pytest.mark.parametrize("answer", [HTML, Answer(200, b"[]"), Answer(200, b""), Answer(200, b"\xff\xfe{")])
    def test_garbage_is_a_broken_reply(self, client: VendorClient, server: Acme, answer: Answer) -> None:
        server.lasting["poll"] = Fault(answer)
        with pytest.raises(BrokenReply, match="cannot be read"):
            client.read("/thing", Named)
        server.lasting.clear()
        server.faults["poll"] = [Fault(answer)]
        assert client.read("/thing", Named)[1].id == "one"

    def test_too_much_is_a_broken_reply(self, client: VendorClient, server: Acme) -> None:
        server.lasting["poll"] = Fault(Answer(200, bytes(70_000)))
        with pytest.raises(BrokenReply, match="far more"):
            client.read_piece(
                "/thing", dataclasses.replace(AUDIO, largest_bytes=60_000), headers={}, should_stop=lambda: False
            )

    def test_a_slow_drip_ends_in_its_headers_too(self, client: VendorClient, server: Acme) -> None:
        server.lasting["poll"] = Fault(is_taken=True, drip_seconds=0.05)
        start = time.monotonic()
        with pytest.raises(ProviderUnavailable, match=r"within 0\.4 s"):
            client.read("/thing", Named, limit_seconds=0.4, policy=RetryPolicy(max_attempts=1))
        assert 0.4 <= time.monotonic() - start < 2

    def test_a_stop_ends_the_wait(self, client: VendorClient, server: Acme) -> None:
        server.lasting["poll"] = Fault(is_taken=True, drip_seconds=5)
        stop = threading.Event()
        threading.Timer(0.2, stop.set).start()
        with pytest.raises(Stopped):
            client.read("/thing", Named, should_stop=stop.is_set)

    def test_nobody_listening_is_unavailable(self, client: VendorClient) -> None:
        with Acme() as gone:
            pass
        gone_client = VendorClient(VENDOR, gone.base_url, headers={}, policy=QUICK)
        with pytest.raises(ProviderUnavailable, match=r"cannot be reached \(ConnectError\).*ACME_BASE_URL"):
            gone_client.read("/thing", Named)

    @pytest.mark.parametrize("address", ["acme.example", "ftp://acme.example", "http://", "http://[::1"])
    def test_an_address_must_be_one(self, address: str) -> None:
        with pytest.raises(ProviderNotConfigured, match="ACME_BASE_URL"):
            VendorClient(VENDOR, address, headers={})


class TestCreates:
    def test_it_is_intended_before_it_is_sent(self, client: VendorClient, server: Acme) -> None:
        line = LedgerLine()
        reply = client.create(CREATE, line)
        assert client.parse_accepted(reply, Named).id == server.jobs[0].id
        assert line.entries == ["intended"]

    def test_each_has_a_connection_of_its_own(self, client: VendorClient, server: Acme) -> None:
        for _ in range(3):
            client.create(CREATE, LedgerLine())
        assert server.connections == 3

    @pytest.mark.parametrize(
        "fault",
        [
            RESET_AFTER_ACCEPT,
            CUT,
            Fault(Answer(500, b"oops"), is_taken=True),
            Fault(Answer(504, b"<html>timeout</html>", "text/html"), is_taken=True),
            refusal(408),
        ],
    )
    def test_an_unknown_outcome_is_never_repeated(self, client: VendorClient, server: Acme, fault: Fault) -> None:
        server.lasting["create"] = fault
        line = LedgerLine()
        for _ in range(3):
            with pytest.raises(SubmissionUnknown, match="already be charged"):
                client.create(CREATE, line)
        assert line.entries == ["intended"]
        assert len([request for request in server.requests if request.method == "POST"]) == 1

    @pytest.mark.parametrize("answer", [HTML, Answer(200, b""), Answer(200, b'{"id": 3}')])
    def test_an_accepted_create_without_an_id_is_unknown(
        self, client: VendorClient, server: Acme, answer: Answer
    ) -> None:
        server.lasting["create"] = Fault(answer, is_taken=True)
        line = LedgerLine()
        reply = client.create(CREATE, line)
        with pytest.raises(SubmissionUnknown):
            client.parse_accepted(reply, Named)
        assert line.entries == ["intended"]

    def test_what_was_certainly_refused_is_tried_again_where_that_helps(
        self, client: VendorClient, server: Acme
    ) -> None:
        server.faults["create"] = [refusal(429), refusal(429, retry_after="0")]
        line = LedgerLine()
        client.create(CREATE, line)
        assert [entry.partition(":")[0] for entry in line.entries] == ["intended", "refused"] * 2 + ["intended"]
        assert len(server.jobs) == 1

    def test_what_cannot_help_is_refused_once(self, client: VendorClient, server: Acme) -> None:
        server.lasting["create"] = refusal(402)
        line = LedgerLine()
        with pytest.raises(ProviderBalanceEmpty):
            client.create(CREATE, line)
        assert [entry.partition(":")[0] for entry in line.entries] == ["intended", "refused"]

    def test_a_documented_free_failure_may_be_repeated(self, server: Acme) -> None:
        server.faults["create"] = [refusal(500)]
        client = VendorClient(VENDOR, server.base_url, headers={}, is_free_failure=lambda _: True, policy=QUICK)
        line = LedgerLine()
        client.create(CREATE, line)
        assert len(server.jobs) == 1
        assert line.entries[1].startswith("refused")

    def test_nobody_listening_was_certainly_no_purchase(self) -> None:
        with Acme() as gone:
            pass
        line = LedgerLine()
        with pytest.raises(ProviderUnavailable):
            VendorClient(VENDOR, gone.base_url, headers={}, policy=QUICK).create(CREATE, line)
        assert line.entries == ["intended", "refused: not sent: ConnectError"] * 3

    def test_a_stop_comes_before_the_intent_or_after_the_answer(self, client: VendorClient, server: Acme) -> None:
        line = LedgerLine()
        with pytest.raises(Stopped):
            client.create(CREATE, line, should_stop=lambda: True)
        assert line.entries == []
        server.work_seconds = 0.8
        stop = threading.Event()
        threading.Timer(0.2, stop.set).start()
        assert client.create(CREATE, line, should_stop=stop.is_set).is_success

    def test_a_heeded_stop_ends_the_wait_for_the_piece(self, client: VendorClient, server: Acme) -> None:
        server.work_seconds = 20
        stop = threading.Event()
        threading.Timer(0.2, stop.set).start()
        with pytest.raises(Stopped):
            client.create(CREATE, LedgerLine(), should_stop=stop.is_set, is_heeded=True)

    def test_the_evidence_is_of_what_is_asked(self) -> None:
        other = dataclasses.replace(CREATE, json={"prompt": "snow"})
        assert CREATE.sha256 != other.sha256
        assert CREATE.sha256 == CreateRequest("/jobs", json={"prompt": "rain"}).sha256


class TestDownloads:
    @staticmethod
    def fetch(url: str, path: Path, *, is_private_allowed: bool = True) -> None:
        download(
            url,
            path,
            AUDIO,
            VENDOR,
            should_stop=lambda: False,
            allow_private_addresses=is_private_allowed,
            policy=QUICK,
        )

    @staticmethod
    def link(server: Acme) -> str:
        return server.link_to(lambda: TONE.body, "audio/mpeg", "tone.mp3")

    def test_it_is_whole(self, server: Acme, tmp_path: Path) -> None:
        self.fetch(self.link(server), tmp_path / "tone.mp3")
        assert (tmp_path / "tone.mp3").read_bytes() == TONE.body

    @pytest.mark.parametrize("fault", [CUT, RESET_AFTER_ACCEPT, refusal(503), refusal(429, retry_after="0")])
    def test_what_passes_is_fetched_again(self, server: Acme, tmp_path: Path, fault: Fault) -> None:
        server.faults["download"] = [fault]
        self.fetch(self.link(server), tmp_path / "tone.mp3")
        assert (tmp_path / "tone.mp3").read_bytes() == TONE.body

    @pytest.mark.parametrize(
        ("fault", "error", "words"),
        [
            (refusal(403), DeadLink, "opens nothing"),
            (refusal(404), DeadLink, "opens nothing"),
            (refusal(410), DeadLink, "probably charged"),
            (Fault(HTML), BrokenReply, "text/html where a sound"),
            (Fault(json_answer({"error": "gone"})), BrokenReply, "application/json where a sound"),
            (Fault(Answer(200, b"", "audio/mpeg")), BrokenReply, "empty"),
            (Fault(Answer(204, b"", "audio/mpeg")), BrokenReply, "status 204"),
            (CUT, ProviderUnavailable, "could not be fetched"),
        ],
    )
    def test_what_does_not_pass_leaves_nothing(
        self, server: Acme, tmp_path: Path, fault: Fault, error: type[ProviderError], words: str
    ) -> None:
        server.lasting["download"] = fault
        with pytest.raises(error, match=words):
            self.fetch(self.link(server), tmp_path / "tone.mp3")
        assert list(tmp_path.iterdir()) == []

    def test_more_than_a_sound_can_be_is_given_up(self, server: Acme, tmp_path: Path) -> None:
        small = dataclasses.replace(AUDIO, largest_bytes=4000)
        with pytest.raises(BrokenReply, match="sound of more than"):
            download(
                self.link(server), tmp_path / "t.mp3", small, VENDOR,
                should_stop=lambda: False, allow_private_addresses=True, policy=QUICK,
            )  # fmt: skip
        assert list(tmp_path.iterdir()) == []

    def test_a_full_disk_is_said(self, server: Acme, tmp_path: Path) -> None:
        (tmp_path / "tone.mp3").symlink_to("/dev/full")
        with pytest.raises(NotEnoughDisk):
            self.fetch(self.link(server), tmp_path / "tone.mp3")

    def test_private_addresses_are_not_fetched_from(self, server: Acme, tmp_path: Path) -> None:
        for host in ("127.0.0.1", "localhost"):
            with pytest.raises(BrokenReply, match="PROVIDERS_ALLOW_PRIVATE_ADDRESSES"):
                self.fetch(
                    self.link(server).replace("127.0.0.1", host), tmp_path / "tone.mp3", is_private_allowed=False
                )
        assert server.requests == []

    def test_redirects_are_followed_some_way(self, server: Acme, tmp_path: Path) -> None:
        server.faults["download"] = [Fault(server.redirect(self.link(server)))] * 3
        self.fetch(self.link(server), tmp_path / "tone.mp3")
        server.lasting["download"] = Fault(server.redirect(self.link(server)))
        with pytest.raises(ProviderUnavailable, match="TooManyRedirects"):
            self.fetch(self.link(server), tmp_path / "other.mp3")

    @pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1:1/x"])
    def test_only_http_is_spoken(self, server: Acme, tmp_path: Path, address: str) -> None:
        with pytest.raises(BrokenReply, match="no link"):
            self.fetch(address, tmp_path / "x.mp3")
        server.lasting["download"] = Fault(server.redirect(address))
        with pytest.raises(ProviderError):
            self.fetch(self.link(server), tmp_path / "x.mp3")
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("text", ["", "no link", "http://", "http://[::1", "https://ex ample/\x00"])
    def test_what_is_no_link_is_told(self, tmp_path: Path, text: str) -> None:
        with pytest.raises(BrokenReply, match="no link"):
            self.fetch(text, tmp_path / "x.mp3")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - an address to be refused
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("2002:7f00:0001::", False),
        ("64:ff9b::a9fe:a9fe", False),
    ],
)
def test_public_addresses_are_told_from_others(address: str, expected: bool) -> None:
    assert is_public(address) is expected


def test_keys_and_links_are_told_to_nobody(
    client: VendorClient, server: Acme, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    url = TestDownloads.link(server)
    told: list[str] = []
    server.lasting["poll"] = refusal(400, f"bad request with {server.key}, see {url}")
    server.lasting["download"] = Fault(json_answer({"link": url}, 404))
    with caplog.at_level(logging.DEBUG):
        for call in (lambda: client.read("/thing", Named), lambda: TestDownloads.fetch(url, tmp_path / "x.mp3")):
            with pytest.raises(ProviderError) as raised:
                call()
            told += traceback.format_exception(raised.value)
    leaks = [text for canary in server.canaries for text in (*told, caplog.text) if canary in text]
    assert leaks == []


@pytest.mark.parametrize("key", [None, "", "  "])
def test_a_missing_key_is_named(key: str | None) -> None:
    with pytest.raises(ProviderNotConfigured, match="Set ACME_API_KEY"):
        read_key(None if key is None else SecretStr(key), "ACME_API_KEY")
