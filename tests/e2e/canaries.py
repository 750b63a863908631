"""Looks for secrets wherever a studio speaks or writes: answers, rows, and every file below its folder."""

import itertools
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from tests.faults.album import Album
from tests.faults.machine import Studio

_STREAM_SECONDS = 1.0
"""How long a stream is listened to after it has fallen silent: it has no end."""


def find_canaries_kept(studio: Studio, canaries: Iterable[str]) -> list[tuple[str, str]]:
    """Which of them were met in the database or in a file, and where."""
    return _find(itertools.chain(_rows(studio), _files(studio.folder)), canaries)


def find_canaries_told(studio: Studio, album: Album, canaries: Iterable[str]) -> list[tuple[str, str]]:
    """Which of them were met in what the API answers, and where."""
    return _find(_answers(studio, album), canaries)


def _find(told: Iterable[tuple[str, bytes]], canaries: Iterable[str]) -> list[tuple[str, str]]:
    spelled = {form.encode(): canary for canary in canaries for form in _spellings(canary)}
    return [(canary, place) for place, content in told for form, canary in spelled.items() if form in content]


def _spellings(secret: str) -> set[str]:
    """As it is, as in an address, and as JSON has it."""
    return {secret, quote(secret), quote(secret, safe=""), json.dumps(secret)[1:-1]}


def _answers(studio: Studio, album: Album) -> Iterator[tuple[str, bytes]]:
    """What every GET route of the API's own document says of the album, headers included."""
    document = studio.ask("GET", "/openapi.json")
    job = studio.ask("GET", f"/jobs/{album.job_id}")
    for path, methods in document["paths"].items():
        if "get" not in methods:
            continue
        for place in _filled(path, job):
            yield f"GET {place}", _listen(studio.http, place.removeprefix("/api"))


def _filled(path: str, job: Mapping[str, Any]) -> list[str]:
    """The route's addresses for this job. Raises KeyError for a parameter that is not known here."""
    takes = job["tracks"] if "/tracks/" in path else job["visuals"]
    values = {
        "{job_id}": [job["id"]],
        "{channel_id}": [job["channel_id"]],
        "{take_id}": [take["id"] for take in takes],
        "{name}": job["artwork"],
    }
    steps = [values[step] if step.startswith("{") else [step] for step in path.split("/")]
    return ["/".join(map(str, chosen)) for chosen in itertools.product(*steps)]


def _listen(http: httpx.Client, path: str) -> bytes:
    """The whole answer; of a stream, what it says at first."""
    is_stream = path.endswith("/stream")
    patience = httpx.Timeout(60, read=_STREAM_SECONDS) if is_stream else httpx.Timeout(60)
    heard = bytearray()
    try:
        with http.stream("GET", path, timeout=patience) as answer:
            assert answer.status_code == httpx.codes.OK, f"GET {path}: {answer.status_code}"
            heard += str(answer.headers.raw).encode()
            for piece in answer.iter_bytes():
                heard += piece
    except httpx.ReadTimeout:
        assert is_stream, f"GET {path} does not come to an end"
    return bytes(heard)


def _rows(studio: Studio) -> Iterator[tuple[str, bytes]]:
    """Every table, every column."""
    for table in studio.query("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"):
        rows = studio.query(f'SELECT "{table.table_name}"::text AS row FROM "{table.table_name}"')  # noqa: S608
        yield f"the table {table.table_name}", "\n".join(row.row for row in rows).encode()


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Logs, the servers' own data, and all that was made. What the servers throw away meanwhile is passed over."""
    for path in sorted(folder.rglob("*")):
        try:
            if path.is_file():
                yield str(path.relative_to(folder)), path.read_bytes()
        except FileNotFoundError:
            continue
