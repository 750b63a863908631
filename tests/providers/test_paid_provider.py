"""The ledger's protocol, proved by an example provider that charges: paid once, whatever happens.

The example stands for a vendor: create a job, poll it, download the result.
"""

import json
import threading
import wave
from collections.abc import Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

import httpx
import pytest

from studio.errors import (
    ContentRefused,
    ProviderRateLimited,
    ProviderUnavailable,
    Stopped,
    SubmissionUnknown,
)
from studio.providers.facts import MADE_HERE
from studio.providers.generation import GenerationContext
from studio.providers.music.base import GeneratedTrack, MusicCapabilities, MusicProvider
from studio.providers.retries import RetryPolicy, call_with_retries, read_retry_after_seconds
from studio.providers.whole_file import raise_if_stopped, whole_or_gone

from .conftest import LedgerLine, MakeContext


class Vendor:
    """A server that counts what it would charge for."""

    def __init__(self) -> None:
        self.paid: list[str] = []
        self.creates: list[int | str] = []
        """What to answer the next creates with: a status, or `drop` to take the job and hang up."""
        self.polls: list[int] = []
        vendor = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                status = vendor.creates.pop(0) if vendor.creates else 201
                if status in (201, "drop"):
                    vendor.paid.append(f"job-{len(vendor.paid) + 1}")
                if status == "drop":
                    self.close_connection = True
                    return
                created = {"id": vendor.paid[-1], "credits": 12} if status == 201 else {}
                self.answer(int(status), json.dumps(created).encode())

            def do_GET(self) -> None:
                assert self.path.removeprefix("/jobs/") in vendor.paid
                status = vendor.polls.pop(0) if vendor.polls else 200
                self.answer(status, make_wav() if status == 200 else b"")

            def answer(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                if status == 429:
                    self.send_header("Retry-After", "0")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02})
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> "Vendor":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


def make_wav() -> bytes:
    file = BytesIO()
    with wave.open(file, "wb") as track:
        track.setnchannels(1)
        track.setsampwidth(2)
        track.setframerate(8000)
        track.writeframes(b"\x10\x20" * 800)
    return file.getvalue()


class PaidMusicProvider:
    """Creates once, polls the stored id ever after."""

    name = "paid"
    rights = MADE_HERE
    capabilities = MusicCapabilities(
        label="Paid example",
        needs_key=True,
        makes_placeholders=False,
        uses_own_files=False,
        shortest_seconds=1,
        longest_seconds=300,
        price_per_track_usd=0.1,
        concurrency=2,
    )

    def __init__(self, url: str) -> None:
        self._url = url
        self._policy = RetryPolicy(max_attempts=3, first_wait_seconds=0.01)

    def check(self, *, track_count: int, own_files: object) -> None:
        pass

    def generate_track(self, prompt: str, duration_minutes: float, context: GenerationContext) -> GeneratedTrack:
        if context.submission.provider_job_id is None:
            call_with_retries(
                lambda: self._create(prompt, context), should_stop=context.should_stop, policy=self._policy
            )
        job_id = context.submission.provider_job_id
        sound = self._poll(f"{self._url}/jobs/{job_id}", context)
        with whole_or_gone(context.directory / "track.wav") as path:
            path.write_bytes(sound)
        return GeneratedTrack(path=path, provider_track_id=job_id, license_document_url=None)

    def _create(self, prompt: str, context: GenerationContext) -> None:
        context.submission.intend()
        try:
            answer = httpx.post(f"{self._url}/jobs", json={"prompt": prompt})
        except httpx.ConnectError as error:
            context.submission.refuse("nobody answered")
            raise ProviderUnavailable("The vendor cannot be reached.") from error
        except httpx.TransportError as error:
            # The request was sent: it may be charged, so the intent stays open and nothing is retried.
            raise SubmissionUnknown("This track may already be charged.") from error
        if answer.status_code == 201:
            created = answer.json()
            context.submission.accept(created["id"])
            context.submission.charge(Decimal(created["credits"]), "credits")
            return
        context.submission.refuse(f"status {answer.status_code}")
        if answer.status_code == 429:
            raise ProviderRateLimited(
                "Too many requests.", retry_after_seconds=read_retry_after_seconds(answer.headers)
            )
        raise ContentRefused("The vendor does not make this.")

    def _poll(self, url: str, context: GenerationContext) -> bytes:
        def read() -> httpx.Response:
            answer = httpx.get(url)
            if answer.status_code >= 500:
                raise ProviderUnavailable("The vendor is down.")
            return answer

        while True:
            raise_if_stopped(context.should_stop)
            answer = call_with_retries(read, should_stop=context.should_stop, policy=self._policy)
            if answer.status_code == 200:
                return answer.content


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with Vendor() as running:
        yield running


@pytest.fixture
def provider(vendor: Vendor) -> MusicProvider:
    return PaidMusicProvider(vendor.url)


def generate(
    provider: MusicProvider, make_context: MakeContext, ledger: LedgerLine, **changes: object
) -> GeneratedTrack:
    return provider.generate_track("rain", 3, make_context(submission=ledger, **changes))


def test_it_is_intended_paid_and_accepted_once(
    provider: MusicProvider, vendor: Vendor, make_context: MakeContext
) -> None:
    ledger = LedgerLine()
    track = generate(provider, make_context, ledger)
    assert ledger.entries == ["intended", "accepted job-1"]
    assert ledger.charges == [(Decimal(12), "credits")]
    assert track.provider_track_id == "job-1"
    assert track.path.read_bytes() == make_wav()


def test_a_stopped_attempt_is_resumed_by_polling(
    provider: MusicProvider, vendor: Vendor, make_context: MakeContext
) -> None:
    ledger = LedgerLine()
    vendor.polls = [202] * 50
    with pytest.raises(Stopped):
        generate(provider, make_context, ledger, should_stop=lambda: len(vendor.polls) < 45)
    vendor.polls = [202]
    assert generate(provider, make_context, ledger).provider_track_id == "job-1"
    assert vendor.paid == ["job-1"]


def test_a_dropped_create_is_never_repeated(provider: MusicProvider, vendor: Vendor, make_context: MakeContext) -> None:
    ledger = LedgerLine()
    vendor.creates = ["drop"]
    for _ in range(3):
        with pytest.raises(SubmissionUnknown):
            generate(provider, make_context, ledger)
    assert vendor.paid == ["job-1"]
    assert ledger.entries == ["intended"]


def test_a_create_that_was_certainly_refused_is_repeated(
    provider: MusicProvider, vendor: Vendor, make_context: MakeContext
) -> None:
    ledger = LedgerLine()
    vendor.creates = [429, 429]
    generate(provider, make_context, ledger)
    assert vendor.paid == ["job-1"]
    assert ledger.entries == ["intended", "refused: status 429"] * 2 + ["intended", "accepted job-1"]
    assert ledger.charges == [(Decimal(12), "credits")]


def test_a_refused_prompt_costs_nothing_and_may_be_changed(
    provider: MusicProvider, vendor: Vendor, make_context: MakeContext
) -> None:
    ledger = LedgerLine()
    vendor.creates = [422]
    with pytest.raises(ContentRefused):
        generate(provider, make_context, ledger)
    assert vendor.paid == []
    generate(provider, make_context, ledger)
    assert vendor.paid == ["job-1"]


def test_reads_are_repeated_freely(provider: MusicProvider, vendor: Vendor, make_context: MakeContext) -> None:
    vendor.polls = [500, 503, 202, 500, 200]
    generate(provider, make_context, LedgerLine())
    assert vendor.paid == ["job-1"]


def test_nobody_listening_was_certainly_no_purchase(make_context: MakeContext) -> None:
    with Vendor() as gone:
        pass
    ledger = LedgerLine()
    with pytest.raises(ProviderUnavailable):
        generate(PaidMusicProvider(gone.url), make_context, ledger)
    assert ledger.entries == ["intended", "refused: nobody answered"] * 3
