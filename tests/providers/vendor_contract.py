"""What every provider that asks a vendor promises, for money and for secrets, whatever the vendor does.

The suites of both kinds take these classes over, each for the vendors that it is about. A test asks with a `LedgerLine`
and counts what the server would have charged. It uses the fixtures `vendor`, `server`, `provider`, `ask` (have a piece
made) and `check`.
"""

import io
import logging
import re
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest
import structlog

from studio.errors import (
    BrokenReply,
    ContentRefused,
    InvalidProviderRequest,
    ProviderBalanceEmpty,
    ProviderError,
    ProviderKeyRefused,
    ProviderNotConfigured,
    ProviderRateLimited,
    ProviderUnavailable,
    Stopped,
    StudioError,
    SubmissionUnknown,
)
from studio.logs import configure_logs
from studio.providers.preflight import forget_looks
from studio.settings import LoggingSettings

from .conftest import LedgerLine
from .servers.base import CUT, HTML, RESET_AFTER_ACCEPT, Answer, Fault, Place, Refused, VendorServer, json_answer
from .vendors import Vendor

ERRORS: dict[Refused, type[ProviderError]] = {
    "key": ProviderKeyRefused,
    "balance": ProviderBalanceEmpty,
    "content": ContentRefused,
    "invalid": InvalidProviderRequest,
}
OUTAGES = [
    pytest.param(Fault(json_answer({"message": "oops"}, 502)), id="502"),
    pytest.param(Fault(Answer(503, b"<html>busy</html>", "text/html")), id="503-html"),
    pytest.param(RESET_AFTER_ACCEPT, id="reset"),
    pytest.param(CUT, id="cut"),
    pytest.param(Fault(HTML), id="html"),
    pytest.param(Fault(json_answer({"answer": "none"})), id="garbage"),
]


class Piece(Protocol):
    @property
    def path(self) -> Path: ...
    @property
    def request_sha256(self) -> str | None: ...
    @property
    def response_sha256(self) -> str | None: ...
    @property
    def license_document_url(self) -> str | None: ...


class Ask(Protocol):
    """Have a piece made: by the provider of the test or another one, with the context changed by keyword."""

    def __call__(self, line: LedgerLine, *, by: Any = None, prompt: str = ..., **changes: Any) -> Piece: ...


Check = Callable[..., None]
"""The `check` of the test's provider, or of another one: `by`."""


class VendorContract:
    """For every vendor."""

    def test_it_is_paid_once_with_all_evidence(self, server: VendorServer, provider: Any, ask: Ask) -> None:
        line = LedgerLine()
        piece = ask(line)
        assert line.steps[0] == "intended"
        assert line.steps[-1] == "accepted"
        assert piece.path.stat().st_size > 0
        assert re.fullmatch("[0-9a-f]{64}", piece.request_sha256 or "")
        assert re.fullmatch("[0-9a-f]{64}", piece.response_sha256 or "")
        assert piece.license_document_url == provider.rights.terms_url
        assert piece.license_document_url is not None
        assert len(server.jobs) == 1

    def test_what_it_can_do_is_told(self, provider: Any) -> None:
        able = provider.capabilities
        assert able.needs_key
        assert not able.makes_placeholders
        assert able.known_limits
        assert able.price_basis != "free"
        assert able.evidence != "tested"

    def test_nothing_is_asked_without_a_key(
        self, vendor: Vendor[Any], server: VendorServer, ask: Ask, check: Check
    ) -> None:
        for name in [name for name in server.settings() if name.endswith(("key", "token"))]:
            keyless = vendor.make(server, is_outside=False, **{name: None})
            variable = f"{server.group}_{name}".upper()
            with pytest.raises(ProviderNotConfigured, match=variable):
                check(by=keyless)
            with pytest.raises(ProviderNotConfigured, match=variable):
                ask(LedgerLine(), by=keyless)
        assert server.requests == []

    def test_the_check_costs_nothing_and_is_remembered(self, server: VendorServer, check: Check) -> None:
        check()
        asked = len(server.requests)
        assert asked > 0
        check()
        assert len(server.requests) == asked
        assert server.jobs == []

    def test_a_wrong_key_fails_the_check(self, server: VendorServer, check: Check) -> None:
        server.lasting["check"] = Fault(server.refusals()["key"])
        for _ in range(2):
            with pytest.raises(ProviderKeyRefused):
                check()

    @pytest.mark.parametrize("fault", OUTAGES)
    def test_a_vendor_that_is_away_stops_no_album(self, server: VendorServer, check: Check, fault: Fault) -> None:
        server.lasting["check"] = fault
        check()

    def test_what_is_refused_costs_nothing(self, server: VendorServer, ask: Ask) -> None:
        for refused, answer in server.refusals().items():
            server.lasting["create"] = Fault(answer)
            line = LedgerLine()
            with pytest.raises(ERRORS[refused]):
                ask(line)
            assert set(line.steps) == {"intended", "refused"}
            assert line.provider_job_id is None
            assert server.jobs == []
        server.lasting.clear()
        ask(line)
        assert len(server.jobs) == 1

    @pytest.mark.parametrize("headers", [{}, {"retry_after": "0"}], ids=["silent", "advised"])
    def test_too_many_requests_are_sent_again(self, server: VendorServer, ask: Ask, headers: dict[str, str]) -> None:
        server.faults["create"] = [Fault(server.rate_limited(**headers))] * 2
        line = LedgerLine()
        ask(line)
        assert line.steps[:5] == ["intended", "refused", "intended", "refused", "intended"]
        assert len(server.jobs) == 1

    def test_a_long_pause_goes_up_with_its_length(self, server: VendorServer, ask: Ask) -> None:
        server.lasting["create"] = Fault(server.rate_limited(retry_after="3600"))
        line = LedgerLine()
        with pytest.raises(ProviderRateLimited) as raised:
            ask(line)
        assert raised.value.retry_after_seconds == pytest.approx(3600)
        assert line.steps == ["intended", "refused"]

    @pytest.mark.parametrize("outage", OUTAGES)
    def test_a_lost_answer_is_never_asked_for_again(self, server: VendorServer, ask: Ask, outage: Fault) -> None:
        server.lasting["create"] = Fault(outage.answer, is_taken=True, ending=outage.ending)
        line = LedgerLine()
        for _ in range(3):
            with pytest.raises(SubmissionUnknown, match="charged"):
                ask(line)
        assert line.steps == ["intended"]
        assert len(server.jobs) == 1

    def test_nobody_listening_was_certainly_no_purchase(self, vendor: Vendor[Any], ask: Ask, check: Check) -> None:
        with vendor.server() as gone:
            pass
        provider = vendor.make(gone)
        check(by=provider)
        line = LedgerLine()
        with pytest.raises(ProviderUnavailable):
            ask(line, by=provider)
        assert line.steps.count("intended") == line.steps.count("refused")

    def test_it_stops_before_anything_is_asked(self, server: VendorServer, ask: Ask) -> None:
        line = LedgerLine()
        with pytest.raises(Stopped):
            ask(line, should_stop=lambda: True)
        assert line.steps == []
        assert server.jobs == []

    def test_a_file_that_is_none_is_told(self, server: VendorServer, ask: Ask) -> None:
        place, fault = server.noise()
        server.lasting[place] = fault
        line = LedgerLine()
        with pytest.raises(BrokenReply):
            ask(line)
        assert line.provider_job_id is not None
        assert len(server.jobs) == 1

    def test_nothing_secret_is_told(
        self,
        server: VendorServer,
        provider: Any,
        ask: Ask,
        check: Check,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """Planted keys, tokens and signed links, quoted back by the vendor, in every way in which things go wrong."""
        told: list[str] = []
        places: tuple[Place, ...] = ("check", "create", "poll", "download")
        with logging_to(io.StringIO(), monkeypatch) as log:
            for place in places:
                words = server.secret_words
                quoting = {"message": words, "error": words, "detail": words, "url": words}
                for fault in (*(Fault(json_answer(quoting, status)) for status in (400, 403, 503, 200)), CUT):
                    server.lasting = {place: fault}
                    forget_looks()
                    for call in (check, lambda: ask(LedgerLine())):
                        try:
                            call()
                        except StudioError as error:
                            told += traceback.format_exception(error)
            server.lasting = {}
            piece = ask(LedgerLine())
        told += [log.getvalue(), repr(piece), repr(provider), repr(vars(provider))]
        written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
        assert written
        assert log.getvalue()
        for canary in server.canaries:
            assert [text for text in told if canary in text] == []
            assert not any(canary.encode() in content for content in written)


class FreeFailureContract:
    """For vendors whose documents say that a failure of their own is not charged."""

    def test_it_is_sent_again(self, server: VendorServer, ask: Ask) -> None:
        for answer in server.free_failures():
            server.jobs.clear()
            server.faults["create"] = [Fault(answer)]
            line = LedgerLine()
            ask(line)
            assert line.steps[:3] == ["intended", "refused", "intended"]
            assert len(server.jobs) == 1


class JobContract:
    """For vendors that give a job's id, by which it is looked after."""

    def test_a_stopped_attempt_is_taken_up_by_its_id(self, server: VendorServer, ask: Ask) -> None:
        line = LedgerLine()
        server.is_endless = True
        stop = threading.Event()
        threading.Timer(0.3, stop.set).start()
        with pytest.raises(Stopped):
            ask(line, should_stop=stop.is_set)
        assert line.provider_job_id is not None
        server.is_endless = False
        ask(line)
        assert len(server.jobs) == 1

    def test_one_that_never_ends_is_looked_at_later(self, vendor: Vendor[Any], server: VendorServer, ask: Ask) -> None:
        server.is_endless = True
        line = LedgerLine()
        with pytest.raises(ProviderUnavailable, match="looked at again") as raised:
            ask(line, by=vendor.make(server, timeout_seconds=0.2))
        assert raised.value.retry_after_seconds
        server.is_endless = False
        ask(line)
        assert len(server.jobs) == 1

    @pytest.mark.parametrize("fault", OUTAGES)
    def test_what_passes_while_waiting_costs_nothing(self, server: VendorServer, ask: Ask, fault: Fault) -> None:
        server.faults["poll"] = [fault, fault]
        ask(LedgerLine())
        assert len(server.jobs) == 1

    def test_what_does_not_pass_while_waiting_keeps_the_job(self, server: VendorServer, ask: Ask) -> None:
        line = LedgerLine()
        faults = ((Fault(HTML), BrokenReply), (Fault(server.rate_limited()), ProviderRateLimited), (CUT, ProviderError))
        for fault, error in faults:
            server.lasting["poll"] = fault
            with pytest.raises(error) as raised:
                ask(line)
            assert raised.value.retryable, "the item waits, and what was paid for is kept"
        server.lasting.clear()
        ask(line)
        assert len(server.jobs) == 1

    def test_a_piece_that_could_not_be_made_is_told(self, server: VendorServer, ask: Ask) -> None:
        server.lasting["poll"] = Fault(server.failed())
        with pytest.raises(ProviderError, match=r"could not|does not") as raised:
            ask(LedgerLine())
        assert not raised.value.retryable


class LinkContract:
    """For vendors whose finished pieces lie behind links."""

    @pytest.mark.parametrize("fault", OUTAGES)
    def test_what_passes_while_fetching_costs_nothing(self, server: VendorServer, ask: Ask, fault: Fault) -> None:
        server.faults["download"] = [fault, fault]
        ask(LedgerLine())
        assert len(server.jobs) == 1

    def test_a_dead_link_is_looked_up_anew(self, server: VendorServer, ask: Ask) -> None:
        server.faults["download"] = [Fault(Answer(403, b"<Error/>", "application/xml"))]
        ask(LedgerLine())
        assert len(server.jobs) == 1

    def test_links_that_stay_dead_are_final(self, server: VendorServer, ask: Ask) -> None:
        server.link_seconds = -1.0
        with pytest.raises(BrokenReply, match="opens nothing") as raised:
            ask(LedgerLine())
        assert not raised.value.retryable
        assert len(server.jobs) == 1

    def test_links_into_the_own_network_are_not_followed(
        self, vendor: Vendor[Any], server: VendorServer, ask: Ask
    ) -> None:
        with pytest.raises(BrokenReply, match="PROVIDERS_ALLOW_PRIVATE_ADDRESSES"):
            ask(LedgerLine(), by=vendor.make(server, is_outside=True))


class SynchronousContract:
    """For vendors whose answer is the piece itself."""

    def test_what_was_accepted_before_cannot_be_taken_up(self, server: VendorServer, ask: Ask) -> None:
        line = LedgerLine()
        line.intend()
        line.accept("an earlier request")
        with pytest.raises(SubmissionUnknown, match="already be charged"):
            ask(line)
        assert server.jobs == []

    def test_an_answer_that_drips_is_given_up(self, vendor: Vendor[Any], server: VendorServer, ask: Ask) -> None:
        server.lasting["create"] = Fault(is_taken=True, drip_seconds=0.1)
        with pytest.raises(SubmissionUnknown, match="charged"):
            ask(LedgerLine(), by=vendor.make(server, timeout_seconds=0.5))
        assert len(server.jobs) == 1

    def test_a_stop_ends_the_wait(self, server: VendorServer, ask: Ask) -> None:
        server.work_seconds = 30
        line = LedgerLine()
        stop = threading.Event()
        threading.Timer(0.3, stop.set).start()
        with pytest.raises(Stopped):
            ask(line, should_stop=stop.is_set)
        assert line.steps == ["intended"]
        with pytest.raises(SubmissionUnknown):
            ask(line)


@contextmanager
def logging_to(log: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """The studio's own logging, all of it, into a text."""
    root = logging.getLogger()
    before = root.handlers, root.level
    with monkeypatch.context() as patched:
        patched.setattr("sys.stderr", log)
        configure_logs(LoggingSettings(format="json", level="DEBUG"))
    try:
        yield log
    finally:
        structlog.reset_defaults()
        root.handlers, root.level = before
