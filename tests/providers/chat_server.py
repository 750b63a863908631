"""A chat-completions server on loopback that is strict about the protocol and does as it is told.

It answers each request with the next of its `answers`; a request that breaks the documented protocol
fails the test that made it.
"""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Body = dict[str, Any]
"""A JSON object."""
KEY = "sk-test-0123456789abcdef"


@dataclass
class Answer:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    wait_seconds: float = 0.0
    piece_seconds: float = 0.0
    """Where not 0, the body goes out byte by byte with this pause."""


def text_answer(
    content: str | None,
    *,
    finish_reason: str = "stop",
    refusal: str | None = None,
    tokens: tuple[int, int] | None = None,
) -> Answer:
    """`tokens` are those read and written; a server that does not count them says nothing."""
    message = {"role": "assistant", "content": content, "refusal": refusal}
    choice = {"index": 0, "finish_reason": finish_reason, "message": message}
    reply: Body = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
    if tokens is not None:
        reply["usage"] = {
            "prompt_tokens": tokens[0],
            "completion_tokens": tokens[1],
            "total_tokens": sum(tokens),
            "prompt_tokens_details": {"cached_tokens": 0},
        }
    return json_answer(reply)


def json_answer(value: object, status: int = 200, **headers: str) -> Answer:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Answer(status=status, body=json.dumps(value).encode(), headers=named)


def error_answer(status: int, message: str, *, code: str | None = None, **headers: str) -> Answer:
    error = {"message": message, "type": "invalid_request_error", "param": None, "code": code}
    return json_answer({"error": error}, status, **headers)


class ChatServer:
    """Use as a context manager; `requests` holds the bodies in order."""

    def __init__(self) -> None:
        self.answers: list[Answer | Callable[[Body], Answer]] = []
        self.requests: list[Body] = []
        self.headers: list[dict[str, str]] = []
        self.faults: list[str] = []
        self._stopping = threading.Event()
        self.models_answer = Answer(200, b'{"object": "list", "data": []}')
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                server.headers.append({name.lower(): text for name, text in self.headers.items()})
                body = json.loads(raw)
                server.requests.append(body)
                server.check(self.path, self.headers["Content-Type"], body)
                answer = server.answers.pop(0)
                self.answer(answer(body) if callable(answer) else answer)

            def do_GET(self) -> None:
                assert self.path == "/v1/models"
                self.answer(server.models_answer)

            def answer(self, answer: Answer) -> None:
                server.pause(answer.wait_seconds)
                self.send_response(answer.status)
                self.send_header("Content-Type", answer.content_type)
                self.send_header("Content-Length", str(len(answer.body)))
                for name, text in answer.headers.items():
                    self.send_header(name, text)
                self.end_headers()
                try:
                    if not answer.piece_seconds:
                        self.wfile.write(answer.body)
                    for byte in answer.body if answer.piece_seconds else b"":
                        self.wfile.write(bytes([byte]))
                        server.pause(answer.piece_seconds)
                except ConnectionError:
                    pass  # the client gave up, as some tests want it to

            def log_message(self, *_: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self) -> "ChatServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()
        assert self.faults == []

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}/v1"

    def pause(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self._stopping.is_set():
            time.sleep(min(0.02, seconds))

    def check(self, path: str, content_type: str, body: Body) -> None:
        """The rules of the protocol that a client can break."""
        expect = self._expect
        expect(path == "/v1/chat/completions", f"path {path}")
        expect(content_type == "application/json", f"content type {content_type}")
        expect(set(body) <= {"model", "messages", "response_format"}, f"fields {sorted(body)}")
        expect(isinstance(body.get("model"), str) and bool(body["model"]), "no model")
        for message in body["messages"]:
            expect(set(message) == {"role", "content"}, f"message fields {sorted(message)}")
            expect(message["role"] in ("system", "user", "assistant"), f"role {message['role']}")
            expect(bool(message["content"]), "an empty message")
        expect(body["messages"][-1]["role"] == "user", "the last word is not the user's")
        form = body.get("response_format")
        if form is not None and form["type"] == "json_object":
            expect(any("JSON" in message["content"] for message in body["messages"]), "json_object without JSON")
        if form is not None and form["type"] == "json_schema":
            expect(form["json_schema"]["strict"] is True, "not strict")
            self._check_strict(form["json_schema"]["schema"])

    def _check_strict(self, schema: Body) -> None:
        known = {"type", "properties", "required", "additionalProperties", "items"}
        self._expect(set(schema) <= known, f"schema words {sorted(schema)}")
        if schema["type"] == "object":
            self._expect(schema["additionalProperties"] is False, "an open object")
            self._expect(schema["required"] == list(schema["properties"]), "an optional property")
            for inner in schema["properties"].values():
                self._check_strict(inner)
        elif schema["type"] == "array":
            self._check_strict(schema["items"])

    def _expect(self, holds: bool, fault: str) -> None:
        if not holds:
            self.faults.append(fault)
