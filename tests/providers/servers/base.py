"""What the vendors' servers share: requests as values, faults on command, files behind signed links, and a count of
what would be charged.
"""

import email.parser
import email.policy
import json
import secrets
import socket
import struct
import threading
import time
import urllib.parse
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, Literal, Self

Place = Literal["check", "create", "poll", "download"]
"""What a request is for, with every vendor."""
Refused = Literal["key", "balance", "content", "invalid"]
"""Why a create is refused, with every vendor that knows such a refusal."""
Body = dict[str, Any]
"""A JSON object."""


@dataclass(frozen=True)
class Answer:
    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """What becomes of one request instead of the answer that it should get."""

    answer: Answer | None = None
    """Sent in place of the right one."""
    is_taken: bool = False
    """Whether the request is carried out, and charged, all the same."""
    ending: Literal["whole", "reset", "cut"] = "whole"
    """`reset` hangs up without a word; `cut` hangs up in the middle of the answer."""
    drip_seconds: float = 0.0
    """Pause after each byte of the answer, its headers included."""


RESET_AFTER_ACCEPT = Fault(is_taken=True, ending="reset")
CUT = Fault(is_taken=True, ending="cut")
NOISE = bytes(range(256)) * 40
HTML = Answer(200, b"<!doctype html><title>Welcome to the gateway</title>", "text/html")


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    """Names in lower case."""
    raw: bytes

    def json(self) -> Body:
        """The body; empty where it is no JSON object."""
        try:
            value = json.loads(self.raw)
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}

    def form(self) -> dict[str, str]:
        """The fields of a multipart body."""
        head = f"Content-Type: {self.headers.get('content-type', '')}\r\n\r\n".encode()
        message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + self.raw)
        if not message.is_multipart():
            return {}
        return {
            str(part.get_param("name", header="content-disposition")): part.get_content().rstrip("\r\n")
            for part in message.iter_parts()
        }


@dataclass
class Job:
    """A piece that was asked for and would be charged."""

    id: str
    asked: Body
    polls: int = 0


@dataclass(frozen=True)
class _Link:
    content: Callable[[], bytes]
    content_type: str
    dies_at: float


def json_answer(value: object, status: int = 200, **headers: str) -> Answer:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Answer(status, json.dumps(value).encode(), headers=named)


class VendorServer:
    """Use as a context manager. `faults[place]` are spent one after another, then all goes well."""

    group: ClassVar[str]
    """Of the settings that name this vendor."""
    key = "key-of-a-person-0123456789"

    def __init__(self) -> None:
        self.faults: defaultdict[Place, list[Fault]] = defaultdict(list)
        self.lasting: dict[Place, Fault] = {}
        """Faults that never end."""
        self.jobs: list[Job] = []
        self.requests: list[Request] = []
        self.violations: list[str] = []
        self.polls_until_done = 1
        self.is_endless = False
        """Whether nothing ever gets done."""
        self.link_seconds = 900.0
        self.wrong_length_seconds: float | None = None
        """How long pieces are, whatever was asked for."""
        self.repeats_itself = False
        """Whether all pieces are one and the same."""
        self.is_empty = False
        """Whether answers say that all is well and hold nothing."""
        self.work_seconds = 0.0
        """How long a create takes before it is answered."""
        self.links: dict[str, _Link] = {}
        self.connections = 0
        self.signature = f"signature{secrets.token_hex(16)}"
        """What the links are signed with; like the key, it must be seen nowhere."""
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()
        assert self.violations == []

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"

    @property
    def base_url(self) -> str:
        """As the vendor's base URL is set."""
        return self.origin

    def settings(self) -> Body:
        """The vendor's group of settings, so that the studio finds this server and does not wait for it."""
        return {"api_key": self.key, "base_url": self.base_url, "timeout_seconds": 20}

    def environment(self) -> dict[str, str]:
        """The same for other processes."""
        named = {f"{self.group}_{name}".upper(): str(value) for name, value in self.settings().items()}
        return named | {"PROVIDERS_ALLOW_PRIVATE_ADDRESSES": "true"}

    @property
    def canaries(self) -> tuple[str, ...]:
        """What must be seen in no log, no error and no file."""
        return (self.key, self.signature)

    @property
    def secret_words(self) -> str:
        """The canaries as a careless vendor would quote them: keys as they are, a link as a link."""
        keys = [canary for canary in self.canaries if canary != self.signature]
        return f"key {' or '.join(keys)}, see {self.link_to(lambda: b'', 'text/plain', 'secret')}"

    def place_of(self, request: Request) -> Place:
        raise NotImplementedError

    def answer(self, request: Request) -> Answer:
        """What the vendor answers when all is well. It refuses what its documents refuse."""
        raise NotImplementedError

    def refusals(self) -> dict[Refused, Answer]:
        """The vendor's own answers to creates that it does not take."""
        raise NotImplementedError

    def failed(self) -> Answer:
        """What a poll answers where the piece could not be made."""
        raise NotImplementedError

    def free_failures(self) -> list[Answer]:
        """Failures within the vendor that, by its documents, are not charged."""
        raise NotImplementedError

    def noise(self) -> tuple[Place, Fault]:
        """All is well, but the piece is no file that can be opened."""
        return "download", Fault(Answer(200, NOISE, "application/octet-stream"))

    def rate_limited(self, **headers: str) -> Answer:
        return json_answer({"message": "Too many requests."}, 429, **headers)

    def violation(self, what: str) -> None:
        self.violations.append(what)

    def expect(self, holds: bool, what: str) -> bool:
        if not holds:
            self.violation(what)
        return holds

    def take(self, asked: Body) -> Job:
        """Count a create that would be charged."""
        with self._lock:
            job = Job(f"{self.group}-job-{len(self.jobs) + 1}-{secrets.token_hex(4)}", asked)
            self.jobs.append(job)
            return job

    def find(self, job_id: str) -> Job | None:
        return next((job for job in self.jobs if job.id == job_id), None)

    def seed_of(self, job: Job) -> int:
        """Different for each piece, unless the vendor repeats itself."""
        return 0 if self.repeats_itself else self.jobs.index(job) + 1

    def look_at(self, job: Job) -> bool:
        """Count a poll, and tell whether the piece is done."""
        with self._lock:
            job.polls += 1
            return not self.is_endless and job.polls > self.polls_until_done

    def link_to(self, content: Callable[[], bytes], content_type: str, name: str) -> str:
        """A signed link that dies, as files behind such links do."""
        token = secrets.token_hex(6)
        self.links[token] = _Link(content, content_type, time.monotonic() + self.link_seconds)
        return f"{self.origin}/files/{token}/{name}?Expires=1790000000&Signature={self.signature}"

    def serve_file(self, request: Request) -> Answer:
        link = self.links.get(request.path.split("/")[2])
        self.expect(not {"authorization", "x-goog-api-key", "xi-api-key", "access-token"} & request.headers.keys(),
                    "a download brought a key along")  # fmt: skip
        if link is None or request.query.get("Signature") != self.signature or time.monotonic() > link.dies_at:
            return Answer(403, b"<Error><Code>AccessDenied</Code></Error>", "application/xml")
        return Answer(200, link.content(), link.content_type)

    def respond(self, request: Request) -> tuple[Answer, Fault]:
        self.requests.append(request)
        place = "download" if request.path.startswith("/files/") else self.place_of(request)
        with self._lock:
            faults = self.faults[place]
            fault = faults.pop(0) if faults else self.lasting.get(place, Fault(is_taken=True))
        if not fault.is_taken and fault.answer is not None:
            return fault.answer, fault
        if place == "create":
            self.pause(self.work_seconds)
        answer = self.serve_file(request) if place == "download" else self.answer(request)
        if fault.answer is not None:
            # The right answer's headers would tell that the piece was accepted.
            answer = replace(fault.answer)
        return answer, fault

    def pause(self, seconds: float) -> None:
        self._stopping.wait(seconds)

    @property
    def is_stopping(self) -> bool:
        return self._stopping.is_set()


def _handler_of(server: VendorServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            server.connections += 1

        def do_POST(self) -> None:
            self.serve(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

        def do_GET(self) -> None:
            self.serve(b"")

        do_DELETE = do_GET  # noqa: N815 - the name that http.server looks for

        def serve(self, raw: bytes) -> None:
            parts = urllib.parse.urlsplit(self.path)
            request = Request(
                method=self.command,
                path=urllib.parse.unquote(parts.path),
                query=dict(urllib.parse.parse_qsl(parts.query)),
                headers={name.lower(): text for name, text in self.headers.items()},
                raw=raw,
            )
            answer, fault = server.respond(request)
            try:
                self.send(answer, fault)
            except ConnectionError:
                self.close_connection = True  # the client gave up, as some tests want it to

        def send(self, answer: Answer, fault: Fault) -> None:
            if fault.ending == "reset":
                self.hang_up()
                return
            lines = [
                f"HTTP/1.1 {answer.status} Answer",
                f"Content-Type: {answer.content_type}",
                f"Content-Length: {len(answer.body)}",
                *(f"{name}: {text}" for name, text in answer.headers.items()),
            ]
            message = "\r\n".join([*lines, "", ""]).encode() + answer.body
            if fault.ending == "cut":
                self.wfile.write(message[: len(message) - max(1, len(answer.body) // 2)])
                self.hang_up()
                return
            if not fault.drip_seconds:
                self.wfile.write(message)
            for byte in message if fault.drip_seconds else b"":
                if server.is_stopping:
                    break
                self.wfile.write(bytes([byte]))
                server.pause(fault.drip_seconds)

        def hang_up(self) -> None:
            self.wfile.flush()
            # Without lingering: the other side sees a reset.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    return Handler
