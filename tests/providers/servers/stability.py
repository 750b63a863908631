"""Stable Audio as the digest of Stability's OpenAPI describes it: multipart forms, ids or sound, credits."""

import re

from tests.providers.servers.base import (
    NOISE,
    Answer,
    Body,
    Fault,
    Job,
    Place,
    Refused,
    Request,
    VendorServer,
    json_answer,
)
from tests.providers.servers.media import SoundForm, make_sound

_FIELDS = {"prompt", "duration", "model", "steps", "cfg_scale", "seed", "output_format"}
_LONGEST = {"stable-audio-3": 380, "stable-audio-2.5": 190, "stable-audio-2": 190}
_KIND: dict[str, tuple[SoundForm, str]] = {"mp3": ("mp3", "audio/mpeg"), "wav": ("wav", "audio/wav")}


class StabilityServer(VendorServer):
    group = "stability"

    def __init__(self) -> None:
        super().__init__()
        self.credits = 1000.0

    def settings(self) -> Body:
        return super().settings() | {"poll_seconds": 0.02}

    def place_of(self, request: Request) -> Place:
        if request.method == "POST":
            return "create"
        return "check" if request.path.startswith("/v1/") else "poll"

    def answer(self, request: Request) -> Answer:
        if request.headers.get("authorization") != f"Bearer {self.key}":
            return self.refusals()["key"]
        route = f"{request.method} {request.path}"
        if route == "GET /v1/user/balance":
            return json_answer({"credits": self.credits})
        if found := re.fullmatch(r"POST /v2beta/audio/(stable-audio(?:-2)?)/text-to-audio", route):
            return self._create(request, found[1])
        if found := re.fullmatch(r"GET /v2beta/audio/results/([\w-]+)", route):
            self.expect(request.headers.get("accept") == "audio/*", "Accept of a result")
            job = self.find(found[1])
            if job is None:
                return refusal(404, "not_found", "No such result")
            return self._sound(job) if self.look_at(job) else json_answer({"status": "in-progress"}, 202)
        return refusal(404, "not_found", "Not found")

    def _create(self, request: Request, family: str) -> Answer:
        asked = request.form()
        model = asked.get("model", "")
        digits = {name: asked.get(name, "1") for name in ("duration", "seed")}
        for what, holds in (
            ("content type", request.headers.get("content-type", "").startswith("multipart/form-data; boundary=")),
            ("Accept", request.headers.get("accept") == "audio/*"),
            ("fields", set(asked) <= _FIELDS),
            ("model", model in _LONGEST and (family == "stable-audio") == (model == "stable-audio-3")),
            ("prompt", 1 <= len(asked.get("prompt", "")) <= 10_000),
            ("numbers", all(text.isdecimal() for text in digits.values())),
            ("output_format", asked.get("output_format", "mp3") in _KIND),
        ):
            if not self.expect(holds, f"{what}: {asked}"):
                return self.refusals()["invalid"]
        for what, holds in (
            ("duration", 1 <= int(digits["duration"]) <= _LONGEST[model]),
            ("seed", int(digits["seed"]) <= 4_294_967_294),
        ):
            if not self.expect(holds, f"{what}: {asked}"):
                return self.refusals()["invalid"]
        job = self.take(dict(asked))
        return json_answer({"id": job.id}, 202) if model == "stable-audio-3" else self._sound(job)

    def _sound(self, job: Job) -> Answer:
        form, content_type = _KIND[job.asked["output_format"]]
        sound = make_sound(self.wrong_length_seconds or int(job.asked["duration"]), self.seed_of(job), form)
        headers = {"x-request-id": job.id, "finish-reason": "SUCCESS", "seed": job.asked["seed"]}
        return Answer(200, b"" if self.is_empty else sound, content_type, headers)

    def refusals(self) -> dict[Refused, Answer]:
        return {
            "key": refusal(401, "unauthorized", "Invalid key"),
            "balance": refusal(402, "payment_required", "You lack sufficient credits"),
            "content": refusal(403, "content_moderation", "Your request was flagged by our moderation"),
            "invalid": refusal(400, "bad_request", "duration: must be at most 380"),
        }

    def free_failures(self) -> list[Answer]:
        return [refusal(500, "internal_error", "An unexpected error occurred")]

    def failed(self) -> Answer:
        return Answer(200, make_sound(1, 1, "mp3"), "audio/mpeg", {"finish-reason": "CONTENT_FILTERED"})

    def rate_limited(self, **headers: str) -> Answer:
        named = {"retry_after": "0"} | headers
        return json_answer({"id": "1", "name": "rate_limit_exceeded", "errors": ["Slow down"]}, 429, **named)

    def noise(self) -> tuple[Place, Fault]:
        return "poll", Fault(Answer(200, NOISE, "audio/mpeg"))


class OlderStabilityServer(StabilityServer):
    """Asked for version 2.5, which answers with the sound."""

    def settings(self) -> Body:
        return super().settings() | {"model": "stable-audio-2.5"}

    def noise(self) -> tuple[Place, Fault]:
        return "create", Fault(Answer(200, NOISE, "audio/mpeg"), is_taken=True)


def refusal(status: int, name: str, words: str) -> Answer:
    return json_answer({"id": "0123456789abcdef", "name": name, "errors": [words]}, status)
