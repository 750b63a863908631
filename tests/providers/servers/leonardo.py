"""Leonardo's API, v1 and v2, as its documents describe it: generations, image-to-video, account, models."""

import re
import uuid
from typing import Any

from tests.providers.servers.base import Answer, Body, Job, Place, Refused, Request, VendorServer, json_answer
from tests.providers.servers.media import make_clip, make_picture

LUCID_ORIGIN = "7b592283-e8a7-4c5a-9ba6-d18c31f258b9"
_CONTRASTS = (1, 1.3, 1.8, 2.5, 3, 3.5, 4, 4.5)
_STILL_FIELDS = {
    "prompt", "negative_prompt", "modelId", "width", "height", "num_images", "contrast", "styleUUID", "alchemy",
    "ultra", "enhancePrompt", "seed", "public", "init_image_id", "init_generation_image_id", "init_strength",
    "controlnets",
}  # fmt: skip
_CLIP_FIELDS = {
    "prompt", "imageId", "imageType", "model", "resolution", "width", "height", "duration", "endFrameImage",
    "frameInterpolation", "promptEnhance", "negativePrompt", "seed", "styleIds", "elements",
}  # fmt: skip
_V2_FIELDS = {"prompt", "duration", "width", "height", "mode", "motion_has_audio", "guidances"}
_V2_WITH_END_FRAME = ("kling-3.0", "kling-video-o-3", "hailuo-03")


class LeonardoServer(VendorServer):
    group = "leonardo"

    def __init__(self) -> None:
        super().__init__()
        self.largest_side = 1920
        self.account: Body = {
            "user": {"id": "user-1", "username": "somebody"},
            "apiConcurrencySlots": 10,
            "apiPaidTokens": 12.5,
            "apiSubscriptionTokens": 0,
        }
        self.models = [LUCID_ORIGIN]
        self.cost: Body | None = {"amount": "0.0147", "unit": "DOLLARS"}
        self.marks_nsfw = False
        self.clip_seconds = 2
        self.endless_kind: str | None = None
        """`still` or `clip`: that one never gets done."""
        self.image_ids: dict[str, str] = {}
        """Of the picture that a generation made."""

    @property
    def base_url(self) -> str:
        return f"{self.origin}/api/rest"

    def settings(self) -> Body:
        return super().settings() | {"poll_seconds": 0.02}

    def place_of(self, request: Request) -> Place:
        if request.method == "POST":
            return "create"
        return "poll" if "/generations/" in request.path else "check"

    def answer(self, request: Request) -> Answer:
        if request.headers.get("authorization") != f"Bearer {self.key}":
            return self.refusals()["key"]
        self.expect(request.headers.get("accept") == "application/json", "no Accept: application/json")
        route = f"{request.method} {request.path.removeprefix('/api/rest')}"
        if route == "GET /v1/me":
            return json_answer({"user_details": [self.account]})
        if route == "GET /v1/platformModels":
            return json_answer({"custom_models": [{"id": model, "name": "A model"} for model in self.models]})
        if found := re.fullmatch(r"GET /v1/generations/([\w-]+)", route):
            return self._generation(found[1])
        creates = {
            "POST /v1/generations": self._create_still,
            "POST /v1/generations-image-to-video": self._create_clip,
            "POST /v2/generations": self._create_clip_v2,
        }
        if route in creates:
            return creates[route](request.json())
        return json_answer({"error": "Not found", "path": "$", "code": "not-found"}, 404)

    def _create_still(self, asked: Body) -> Answer:
        sides = [asked.get("width"), asked.get("height")]
        for what, holds in (
            ("fields", set(asked) <= _STILL_FIELDS),
            ("prompt", isinstance(asked.get("prompt"), str) and 1 <= len(asked["prompt"]) <= 1500),
            ("modelId", isinstance(asked.get("modelId"), str) and _is_uuid(asked["modelId"])),
            ("sides", all(type(side) is int and side % 8 == 0 and side >= 32 for side in sides)),
            ("num_images", asked.get("num_images") == 1),
            ("contrast", asked.get("contrast") in _CONTRASTS),
            ("styleUUID", "styleUUID" not in asked or _is_uuid(asked["styleUUID"])),
            ("alchemy", asked.get("alchemy") is False),
            ("enhancePrompt", asked.get("enhancePrompt") is False),
            ("public", asked.get("public") is False),
            ("seed", type(asked.get("seed")) is int and 0 <= asked["seed"] <= 2_147_483_637),
        ):
            if not self.expect(holds, f"{what}: {asked}"):
                return self.refusals()["invalid"]
        if asked["width"] > self.largest_side:
            return json_answer({"error": f"width must be at most {self.largest_side}", "path": "$.width"}, 400)
        return json_answer({"sdGenerationJob": self._accepted({"kind": "still"} | asked)})

    def _create_clip(self, asked: Body) -> Answer:
        end = asked.get("endFrameImage")
        for what, holds in (
            ("fields", set(asked) <= _CLIP_FIELDS),
            ("prompt", isinstance(asked.get("prompt"), str) and 1 <= len(asked["prompt"]) <= 1500),
            ("imageId", asked.get("imageId") in self.image_ids.values()),
            ("imageType", asked.get("imageType") == "GENERATED"),
            ("model", asked.get("model") in ("MOTION2", "MOTION2FAST", "KLING2_1", "KLING2_5", "VEO3_1")),
            ("resolution", asked.get("resolution") in ("RESOLUTION_480", "RESOLUTION_720", "RESOLUTION_1080")),
            ("duration", "KLING" not in str(asked.get("model")) or asked.get("duration") in (5, 10)),
            ("end frame", end is None or (asked["model"] == "KLING2_1" and set(end) == {"id", "type"})),
        ):
            if not self.expect(holds, f"{what}: {asked}"):
                return self.refusals()["invalid"]
        return json_answer({"motionVideoGenerationJob": self._accepted({"kind": "clip"} | asked)})

    def _create_clip_v2(self, asked: Body) -> Answer:
        parameters = asked.get("parameters", {})
        frames = parameters.get("guidances", {})
        images = [entry[0]["image"] for entry in frames.values() if len(entry) == 1]
        for what, holds in (
            ("fields", set(asked) == {"model", "public", "parameters"} and asked["public"] is False),
            ("parameters", set(parameters) <= _V2_FIELDS),
            ("prompt", isinstance(parameters.get("prompt"), str) and 1 <= len(parameters["prompt"]) <= 1500),
            ("duration", parameters.get("duration") in range(3, 16)),
            ("audio", parameters.get("motion_has_audio") is False),
            ("start frame", "start_frame" in frames),
            ("end frame", "end_frame" not in frames or asked["model"] in _V2_WITH_END_FRAME),
            ("images", all(image["id"] in self.image_ids.values() for image in images)),
            ("types", all(image["type"] == "GENERATED" for image in images)),
        ):
            if not self.expect(holds, f"{what}: {asked}"):
                return self.refusals()["invalid"]
        job = self.take({"kind": "clip"} | asked)
        return json_answer({"generate": {"generationId": job.id, "apiCreditCost": 24}})

    def _accepted(self, asked: Body) -> Body:
        job = self.take(asked)
        self.image_ids[job.id] = str(uuid.uuid4())
        return {"generationId": job.id, "apiCreditCost": None, "cost": self.cost}

    def _generation(self, job_id: str) -> Answer:
        job = self.find(job_id)
        if job is None:
            return json_answer({"generations_by_pk": None})
        is_done = self.look_at(job) and job.asked["kind"] != self.endless_kind
        generation = {
            "id": job.id,
            "status": "COMPLETE" if is_done else "PENDING",
            "seed": job.asked.get("seed"),
            "imageWidth": job.asked.get("width"),
            "imageHeight": job.asked.get("height"),
            "public": False,
            "generated_images": [self._image(job)] if is_done and not self.is_empty else [],
        }
        return json_answer({"generations_by_pk": generation})

    def _image(self, job: Job) -> Body:
        seed = self.seed_of(job)
        image: dict[str, Any] = {"id": self.image_ids.get(job.id, "clip"), "nsfw": self.marks_nsfw, "url": None}
        width, height = job.asked.get("width") or 1920, job.asked.get("height") or 1080
        image["url"] = self.link_to(lambda: make_picture(width, height, seed), "image/jpeg", "image.jpg")
        clip = self.link_to(lambda: make_clip(1280, 720, self.clip_seconds, seed), "video/mp4", "clip.mp4")
        image["motionMP4URL"] = clip if job.asked["kind"] == "clip" else None
        return image

    def refusals(self) -> dict[Refused, Answer]:
        return {
            "key": json_answer({"error": "Invalid API key", "path": "$", "code": "access-denied"}, 401),
            "balance": json_answer({"error": "not enough api tokens", "path": "$", "code": "unexpected"}, 400),
            "content": json_answer({"error": "content moderated", "path": "$", "code": "unexpected"}, 403),
            "invalid": json_answer({"error": "prompt: must not be empty", "path": "$.prompt", "code": "bad"}, 400),
        }

    def failed(self) -> Answer:
        return json_answer({"generations_by_pk": {"id": "x", "status": "FAILED", "generated_images": []}})


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
