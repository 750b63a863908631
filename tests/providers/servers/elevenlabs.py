"""ElevenLabs' music as its reference and its own client describe it: one request, and the sound for an answer."""

from tests.providers.servers.base import (
    NOISE,
    Answer,
    Body,
    Fault,
    Place,
    Refused,
    Request,
    VendorServer,
    json_answer,
)
from tests.providers.servers.media import make_sound

_MODELS = ("music_v1", "music_v2", "music_v2_5")
_FIELDS = {
    "prompt", "composition_plan", "music_length_ms", "model_id", "seed", "force_instrumental",
    "respect_sections_durations", "store_for_inpainting", "sign_with_c2pa", "finetune_id",
}  # fmt: skip
_FORMS = tuple(f"mp3_{rate}" for rate in ("44100_128", "44100_192", "48000_128", "48000_192", "48000_240", "48000_320"))


class ElevenLabsServer(VendorServer):
    group = "elevenlabs"

    def __init__(self) -> None:
        super().__init__()
        self.subscription: Body = {
            "tier": "creator",
            "status": "active",
            "character_count": 1200,
            "character_limit": 100_000,
            "can_extend_character_limit": False,
        }

    def place_of(self, request: Request) -> Place:
        return "create" if request.path == "/v1/music" else "check"

    def answer(self, request: Request) -> Answer:
        if request.headers.get("xi-api-key") != self.key:
            return self.refusals()["key"]
        route = f"{request.method} {request.path}"
        if route == "GET /v1/user/subscription":
            return json_answer(self.subscription)
        if route == "POST /v1/music":
            return self._compose(request)
        return json_answer({"detail": "Not Found"}, 404)

    def _compose(self, request: Request) -> Answer:
        asked = request.json()
        length = asked.get("music_length_ms")
        for what, holds in (
            ("content type", request.headers.get("content-type") == "application/json"),
            ("query", set(request.query) <= {"output_format", "enable_logging"}),
            ("output_format", request.query.get("output_format", "auto") in _FORMS),
            ("fields", set(asked) <= _FIELDS),
            ("prompt", isinstance(asked.get("prompt"), str) and 1 <= len(asked["prompt"]) <= 4100),
            ("composition_plan", "composition_plan" not in asked),
            ("seed", "seed" not in asked),
            ("music_length_ms", type(length) is int and 3000 <= length <= 600_000),
            ("model_id", asked.get("model_id") in _MODELS),
            ("force_instrumental", asked.get("force_instrumental") is True),
        ):
            if not self.expect(holds, f"{what}: {asked}"):
                return self.refusals()["invalid"]
        job = self.take(asked)
        sound = make_sound(self.wrong_length_seconds or asked["music_length_ms"] / 1000, self.seed_of(job), "mp3")
        return Answer(200, b"" if self.is_empty else sound, "audio/mpeg", {"request-id": job.id})

    def refusals(self) -> dict[Refused, Answer]:
        return {
            "key": refusal(401, "invalid_api_key", "Invalid API key"),
            "balance": refusal(401, "quota_exceeded", "This request exceeds your quota"),
            "content": refusal(
                400, "bad_prompt", "The prompt names an artist", {"prompt_suggestion": "A calm piano piece"}
            ),
            "invalid": json_answer(
                {"detail": [{"loc": ["body", "prompt"], "msg": "field required", "type": "value_error.missing"}]}, 422
            ),
        }

    def rate_limited(self, **headers: str) -> Answer:
        answer = refusal(429, "too_many_concurrent_requests", "Too many concurrent requests")
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        return Answer(429, answer.body, headers=named)

    def noise(self) -> tuple[Place, Fault]:
        return "create", Fault(Answer(200, NOISE, "audio/mpeg"), is_taken=True)


def refusal(status: int, word: str, message: str, data: object = None) -> Answer:
    return json_answer({"detail": {"status": word, "message": message, "data": data}}, status)
