"""Puts the API together: routes below /api, problem details, CORS, and the OpenAPI document with its page."""

import importlib.metadata
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.requests import Request

from studio.api import problems
from studio.api.attempts import Attempts
from studio.api.deps import refuse_other_sites, require_admin, require_own_machine
from studio.api.guards import SafeAnswers
from studio.api.routes import album, channels, defaults, edits, events, files, health, jobs, spending, storage, system
from studio.errors import (
    NoAdminToken,
    NotEnoughDisk,
    NotRunning,
    NotSignedIn,
    OtherSite,
    ServiceUnreachable,
    TooManyAttempts,
)
from studio.logs import configure_logs, get_logger
from studio.settings import get_settings

log = get_logger(__name__)

PREFIX = "/api"
_DOCUMENT_PAGE_POLICY = (
    "default-src 'none'; script-src https: 'unsafe-inline'; style-src https: 'unsafe-inline'; img-src https: data:; "
    "connect-src 'self'; frame-ancestors 'none'"
)
"""Its script and style come from the address that FastAPI names in it."""


class StudioApi(FastAPI):
    """FastAPI whose document holds the schema of the problems that every route refers to."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            super().openapi()["components"]["schemas"].update(problems.problem_schemas())
        return super().openapi()


def create_app() -> FastAPI:
    """The API as an ASGI application, by the settings of this process."""
    app = StudioApi(
        title="Background channel studio",
        description="Curated album videos of long background music, from prompts to an inspected MP4.",
        version=_version(),
        # The document and its page are routes like the others, so that the admin token guards them too.
        openapi_url=None,
        # An address with a slash too many is unknown: a redirect would be an answer that no route declares.
        redirect_slashes=False,
        lifespan=_configure_process,
    )
    app.state.attempts = Attempts()
    problems.install(app)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=get_settings().api.cors_origins,
        allow_methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "Last-Event-ID", "Range"],
        expose_headers=["Accept-Ranges", "Content-Length", "Content-Range", "Location", "Retry-After"],
    )
    app.add_middleware(SafeAnswers)
    app.include_router(health.router, prefix=PREFIX)
    app.include_router(_guarded_routes(), prefix=PREFIX)
    return app


@asynccontextmanager
async def _configure_process(_app: FastAPI) -> AsyncIterator[None]:
    """What belongs to a process that serves, and not to one that merely imports the app."""
    settings = get_settings()
    configure_logs(settings.logging)
    if settings.admin.token is None:
        log.warning("no_admin_token", meaning="requests are answered on this machine only; set ADMIN_TOKEN for others")
    yield


def _version() -> str:
    try:
        return importlib.metadata.version("background-channel-studio")
    except importlib.metadata.PackageNotFoundError:
        return "0"  # run from a checkout that was never installed


def _guarded_routes() -> APIRouter:
    """Everything that needs the admin token, where there is one."""
    router = APIRouter(
        dependencies=[Depends(require_own_machine), Depends(refuse_other_sites), Depends(require_admin)],
        responses=problems.answers(
            NotSignedIn,
            NoAdminToken,
            OtherSite,
            TooManyAttempts,
            problems.UNEXPECTED,
            ServiceUnreachable,
            NotRunning,
            NotEnoughDisk,
        ),
    )
    for module in (channels, jobs, edits, events, album, files, defaults, spending, system, storage):
        router.include_router(module.router)
    router.add_api_route("/openapi.json", _document, include_in_schema=False)
    router.add_api_route("/docs", _document_page, include_in_schema=False)
    return router


def _document(request: Request) -> JSONResponse:
    return JSONResponse(request.app.openapi())


def _document_page(request: Request) -> HTMLResponse:
    page = get_swagger_ui_html(openapi_url=f"{PREFIX}/openapi.json", title=request.app.title)
    page.headers["Content-Security-Policy"] = _DOCUMENT_PAGE_POLICY
    return page
