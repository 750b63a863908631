"""Every error leaves the API as problem details (RFC 9457), and every route says which ones it can answer.

One word joins the two: a *kind*, which is an error class of the studio or one of the kinds below that
only HTTP knows. `answers(NotFound, Conflict)` is what a route declares; the handlers answer with the same
status and code. Nothing of a stack trace, and nothing that was sent, is repeated in an answer.
"""

import http
import math
import urllib.parse
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic.json_schema import models_json_schema
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from studio import disk
from studio.errors import InvalidInput, NotFound, NotSignedIn, StudioError
from studio.logs import get_logger, mask_secrets
from studio.schemas.problems import FieldProblem, Problem
from studio.settings import get_settings

log = get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
_LONGEST_ECHO = 200
"""Characters of a field's name or a path that an answer repeats."""


class Kind(Protocol):
    """What a problem is told apart by. The error classes of the studio are kinds."""

    @property
    def code(self) -> str: ...
    @property
    def status(self) -> int: ...


@dataclass(frozen=True, slots=True)
class HttpKind:
    """A kind of problem that only HTTP knows."""

    code: str
    status: int
    detail: str


UNREADABLE_BODY = HttpKind("unreadable_body", 400, "The body cannot be read; send JSON in UTF-8.")
UNKNOWN_ADDRESS = HttpKind(NotFound.code, 404, "There is nothing at this address; /api/docs lists what there is.")
METHOD_NOT_ALLOWED = HttpKind(
    "method_not_allowed", 405, "This address does not take this method; /api/docs lists those that it takes."
)
BODY_TOO_LARGE = HttpKind("body_too_large", 413, "The body is larger than 1 MB, or a file larger than 2 GB; send less.")
RANGE_NOT_SATISFIABLE = HttpKind(
    "range_not_satisfiable", 416, "The file has no such range; ask for one within its length."
)
UNEXPECTED = HttpKind(
    "unexpected_error", 500, "The studio met an unexpected error; its log has the details. Try again."
)
_HTTP_KINDS = {
    kind.status: kind
    for kind in (
        UNREADABLE_BODY,
        UNKNOWN_ADDRESS,
        METHOD_NOT_ALLOWED,
        BODY_TOO_LARGE,
        RANGE_NOT_SATISFIABLE,
        UNEXPECTED,
    )
}

LARGEST_BODY_BYTES = 1_000_000
LARGEST_FILE_BYTES = 2_000_000_000

WITH_BODY: tuple[Kind, ...] = (UNREADABLE_BODY, BODY_TOO_LARGE, InvalidInput)
"""What every route that takes a body can answer."""


def answers(*kinds: Kind) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that can end in these kinds of problem."""
    codes: dict[int, list[str]] = defaultdict(list)
    for kind in kinds:
        if kind.code not in codes[kind.status]:
            codes[kind.status].append(kind.code)
    schema = {"$ref": f"#/components/schemas/{Problem.__name__}"}
    return {
        status: {
            "description": f"{http.HTTPStatus(status).phrase}: {', '.join(codes[status])}",
            "content": {MEDIA_TYPE: {"schema": schema}},
        }
        for status in sorted(codes)
    }


def problem_schemas() -> dict[str, Any]:
    """The components that the `answers` refer to."""
    _, definitions = models_json_schema([(Problem, "serialization")], ref_template="#/components/schemas/{model}")
    schemas: dict[str, Any] = definitions["$defs"]
    return schemas


class ProblemResponse(JSONResponse):
    media_type = MEDIA_TYPE


def problem_response(
    scope: Scope,
    *,
    status: int,
    code: str,
    detail: str,
    headers: dict[str, str] | None = None,
    errors: Sequence[FieldProblem] = (),
) -> ProblemResponse:
    """The answer for a problem met while serving the request of `scope`."""
    problem = Problem(
        type=f"urn:studio:problem:{code}",
        title=code.replace("_", " ").capitalize(),
        status=status,
        code=code,
        detail=_encodable(mask_secrets(detail)),
        instance=urllib.parse.quote(scope["path"][:_LONGEST_ECHO], errors="replace"),
        errors=list(errors),
    )
    return ProblemResponse(problem.model_dump(mode="json"), status_code=status, headers=headers)


def install(app: FastAPI) -> None:
    """Let the app answer its errors with problem details."""
    app.add_exception_handler(StudioError, _answer_studio_error)
    app.add_exception_handler(RequestValidationError, _answer_invalid_request)
    app.add_exception_handler(HTTPException, _answer_http_error)
    app.add_middleware(BodyLimit)
    app.add_middleware(UnexpectedErrors)


def _answer_studio_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, StudioError)  # noqa: S101  (the signature is Starlette's)
    headers = {}
    if error.retry_after_seconds is not None:
        headers["Retry-After"] = str(math.ceil(max(0.0, error.retry_after_seconds)))
    if isinstance(error, NotSignedIn):
        headers["WWW-Authenticate"] = "Bearer"
    if error.status >= 500:
        log.warning("request_failed", code=error.code, reason=error.message, path=request.scope["path"])
    return problem_response(request.scope, status=error.status, code=error.code, detail=error.message, headers=headers)


def _answer_invalid_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    errors = [_field_problem(found) for found in error.errors()]
    first = errors[0]
    detail = f"{first.field or first.location}: {first.message}."
    if len(errors) > 1:
        fields = dict.fromkeys(found.field or found.location for found in errors)
        detail = f"{len(errors)} things cannot be used as sent: {', '.join(fields)}."
    return problem_response(
        request.scope,
        status=InvalidInput.status,
        code=InvalidInput.code,
        detail=detail[:1000],
        errors=errors,
    )


def _answer_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    kind = _HTTP_KINDS.get(error.status_code)
    return problem_response(
        request.scope,
        status=error.status_code,
        code=kind.code if kind else "http_error",
        detail=kind.detail if kind else str(error.detail),
        headers=dict(error.headers or {}),
    )


def _field_problem(found: dict[str, Any]) -> FieldProblem:
    location, *path = (str(part) for part in found["loc"])
    message = str(found["msg"]).removeprefix("Value error, ")
    if found["type"] == "json_invalid":
        message = f"not valid JSON at character {path[0]}"
        path = []
    return FieldProblem(
        location=location, field=_encodable(".".join(path))[:_LONGEST_ECHO], message=_encodable(message)
    )


def _encodable(text: str) -> str:
    """JSON may carry half of a surrogate pair into a name; UTF-8 cannot carry it out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


class BodyLimit:
    """Refuses a body while it is being read, whether its length was announced or not."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        received_bytes = 0
        largest_bytes = LARGEST_FILE_BYTES if _takes_a_file(scope) else LARGEST_BODY_BYTES

        async def receive_within_limit() -> Message:
            nonlocal received_bytes
            message = await receive()
            received_bytes += len(message.get("body", b""))
            if received_bytes > largest_bytes:
                raise HTTPException(BODY_TOO_LARGE.status)
            return message

        await self._app(scope, receive_within_limit, send)


def _takes_a_file(scope: Scope) -> bool:
    return scope["type"] == "http" and scope["method"] == "PUT" and str(scope["path"]).endswith("/file")


class UnexpectedErrors:
    """Logs what nobody foresaw and answers it without a trace.

    It stands inside the CORS middleware, unlike a handler for Exception, so that the page can read it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_started = False

        async def watch(message: Message) -> None:
            nonlocal has_started
            has_started = has_started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception as error:
            if scope["type"] != "http" or has_started:
                raise
            if disk.is_full(error):
                full = disk.explain_full(error, get_settings().output.root, 0)
                log.warning("disk_full", reason=str(error), path=scope["path"])
                answer = problem_response(scope, status=full.status, code=full.code, detail=full.message)
                await answer(scope, receive, send)
                return
            log.exception("unexpected_error", path=scope["path"])
            answer = problem_response(scope, status=UNEXPECTED.status, code=UNEXPECTED.code, detail=UNEXPECTED.detail)
            await answer(scope, receive, send)
