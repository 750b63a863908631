"""A provider of music and pictures on loopback that misbehaves on command, and counts every order that it takes.

Its protocol is that of the vendors who charge: `POST /orders` answers with an id, `GET /orders/ID` says how far it is,
and a finished order names the link to its file. It lives in the process of the tests, so it survives whatever happens
to the studio. What it counts is the truth that the studio's own ledger is held against.
"""

import json
import random
import select
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

from tests.faults.media import picture_bytes, silence_bytes, track_bytes

ALWAYS = 1_000_000
DEAF_SECONDS = 30.0
"""Longer than the plug-in waits for an answer."""


class Kind(StrEnum):
    """What is ordered: the word in the protocol."""

    TRACK = "track"
    VISUAL = "visual"


class Step(StrEnum):
    CREATE = "create"
    POLL = "poll"
    DOWNLOAD = "download"


@dataclass(frozen=True)
class Order:
    """One create that was taken, and would be charged."""

    id: str
    kind: Kind
    album: int
    """The album's seed: the studio's number of the job is none of a vendor's business."""
    number: int
    """Place in the album, from 0."""
    seconds: float
    ready_at: float


Act = Callable[["Exchange"], None]


@dataclass(frozen=True)
class Fault:
    """One way to misbehave. `step` says at which request; `word` is short, for the names of scenarios."""

    word: str
    name: str
    step: Step
    act: Act = field(repr=False)


class Exchange(BaseHTTPRequestHandler):
    """One request, and the ways to answer it."""

    protocol_version = "HTTP/1.1"
    vendor: "Vendor"
    order: Order | None = None
    wish: dict[str, object]

    def do_POST(self) -> None:
        self.wish = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._take(Step.CREATE, (Kind(str(self.wish["kind"])), int(str(self.wish["number"]))), _take_order)

    def do_GET(self) -> None:
        _, place, order_id = self.path.split("/")
        self.order = self.vendor.order(order_id)
        if self.order is None:
            self.answer(404, b'{"error": "there is no such order"}')
            return
        step, act = (Step.POLL, _say_how_far) if place == "orders" else (Step.DOWNLOAD, _hand_out)
        self._take(step, (self.order.kind, self.order.number), act)

    def _take(self, step: Step, item: tuple[Kind, int], honestly: Act) -> None:
        fault = self.vendor.fault_for(step, item)
        try:
            (honestly if fault is None else fault.act)(self)
        except (ConnectionError, TimeoutError):
            self.close_connection = True  # the studio was killed in mid-request

    def accept(self) -> Order:
        """Take the order: from here on it counts, whatever the answer says."""
        self.order = self.vendor.accept(self.wish)
        return self.order

    def answer(
        self, status: int, body: bytes, content_type: str = "application/json", headers: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": content_type, "Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def reset(self) -> None:
        """Hang up as a crashed machine does: the other side gets `connection reset`."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def stay_silent(self) -> None:
        """Say nothing until the other side has had enough."""
        select.select([self.connection], [], [], DEAF_SECONDS)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """The tests' output is their own."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed in mid-request is the normal case here."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class Vendor:
    """`with Vendor() as vendor` listens at `vendor.url`."""

    def __init__(self) -> None:
        self.processing_seconds = 0.3
        self.accepted: list[Order] = []
        """Every create that was taken, in order of time."""
        self._lock = threading.RLock()
        self._faults: list[list[object]] = []
        self._may_finish = threading.Event()
        self._may_answer = threading.Event()
        self.behave()
        handler = type("Handler", (Exchange,), {"vendor": self})
        self._http = _Server(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.behave()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def misbehave(self, fault: Fault, kind: Kind, number: int, *, times: int = 1) -> None:
        """Answer the next `times` requests about this item so, at the fault's step. `number` counts from 0."""
        with self._lock:
            self._faults.append([fault, (kind, number), times])

    def behave(self) -> None:
        """From now on be honest, and quick again."""
        with self._lock:
            self._faults.clear()
        self.processing_seconds = 0.3
        self._may_finish.set()
        self._may_answer.set()

    def behave_about(self, kind: Kind, number: int) -> None:
        """Be honest about one item."""
        with self._lock:
            self._faults = [planned for planned in self._faults if planned[1] != (kind, number)]

    def hold(self) -> None:
        """Let no order get ready until `behave`."""
        self._may_finish.clear()

    def hold_answers(self) -> None:
        """Let the answers of the fault HELD wait until `behave`."""
        self._may_answer.clear()

    def accepted_of(self, album: int) -> list[Order]:
        with self._lock:
            return [order for order in self.accepted if order.album == album]

    def order(self, order_id: str) -> Order | None:
        with self._lock:
            return next((order for order in self.accepted if order.id == order_id), None)

    def accept(self, wish: dict[str, object]) -> Order:
        with self._lock:
            order = Order(
                id=f"{wish['kind']}-{len(self.accepted) + 1}",
                kind=Kind(str(wish["kind"])),
                album=int(str(wish["album"])),
                number=int(str(wish["number"])),
                seconds=float(str(wish["seconds"])),
                ready_at=time.monotonic() + self.processing_seconds,
            )
            self.accepted.append(order)
            return order

    def is_ready(self, order: Order) -> bool:
        return self._may_finish.is_set() and time.monotonic() >= order.ready_at

    def wait_to_answer(self) -> None:
        self._may_answer.wait(DEAF_SECONDS)

    def fault_for(self, step: Step, item: tuple[Kind, int]) -> Fault | None:
        with self._lock:
            for planned in self._faults:
                fault, of_item, times = planned
                assert isinstance(fault, Fault)
                assert isinstance(times, int)
                if fault.step == step and of_item == item and times > 0:
                    planned[2] = times - 1
                    return fault
        return None


def _json(**fields: object) -> bytes:
    return json.dumps(fields).encode()


def _order_of(exchange: Exchange) -> Order:
    assert exchange.order is not None
    return exchange.order


def _file_of(order: Order) -> tuple[bytes, str]:
    if order.kind == Kind.TRACK:
        return track_bytes(order.number, order.seconds), "audio/flac"
    return picture_bytes(order.number), "image/png"


# What an honest vendor does.


def _take_order(exchange: Exchange) -> None:
    exchange.answer(201, _json(id=exchange.accept().id))


def _say_how_far(exchange: Exchange) -> None:
    order = _order_of(exchange)
    if exchange.vendor.is_ready(order):
        exchange.answer(200, _json(state="done", url=f"{exchange.vendor.url}/files/{order.id}"))
    else:
        exchange.answer(200, _json(state="processing"))


def _hand_out(exchange: Exchange) -> None:
    body, content_type = _file_of(_order_of(exchange))
    exchange.answer(200, body, content_type)


# What a bad one does.

_HTML = b"<!doctype html><title>502 Bad Gateway</title><h1>Please stand by</h1>"


def _answers(
    status: int, body: bytes, content_type: str = "application/json", headers: dict[str, str] | None = None
) -> Act:
    return lambda exchange: exchange.answer(status, body, content_type, headers)


def _takes_it_and(act: Act) -> Act:
    def take(exchange: Exchange) -> None:
        exchange.accept()
        act(exchange)

    return take


def _hold_answer(exchange: Exchange) -> None:
    order = exchange.accept()
    exchange.vendor.wait_to_answer()
    exchange.answer(201, _json(id=order.id))


def _hands_out(change: Callable[[bytes, Order], bytes]) -> Act:
    def hand_out(exchange: Exchange) -> None:
        order = _order_of(exchange)
        body, content_type = _file_of(order)
        exchange.answer(200, change(body, order), content_type)

    return hand_out


def _break_off(exchange: Exchange) -> None:
    """Promise the whole length, send half of it, hang up."""
    body, content_type = _file_of(_order_of(exchange))
    exchange.answer(200, body[: len(body) // 2], content_type, {"Content-Length": str(len(body))})
    exchange.close_connection = True


def _flip_bytes(body: bytes, order: Order) -> bytes:
    """Damage a tenth of the file, behind its header."""
    noise = random.Random(order.number).randbytes(len(body) // 10)
    start = len(body) // 2
    return body[:start] + noise + body[start + len(noise) :]


def _hand_out_first(exchange: Exchange) -> None:
    """What the first place of the album was handed."""
    wanted = _order_of(exchange)
    first = next(
        each for each in exchange.vendor.accepted_of(wanted.album) if (each.kind, each.number) == (wanted.kind, 0)
    )
    body, content_type = _file_of(first)
    exchange.answer(200, body, content_type)


def _lasting(seconds: float) -> Callable[[bytes, Order], bytes]:
    return lambda body, order: track_bytes(order.number, seconds)


class Creates:
    """Faults of the request that costs money."""

    TOO_MANY = Fault(
        "too_many", "429 with Retry-After", Step.CREATE, _answers(429, b"{}", headers={"Retry-After": "1"})
    )
    TOO_MANY_FOR_LONG = Fault(
        "too_many_for_long", "429, half a minute", Step.CREATE, _answers(429, b"{}", headers={"Retry-After": "25"})
    )
    TOO_MANY_WITHOUT_PAUSE = Fault(
        "too_many_without_pause", "429 without Retry-After", Step.CREATE, _answers(429, b"{}")
    )
    BUSY = Fault("busy", "503, not taken", Step.CREATE, _answers(503, b"{}"))
    NO_KEY = Fault("no_key", "401", Step.CREATE, _answers(401, b"{}"))
    NO_BALANCE = Fault("no_balance", "402", Step.CREATE, _answers(402, b"{}"))
    REFUSED = Fault("refused", "422", Step.CREATE, _answers(422, b'{"error": "no such mood"}'))
    BROKEN = Fault("broken", "500 although taken", Step.CREATE, _takes_it_and(_answers(500, b"{}")))
    HTML = Fault("html", "HTML instead of JSON", Step.CREATE, _takes_it_and(_answers(200, _HTML, "text/html")))
    EMPTY = Fault("empty", "200 without an id", Step.CREATE, _takes_it_and(_answers(200, b"{}")))
    RESET = Fault("reset", "reset after it was received", Step.CREATE, _takes_it_and(Exchange.reset))
    TIMEOUT = Fault("timeout", "no answer", Step.CREATE, _takes_it_and(Exchange.stay_silent))
    HELD = Fault("held", "an answer that waits", Step.CREATE, _hold_answer)


class Polls:
    """Faults of the question how far it is."""

    BROKEN = Fault("broken", "500", Step.POLL, _answers(500, b"{}"))
    TOO_MANY = Fault("too_many", "429", Step.POLL, _answers(429, b"{}", headers={"Retry-After": "1"}))
    HTML = Fault("html", "HTML instead of JSON", Step.POLL, _answers(200, _HTML, "text/html"))
    EMPTY = Fault("empty", "200 without a state", Step.POLL, _answers(200, b"{}"))
    RESET = Fault("reset", "reset", Step.POLL, Exchange.reset)
    TIMEOUT = Fault("timeout", "no answer", Step.POLL, Exchange.stay_silent)
    ENDLESS = Fault("endless", "processing for ever", Step.POLL, _answers(200, _json(state="processing")))
    FAILED = Fault("failed", "failed", Step.POLL, _answers(200, _json(state="failed", error="the singer has a cold")))


class Downloads:
    """Faults of fetching the file."""

    DEAD_LINK = Fault("dead_link", "dead link", Step.DOWNLOAD, _answers(404, b"gone", "text/plain"))
    BROKEN = Fault("broken", "500", Step.DOWNLOAD, _answers(500, b"{}"))
    TRUNCATED = Fault("truncated", "broken off", Step.DOWNLOAD, _break_off)
    SHORTENED = Fault(
        "shortened", "half of it, honestly sized", Step.DOWNLOAD, _hands_out(lambda body, _: body[: len(body) // 2])
    )
    CORRUPTED = Fault("corrupted", "corrupted", Step.DOWNLOAD, _hands_out(_flip_bytes))
    HTML = Fault("html", "HTML", Step.DOWNLOAD, _answers(200, _HTML, "text/html"))
    WRONG_TYPE = Fault(
        "wrong_type",
        "wrong content type",
        Step.DOWNLOAD,
        lambda e: e.answer(200, _file_of(_order_of(e))[0], "text/plain"),
    )
    EMPTY = Fault("empty", "200 and nothing", Step.DOWNLOAD, _answers(200, b"", "application/octet-stream"))
    RESET = Fault("reset", "reset", Step.DOWNLOAD, Exchange.reset)
    TIMEOUT = Fault("timeout", "no answer", Step.DOWNLOAD, Exchange.stay_silent)
    SAME = Fault("same", "the same file twice", Step.DOWNLOAD, _hand_out_first)
    TOO_SHORT = Fault("too_short", "a track of two seconds", Step.DOWNLOAD, _hands_out(_lasting(2)))
    LONGER = Fault("longer", "a longer track than ordered", Step.DOWNLOAD, _hands_out(_lasting(27)))
    SILENT = Fault("silent", "a silent track", Step.DOWNLOAD, _hands_out(lambda _, order: silence_bytes(order.seconds)))
