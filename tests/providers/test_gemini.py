"""Gemini beyond the contract: answers without a picture, retired models, limits, sizes."""

import base64
import datetime
from collections.abc import Iterator

import pytest
from PIL import Image

from studio.errors import (
    BrokenReply,
    ContentRefused,
    InvalidProviderRequest,
    ProviderBalanceEmpty,
    ProviderError,
    ProviderKeyRefused,
    ProviderRateLimited,
    SubmissionUnknown,
)
from studio.providers.visual.base import VisualProvider
from studio.providers.visual.gemini import seconds_until_reset

from .conftest import LedgerLine, MakeContext
from .servers.base import Answer, Fault, json_answer
from .servers.gemini import GeminiServer, error, with_parts
from .servers.media import make_picture
from .vendors import VISUAL_VENDORS

VENDOR = VISUAL_VENDORS["gemini"]
NO_PICTURE = with_parts({"text": "I would rather describe it."})


@pytest.fixture
def server() -> Iterator[GeminiServer]:
    with GeminiServer() as running:
        yield running


@pytest.fixture
def provider(server: GeminiServer) -> VisualProvider:
    return VENDOR.make(server)


def test_what_is_sent_is_exact(provider: VisualProvider, server: GeminiServer, make_context: MakeContext) -> None:
    provider.generate_visual("A bridge in the mist.", make_context(submission=LedgerLine()))
    assert server.jobs[0].asked == {
        "contents": [{"parts": [{"text": "A bridge in the mist."}]}],
        "generationConfig": {
            "responseModalities": ["TEXT", "IMAGE"],
            "imageConfig": {"aspectRatio": "16:9", "imageSize": "2K"},
        },
    }


@pytest.mark.parametrize(
    ("model", "size", "pixels"),
    [
        ("gemini-nano-banana-2.1", "1K", (1376, 768)),
        ("gemini-3-pro-image", "4K", (5504, 3072)),
        ("gemini-3.1-flash-lite-image", "2K", (1376, 768)),
        ("gemini-2.5-flash-image", "2K", (1344, 768)),
    ],
)
def test_each_model_is_asked_for_a_size_that_it_makes(
    server: GeminiServer, make_context: MakeContext, model: str, size: str, pixels: tuple[int, int]
) -> None:
    provider = VENDOR.make(server, image_model=model, image_size=size)
    assert provider.capabilities.still_sizes == (pixels,)
    visual = provider.generate_visual("a bridge", make_context(submission=LedgerLine()))
    with Image.open(visual.path) as picture:
        assert picture.size == pixels


def test_a_png_is_kept_as_one_whatever_is_said_of_it(
    provider: VisualProvider, server: GeminiServer, make_context: MakeContext
) -> None:
    server.form = "PNG"
    visual = provider.generate_visual("a bridge", make_context(submission=LedgerLine()))
    assert visual.path.suffix == ".png"
    assert visual.path.read_bytes() == make_picture(2752, 1536, 1, "PNG")
    assert visual.provider_image_id == server.jobs[0].id


class TestEmptyAnswers:
    @pytest.mark.parametrize(
        ("answer", "words"),
        [
            (json_answer({"promptFeedback": {"blockReason": "SAFETY"}}), r"blocked the prompt \(SAFETY\)"),
            (json_answer({"candidates": [], "promptFeedback": {"blockReason": "OTHER"}}), "blocked the prompt"),
            (with_parts(finish="IMAGE_SAFETY"), r"held the picture back \(IMAGE_SAFETY\)"),
            (with_parts({"text": "Not this."}, finish="PROHIBITED_CONTENT"), "Not this"),
            (with_parts(finish="IMAGE_RECITATION"), "IMAGE_RECITATION"),
        ],
    )
    def test_a_block_is_final(
        self,
        provider: VisualProvider,
        server: GeminiServer,
        make_context: MakeContext,
        answer: Answer,
        words: str,
    ) -> None:
        server.lasting["create"] = Fault(answer)
        line = LedgerLine()
        with pytest.raises(ContentRefused, match=words):
            provider.generate_visual("a bridge", make_context(submission=line))
        assert len(server.requests) == 1
        assert line.steps == ["intended", "refused"]

    @pytest.mark.parametrize(
        "answer",
        [
            NO_PICTURE,
            with_parts(finish="NO_IMAGE"),
            with_parts(finish="IMAGE_OTHER"),
            json_answer({"candidates": [{"finishReason": "STOP"}]}),
            with_parts({"inlineData": {"mimeType": "image/png", "data": "no base64!"}}),
            with_parts({"inlineData": {"mimeType": "image/png", "data": ""}}),
            with_parts({
                "thought": True,
                "inlineData": {"mimeType": "image/png", "data": base64.b64encode(b"draft").decode()},
            }),
        ],
    )  # fmt: skip
    def test_an_answer_without_a_picture_is_asked_for_once_more(
        self, provider: VisualProvider, server: GeminiServer, make_context: MakeContext, answer: Answer
    ) -> None:
        server.faults["create"] = [Fault(answer)]
        line = LedgerLine()
        provider.generate_visual("a bridge", make_context(submission=line))
        assert line.steps == ["intended", "refused", "intended", "accepted"]
        server.lasting["create"] = Fault(answer)
        with pytest.raises(BrokenReply, match="without a picture"):
            provider.generate_visual("a bridge", make_context(submission=LedgerLine()))
        assert len(server.requests) == 4

    def test_its_words_are_shown(
        self, provider: VisualProvider, server: GeminiServer, make_context: MakeContext
    ) -> None:
        server.lasting["create"] = Fault(NO_PICTURE)
        with pytest.raises(BrokenReply, match="I would rather describe it"):
            provider.generate_visual("a bridge", make_context(submission=LedgerLine()))

    def test_one_that_is_cut_wants_a_shorter_prompt(
        self, provider: VisualProvider, server: GeminiServer, make_context: MakeContext
    ) -> None:
        server.lasting["create"] = Fault(with_parts(finish="MAX_TOKENS"))
        with pytest.raises(InvalidProviderRequest, match="shorten the prompt"):
            provider.generate_visual("a bridge", make_context(submission=LedgerLine()))
        assert len(server.requests) == 1


class TestModels:
    def test_one_that_the_vendor_does_not_know_fails_the_check(self, server: GeminiServer) -> None:
        provider = VENDOR.make(server, image_model="gemini-0-image")
        with pytest.raises(InvalidProviderRequest, match=r"gemini-0-image is retired or unknown.*GEMINI_IMAGE_MODEL"):
            provider.check(visual_count=20, own_files=None)

    @pytest.mark.parametrize("model", ["gemini-3-pro-image-preview", "imagen-4.0-generate-001"])
    def test_one_that_was_shut_down_is_not_asked_for(self, server: GeminiServer, model: str) -> None:
        with pytest.raises(InvalidProviderRequest, match="was shut down on"):
            VENDOR.make(server, image_model=model).check(visual_count=20, own_files=None)
        assert server.requests == []

    def test_one_that_goes_away_meanwhile_is_told(
        self, provider: VisualProvider, server: GeminiServer, make_context: MakeContext
    ) -> None:
        server.models.clear()
        line = LedgerLine()
        with pytest.raises(InvalidProviderRequest, match="retired or unknown"):
            provider.generate_visual("a bridge", make_context(submission=line))
        assert line.steps == ["intended", "refused"]


def quota(*quota_ids: str, **more: object) -> dict[str, object]:
    return {"violations": [{"quotaId": quota_id} for quota_id in quota_ids]} | more


class TestRefusals:
    @pytest.mark.parametrize(
        ("answer", "expected", "words"),
        [
            (error(401, "UNAUTHENTICATED", "no key"), ProviderKeyRefused, "GEMINI_API_KEY"),
            (error(403, "PERMISSION_DENIED", "not allowed"), ProviderKeyRefused, "not allowed"),
            (error(400, "FAILED_PRECONDITION", "enable billing"), ProviderBalanceEmpty, "enable billing"),
            (error(429, "RESOURCE_EXHAUSTED", "monthly spend cap reached"), ProviderBalanceEmpty, "spend cap"),
            (error(400, "INVALID_ARGUMENT", "bad size"), InvalidProviderRequest, "bad size"),
        ],
    )
    def test_they_are_told_apart(
        self,
        provider: VisualProvider,
        server: GeminiServer,
        make_context: MakeContext,
        answer: Answer,
        expected: type[ProviderError],
        words: str,
    ) -> None:
        server.lasting["create"] = Fault(answer)
        with pytest.raises(expected, match=words):
            provider.generate_visual("a bridge", make_context(submission=LedgerLine()))
        assert len(server.requests) == 1

    def test_the_days_end_is_waited_for(
        self, provider: VisualProvider, server: GeminiServer, make_context: MakeContext
    ) -> None:
        answer = error(
            429, "RESOURCE_EXHAUSTED", "quota", quota("GenerateRequestsPerDayPerProject"), {"retryDelay": "3s"}
        )
        server.lasting["create"] = Fault(answer)
        with pytest.raises(ProviderRateLimited) as raised:
            provider.generate_visual("a bridge", make_context(submission=LedgerLine()))
        assert raised.value.retry_after_seconds == pytest.approx(
            seconds_until_reset(datetime.datetime.now(datetime.UTC)), abs=60
        )

    def test_a_failure_of_a_gateway_is_not_free(
        self, provider: VisualProvider, server: GeminiServer, make_context: MakeContext
    ) -> None:
        for answer in (error(504, "DEADLINE_EXCEEDED", "too slow"), Answer(500, b"<html>", "text/html")):
            server.lasting["create"] = Fault(answer, is_taken=True)
            with pytest.raises(SubmissionUnknown):
                provider.generate_visual("a bridge", make_context(submission=LedgerLine()))
        assert len(server.jobs) == 2


@pytest.mark.parametrize(
    ("now", "seconds"),
    [("2026-11-28T07:59:00+00:00", 60), ("2026-11-28T08:00:00+00:00", 86_400), ("2026-07-01T06:00:00+00:00", 3600)],
)
def test_a_day_ends_at_midnight_in_california(now: str, seconds: float) -> None:
    assert seconds_until_reset(datetime.datetime.fromisoformat(now)) == seconds
