"""The vendors' servers are as strict as their documents: what they refuse, an adapter that sends it would be told."""

from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from .servers.base import VendorServer
from .servers.beatoven import BeatovenServer
from .servers.elevenlabs import ElevenLabsServer
from .servers.gemini import GeminiServer
from .servers.leonardo import LUCID_ORIGIN, LeonardoServer
from .servers.mubert import MubertServer
from .servers.stability import StabilityServer

Change = dict[str, Any]


def ask_mubert(server: MubertServer, change: Change) -> int:
    base, json_only = server.base_url, {"Accept": "application/json"}
    pair = {"company-id": server.company, "license-token": server.key}
    httpx2.post(f"{base}/service/customers", json={"custom_id": "x"}, headers=json_only | pair)
    asked = {"prompt": "rain", "duration": 60, "format": "mp3", "bitrate": 320, "intensity": "low", "mode": "track"}
    headers = json_only | {"customer-id": "customer-1", "access-token": server.token} | change.pop("headers", {})
    return httpx2.post(f"{base}/public/tracks", json=asked | change, headers=headers).status_code


def ask_beatoven(server: BeatovenServer, change: Change) -> int:
    headers = {"Authorization": f"Bearer {server.key}"} | change.pop("headers", {})
    asked = {"prompt": {"text": "1 minute of rain"}, "format": "wav", "looping": False}
    return httpx2.post(f"{server.origin}/api/v1/tracks/compose", json=asked | change, headers=headers).status_code


def ask_elevenlabs(server: ElevenLabsServer, change: Change) -> int:
    headers = {"xi-api-key": server.key} | change.pop("headers", {})
    params = {"output_format": change.pop("output_format", "mp3_48000_192")}
    asked = {"prompt": "rain", "music_length_ms": 3000, "model_id": "music_v2", "force_instrumental": True}
    return httpx2.post(f"{server.origin}/v1/music", params=params, json=asked | change, headers=headers).status_code


def ask_stability(server: StabilityServer, change: Change) -> int:
    headers = {"Authorization": f"Bearer {server.key}", "Accept": "audio/*"} | change.pop("headers", {})
    asked = {"prompt": "rain", "duration": "60", "model": "stable-audio-3", "output_format": "mp3"} | change
    form = {name: (None, text) for name, text in asked.items()}
    address = f"{server.origin}/v2beta/audio/stable-audio/text-to-audio"
    return httpx2.post(address, files=form, headers=headers).status_code


def ask_leonardo(server: LeonardoServer, change: Change) -> int:
    headers = {"Authorization": f"Bearer {server.key}", "Accept": "application/json"} | change.pop("headers", {})
    asked = {
        "prompt": "a bridge", "modelId": LUCID_ORIGIN, "width": 1920, "height": 1080, "num_images": 1,
        "contrast": 3.5, "alchemy": False, "enhancePrompt": False, "seed": 1, "public": False,
    }  # fmt: skip
    return httpx2.post(f"{server.base_url}/v1/generations", json=asked | change, headers=headers).status_code


def ask_gemini(server: GeminiServer, change: Change) -> int:
    headers = {"x-goog-api-key": server.key} | change.pop("headers", {})
    image = {"aspectRatio": "16:9", "imageSize": "2K"} | change.pop("image", {})
    asked = {
        "contents": [{"parts": [{"text": "a bridge"}]}],
        "generationConfig": {"responseModalities": ["IMAGE"], "imageConfig": image},
    }
    address = f"{server.origin}/v1beta/models/gemini-nano-banana-2.1:generateContent"
    return httpx2.post(address, json=asked | change, headers=headers).status_code


@pytest.mark.parametrize(
    ("server_type", "ask", "accepted", "refused"),
    [
        (
            MubertServer,
            ask_mubert,
            200,
            [
                ({"duration": 4}, 422),
                ({"duration": "60"}, 422),
                ({"duration": 1801}, 403),
                ({"bitrate": 300}, 422),
                ({"bpm": 90}, 422),
                ({"prompt": "x" * 256}, 422),
                ({"seed": 1}, 422),
                ({"mode": "mix"}, 403),
                ({"headers": {"access-token": "old"}}, 403),
                ({"headers": {"customer-id": "else"}}, 401),
            ],
        ),
        (
            BeatovenServer,
            ask_beatoven,
            200,
            [
                ({"prompt": "rain"}, 400),
                ({"duration": 60}, 400),
                ({"format": "flac"}, 400),
                ({"headers": {"Authorization": "api_key x"}}, 401),
            ],
        ),
        (
            ElevenLabsServer,
            ask_elevenlabs,
            200,
            [
                ({"seed": 1}, 422),
                ({"music_length_ms": 2999}, 422),
                ({"music_length_ms": 600_001}, 422),
                ({"prompt": "x" * 4101}, 422),
                ({"output_format": "wav"}, 422),
                ({"model_id": "music_v9"}, 422),
                ({"headers": {"xi-api-key": "else"}}, 401),
            ],
        ),
        (
            StabilityServer,
            ask_stability,
            202,
            [
                ({"duration": "381"}, 400),
                ({"duration": "60.5"}, 400),
                ({"model": "stable-audio-2.5"}, 400),
                ({"lyrics": "la"}, 400),
                ({"seed": "4294967295"}, 400),
                ({"headers": {"Authorization": "Bearer else"}}, 401),
            ],
        ),
        (
            LeonardoServer,
            ask_leonardo,
            200,
            [
                ({"width": 1921}, 400),
                ({"num_images": 4}, 400),
                ({"contrast": 2}, 400),
                ({"public": True}, 400),
                ({"alchemy": True}, 400),
                ({"modelId": "lucid"}, 400),
                ({"prompt": ""}, 400),
                ({"presetStyle": "NONE"}, 400),
                ({"headers": {"Authorization": "Bearer else"}}, 401),
            ],
        ),
        (
            GeminiServer,
            ask_gemini,
            200,
            [
                ({"image": {"imageSize": "2k"}}, 400),
                ({"image": {"aspectRatio": "1.79"}}, 400),
                ({"image": {"outputMimeType": "image/jpeg"}}, 400),
                ({"seed": 1}, 400),
                ({"headers": {"x-goog-api-key": "else"}}, 400),
            ],
        ),
    ],
)
def test_what_the_documents_refuse_is_refused_and_not_counted(
    server_type: type[VendorServer],
    ask: Callable[[Any, Change], int],
    accepted: int,
    refused: list[tuple[Change, int]],
) -> None:
    with server_type() as server:
        assert ask(server, {}) == accepted
        assert server.violations == []
        for change, status in refused:
            is_about_the_key = "headers" in change
            assert ask(server, dict(change)) == status, change
            assert bool(server.violations) != is_about_the_key, change
            server.violations.clear()
        assert len(server.jobs) == 1
