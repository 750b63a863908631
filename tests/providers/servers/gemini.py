"""Gemini's generateContent for pictures as Google's pages describe it: one request, and base64 for an answer."""

import base64
import re
from typing import Any

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
from tests.providers.servers.media import make_picture

_SIZES = {"1K": (1376, 768), "2K": (2752, 1536), "4K": (5504, 3072)}
_SIZELESS = {"gemini-2.5-flash-image": (1344, 768)}


class GeminiServer(VendorServer):
    group = "gemini"

    def __init__(self) -> None:
        super().__init__()
        self.models = ["gemini-nano-banana-2.1", "gemini-3-pro-image", "gemini-2.5-flash-image"]
        self.models += ["gemini-3.1-flash-lite-image"]
        self.form = "JPEG"

    def place_of(self, request: Request) -> Place:
        return "create" if request.method == "POST" else "check"

    def answer(self, request: Request) -> Answer:
        if request.headers.get("x-goog-api-key") != self.key:
            return self.refusals()["key"]
        found = re.fullmatch(r"/v1beta/models/([\w.-]+)(:generateContent)?", request.path)
        if found is None or found[1] not in self.models:
            return error(404, "NOT_FOUND", "models/x is not found for API version v1beta")
        if request.method == "GET" and not found[2]:
            return json_answer({"name": f"models/{found[1]}", "displayName": "A model"})
        return self._generate(found[1], request.json())

    def _generate(self, model: str, asked: Body) -> Answer:
        config = asked.get("generationConfig", {})
        image = config.get("imageConfig", {})
        parts = asked.get("contents", [{}])[0].get("parts", [])
        for what, holds in (
            ("fields", set(asked) == {"contents", "generationConfig"} and len(asked["contents"]) == 1),
            ("config", set(config) == {"responseModalities", "imageConfig"}),
            ("modalities", config.get("responseModalities") in (["IMAGE"], ["TEXT", "IMAGE"])),
            ("image", set(image) <= {"aspectRatio", "imageSize"} and image.get("aspectRatio") == "16:9"),
            ("size", (model in _SIZELESS) == ("imageSize" not in image)),
            ("size's word", image.get("imageSize", "1K") in _SIZES),
            ("parts", len(parts) == 1 and set(parts[0]) == {"text"} and bool(parts[0]["text"])),
        ):
            if not self.expect(holds, f"{what}: {asked}"):
                return self.refusals()["invalid"]
        width, height = _SIZELESS.get(model) or _SIZES[image["imageSize"]]
        job = self.take(asked)
        form: Any = self.form
        picture = make_picture(width, height, self.seed_of(job), form)
        thought = make_picture(320, 180, 99)
        return json_answer({
            "candidates": [
                {
                    "finishReason": "STOP",
                    "index": 0,
                    "content": {
                        "role": "model",
                        "parts": [
                            {"text": "plan", "thought": True},
                            {"text": "Here it is."},
                            {"inlineData": {"mimeType": "image/png", "data": base64.b64encode(picture).decode()}},
                            {
                                "thought": True,
                                "inlineData": {"mimeType": "image/jpeg", "data": base64.b64encode(thought).decode()},
                            },
                        ],
                    },
                }
            ],
            "usageMetadata": {"promptTokenCount": 61, "candidatesTokenCount": 1680, "totalTokenCount": 1741},
            "modelVersion": model,
            "responseId": job.id,
        })  # fmt: skip

    def refusals(self) -> dict[Refused, Answer]:
        return {
            "key": error(400, "INVALID_ARGUMENT", "API key not valid.", {"reason": "API_KEY_INVALID"}),
            "balance": error(402, "RESOURCE_EXHAUSTED", "Your prepay credits are depleted"),
            "content": json_answer({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}),
            "invalid": error(400, "INVALID_ARGUMENT", "Invalid value at generation_config"),
        }

    def free_failures(self) -> list[Answer]:
        return [
            error(500, "INTERNAL", "An internal error has occurred"),
            error(503, "UNAVAILABLE", "The model is overloaded"),
        ]

    def rate_limited(self, **headers: str) -> Answer:
        """The advice stands in the body."""
        seconds = headers.get("retry_after")
        info = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": f"{seconds}s"}
        return error(429, "RESOURCE_EXHAUSTED", "Resource exhausted", *([info] if seconds else []))

    def noise(self) -> tuple[Place, Fault]:
        data = base64.b64encode(NOISE).decode()
        return "create", Fault(with_parts({"inlineData": {"mimeType": "image/png", "data": data}}), is_taken=True)


def with_parts(*parts: Body, finish: str = "STOP") -> Answer:
    """An answer that is all right, whatever it holds."""
    return json_answer({"candidates": [{"finishReason": finish, "content": {"parts": list(parts)}}]})


def error(status: int, word: str, message: str, *details: Body) -> Answer:
    return json_answer({"error": {"code": status, "status": word, "message": message, "details": details}}, status)
