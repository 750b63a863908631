"""Mubert's API v3 as its documents describe it: two pairs of headers, customers, licences, tracks, links that die."""

import datetime
import re
import secrets
from typing import Any

from tests.providers.servers.base import Answer, Body, Job, Place, Refused, Request, VendorServer, json_answer
from tests.providers.servers.media import SoundForm, make_sound

_FIELDS = {"prompt", "playlist_index", "duration", "format", "bitrate", "intensity", "mode", "bpm", "key"}
_BITRATES = (32, 96, 128, 192, 256, 320)
_KIND: dict[str, tuple[SoundForm, str]] = {"mp3": ("mp3", "audio/mpeg"), "wav": ("wav", "audio/wav")}


class MubertServer(VendorServer):
    group = "mubert"
    company = "company-0123456789"

    def __init__(self) -> None:
        super().__init__()
        self.token = ""
        self.tokens_given: set[str] = set()
        self.customers = 0
        self.limits: Body = {
            "max_track_duration": 1800,
            "max_concurrent_track_generations": 5,
            "total_tracks_count": 3,
            "total_tracks_count_limit": -1,
            "monthly_tracks_count": 3,
            "monthly_tracks_count_limit": 100,
        }
        self.licence: Body = {
            "id": "licence-1",
            "status": "active",
            "track_expiration_time": 900,
            "allow_all_formats": False,
            "track_formats": ["mp3", "wav"],
            "allow_all_bitrates": True,
            "bitrates": [],
            "allow_all_modes": False,
            "track_modes": ["track", "loop"],
            "allow_all_intensities": True,
            "intensities": [],
            "expired_at": _in_days(300),
        }
        self.token_days = 30.0
        self.renews_links = True
        self._urls: dict[str, str] = {}
        self.says_completed = False
        """Whether it uses the word of older texts for a finished track."""
        self.expire_token()

    @property
    def base_url(self) -> str:
        return f"{self.origin}/api/v3"

    def settings(self) -> Body:
        return {
            "company_id": self.company,
            "license_token": self.key,
            "base_url": self.base_url,
            "poll_seconds": 0.02,
            "timeout_seconds": 20,
        }

    @property
    def canaries(self) -> tuple[str, ...]:
        return (*super().canaries, *self.tokens_given)

    def expire_token(self) -> None:
        """The customer must be asked for anew."""
        self.token = f"access{secrets.token_hex(16)}"

    def place_of(self, request: Request) -> Place:
        if request.path.startswith("/api/v3/public/tracks"):
            return "create" if request.method == "POST" else "poll"
        return "check"

    def answer(self, request: Request) -> Answer:
        self.expect(request.headers.get("accept") == "application/json", "no Accept: application/json")
        route = f"{request.method} {request.path.removeprefix('/api/v3')}"
        if "/service/" in route:
            if (request.headers.get("company-id"), request.headers.get("license-token")) != (self.company, self.key):
                return _unauthenticated()
            if route == "POST /service/customers":
                return self._find_or_create(request.json())
            if route == "GET /service/licenses/licence-1":
                return json_answer({"data": self.licence | {"license_limits": self.limits}})
            return json_answer({"message": "Not found."}, 404)
        if "license-token" in request.headers:
            self.violation("the service pair at a public address")
        if request.headers.get("customer-id") != "customer-1":
            return _unauthenticated()
        if request.headers.get("access-token") != self.token or self.token_days <= 0:
            return json_answer({"message": "The access token has expired.", "code": "AccessTokenExpired"}, 403)
        if route == "POST /public/tracks":
            return self._create(request.json())
        if found := re.fullmatch(r"GET /public/tracks/([\w-]+)", route):
            job = self.find(found[1])
            if job is None:
                return json_answer({"message": "Track not found.", "code": "TrackNotFound"}, 404)
            return json_answer({"data": self._track(job, is_done=self.look_at(job))})
        return json_answer({"message": "Not found."}, 404)

    def _find_or_create(self, asked: Body) -> Answer:
        if not self.expect(set(asked) == {"custom_id"}, f"customer fields {sorted(asked)}"):
            return _invalid("custom_id", "unknown fields")
        if not re.fullmatch(r"[A-Za-z0-9._@-]{1,255}", str(asked["custom_id"])):
            self.violation(f"custom_id {asked['custom_id']!r}")
            return _invalid("custom_id", "format")
        self.customers += 1
        self.tokens_given.add(self.token)
        if self.token_days <= 0:
            self.token_days = 30.0
        access = {
            "id": "access-1",
            "customer_id": "customer-1",
            "license_id": "licence-1",
            "token": self.token,
            "expired_at": _in_days(self.token_days),
            "customer_limits": {"tracks_count_limit": -1},
        }
        return json_answer({"data": {"id": "customer-1", **asked, "status": "active", "access": access}})

    def _create(self, asked: Body) -> Answer:
        for field, holds in (
            ("fields", set(asked) <= _FIELDS),
            ("prompt", isinstance(asked.get("prompt"), str) and 1 <= len(asked["prompt"]) <= 255),
            ("duration", type(asked.get("duration")) is int and asked["duration"] >= 5),
            ("format", asked.get("format") in _KIND),
            ("bitrate", asked.get("bitrate", 128) in _BITRATES),
            ("intensity", asked.get("intensity") in ("low", "medium", "high")),
            ("mode", asked.get("mode", "track") in ("track", "loop", "jingle", "mix")),
            ("bpm", "bpm" not in asked or "playlist_index" in asked),
            ("key", "key" not in asked or "playlist_index" in asked),
        ):
            if not self.expect(holds, f"{field}: {asked}"):
                return _invalid(field, "is not valid")
        for code, holds in (
            ("LicenseForbiddenDuration", asked["duration"] <= self.limits["max_track_duration"]),
            ("LicenseForbiddenFormat", asked["format"] in self.licence["track_formats"]),
            ("LicenseForbiddenMode", asked["mode"] in self.licence["track_modes"]),
        ):
            if not self.expect(holds, f"{code}: {asked}"):
                return refusal(code)
        return json_answer({"data": self._track(self.take(asked), is_done=False)})

    def _track(self, job: Job, *, is_done: bool) -> Body:
        url: str | None = None
        if is_done and not self.is_empty:
            form, content_type = _KIND[job.asked["format"]]
            seconds = self.wrong_length_seconds or job.asked["duration"]
            seed = self.seed_of(job)
            url = self.link_to(lambda: make_sound(seconds, seed, form), content_type, f"track.{form}")
            url = url if self.renews_links else self._urls.setdefault(job.id, url)
        done_word = "completed" if self.says_completed else "done"
        generation: dict[str, Any] = {
            "session_id": "session-1",
            "format": job.asked["format"],
            "bitrate": job.asked.get("bitrate"),
            "status": done_word if is_done else "processing",
            "created_at": _in_days(0),
            "generated_at": _in_days(0) if is_done else None,
            "expired_at": _in_days(self.link_seconds / 86_400) if is_done else None,
            "url": url,
        }
        return job.asked | {
            "id": job.id,
            "session_id": "session-1",
            "playlist_index": None,
            "generations": [generation],
        }

    def refusals(self) -> dict[Refused, Answer]:
        return {
            "key": _unauthenticated(),
            "balance": refusal("LicenseLimitTracksCount", type="monthly", tracks_count=100, tracks_count_limit=100),
            "invalid": _invalid("prompt", "is not valid"),
        }

    def failed(self) -> Answer:
        """A poll's answer for a track that could not be made."""
        generation = {"session_id": "session-1", "status": "failed", "url": None}
        return json_answer({"data": {"id": "x", "generations": [generation]}})


def refusal(code: str, **more: object) -> Answer:
    """What the licence does not allow, or has used up."""
    return json_answer({"message": "The license does not provide for this", "code": code, **more}, 403)


def _unauthenticated() -> Answer:
    return json_answer({"message": "Unauthenticated.", "code": "Unauthenticated"}, 401)


def _invalid(field: str, why: str) -> Answer:
    return json_answer({"message": f"The {field} field {why}.", "errors": {field: [why]}}, 422)


def _in_days(days: float) -> str:
    moment = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=days)
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
