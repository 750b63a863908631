"""Beatoven's public API as its repository describes it: compose, look, and links in the finished task."""

import re

from tests.providers.servers.base import Answer, Body, Job, Place, Refused, Request, VendorServer, json_answer
from tests.providers.servers.media import SoundForm, make_sound

_KIND: dict[str, tuple[SoundForm, str]] = {
    "wav": ("wav", "audio/x-wav"),
    "mp3": ("mp3", "audio/mpeg"),
    "aac": ("aac", "audio/aac"),
}
_LENGTH = re.compile(r"(?:(\d+) minutes?)? ?(?:(\d+) seconds?)? of instrumental music\.")


class BeatovenServer(VendorServer):
    group = "beatoven"

    def __init__(self) -> None:
        super().__init__()
        self.waiting_words = ["composing", "running"]
        """What a task is called while it is not done, in turn."""

    def settings(self) -> Body:
        return super().settings() | {"poll_seconds": 0.02}

    def place_of(self, request: Request) -> Place:
        if request.method == "POST":
            return "create"
        return "check" if "00000000-0000" in request.path else "poll"

    def answer(self, request: Request) -> Answer:
        if request.headers.get("authorization") != f"Bearer {self.key}":
            return self.refusals()["key"]
        route = f"{request.method} {request.path}"
        if route == "POST /api/v1/tracks/compose":
            return self._compose(request)
        if found := re.fullmatch(r"GET /api/v1/tasks/([\w-]+)", route):
            job = self.find(found[1])
            return json_answer({"error": "Task not found"}, 404) if job is None else self._task(job)
        return json_answer({"error": "Not found"}, 404)

    def _compose(self, request: Request) -> Answer:
        asked = request.json()
        prompt = asked.get("prompt")
        for what, holds in (
            ("content type", request.headers.get("content-type") == "application/json"),
            ("fields", set(asked) <= {"prompt", "format", "looping"}),
            ("prompt", isinstance(prompt, dict) and set(prompt) == {"text"} and bool(prompt["text"])),
            ("format", asked.get("format", "wav") in _KIND),
            ("looping", asked.get("looping", False) is False),
        ):
            if not self.expect(holds, f"{what}: {asked}"):
                return self.refusals()["invalid"]
        return json_answer({"status": "started", "task_id": f"{self.take(asked).id}"})

    def _task(self, job: Job) -> Answer:
        if not self.look_at(job):
            word = self.waiting_words[(job.polls - 1) % len(self.waiting_words)]
            return json_answer({"status": word})
        form, content_type = _KIND[job.asked["format"]]
        found = _LENGTH.match(job.asked["prompt"]["text"])
        asked_seconds = 60 * int(found[1] or 0) + int(found[2] or 0) if found else 90
        seconds = self.wrong_length_seconds or asked_seconds
        seed = self.seed_of(job)
        url = None if self.is_empty else self.link_to(lambda: make_sound(seconds, seed, form), content_type, "t")
        meta = {"project_id": "project-1", "track_id": job.id, "version": 1, "prompt": job.asked["prompt"]}
        return json_answer({"status": "composed", "meta": meta | {"track_url": url, "stems_url": {"bass": url}}})

    def refusals(self) -> dict[Refused, Answer]:
        return {
            "key": json_answer({"error": "Unauthorized"}, 401),
            "balance": json_answer({"error": "Your monthly quota is used up, upgrade the plan"}, 403),
            "invalid": json_answer({"error": "prompt.text is required"}, 400),
        }

    def failed(self) -> Answer:
        return json_answer({"status": "failed"})
