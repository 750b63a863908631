"""The OpenAI-compatible writer against a real server: forms, faults, repair, waiting, and secrecy."""

import json
import logging
import threading
import time
import traceback
from collections.abc import Iterator

import pytest

from studio.errors import (
    BrokenReply,
    ContentRefused,
    InvalidProviderRequest,
    ProviderBalanceEmpty,
    ProviderError,
    ProviderKeyRefused,
    ProviderNotConfigured,
    ProviderRateLimited,
    ProviderUnavailable,
    Stopped,
)
from studio.providers.llm.album_request import ALBUM_SCHEMA
from studio.providers.llm.base import AlbumBrief, TokenUse
from studio.providers.llm.builtin import BuiltinPromptWriter
from studio.providers.llm.openai_compatible import OpenAICompatibleWriter
from studio.providers.retries import RetryPolicy
from studio.schemas.prompts import AlbumPrompts, PromptItem
from studio.settings import OpenAISettings

from .chat_server import KEY, Answer, ChatServer, error_answer, json_answer, text_answer

BRIEF = AlbumBrief("rainy jazz night", "smoky", 4, (200, 190, 210, 205), seed=11, channel_niche="jazz")
ALBUM = BuiltinPromptWriter().write_album(BRIEF)
GOOD = text_answer(ALBUM.model_dump_json())
SHORT = text_answer(ALBUM.model_copy(update={"items": ALBUM.items[:3]}).model_dump_json())
QUICK = RetryPolicy(first_wait_seconds=0.01, longest_wait_seconds=0.02)
_NO_SCHEMA = error_answer(400, "This response_format type is unavailable now")


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with ChatServer() as running:
        yield running


@pytest.fixture
def model(request: pytest.FixtureRequest) -> str:
    """A model of this test alone: what a model takes is remembered for the whole process."""
    return f"model-{request.node.name}"


def writer(server: ChatServer, model: str, **changes: object) -> OpenAICompatibleWriter:
    values: dict[str, object] = {
        "api_key": KEY,
        "base_url": server.base_url,
        "model": model,
        "timeout_seconds": 5,
    }
    return OpenAICompatibleWriter(OpenAISettings(**(values | changes)), policy=QUICK)


def formats(server: ChatServer) -> list[str | None]:
    return [request.get("response_format", {}).get("type") for request in server.requests]


def test_the_schema_names_what_the_value_holds() -> None:
    assert ALBUM_SCHEMA["required"] == list(AlbumPrompts.model_fields)
    assert ALBUM_SCHEMA["properties"]["items"]["items"]["required"] == list(PromptItem.model_fields)


def test_a_good_reply_is_the_album(server: ChatServer, model: str) -> None:
    server.answers = [GOOD]
    assert writer(server, model).write_album(BRIEF) == ALBUM
    assert formats(server) == ["json_schema"]
    assert server.requests[0]["model"] == model
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"
    system, user = (message["content"] for message in server.requests[0]["messages"])
    assert json.dumps(ALBUM_SCHEMA) in system
    for word in ("rainy jazz night", "smoky", "exactly 4 items", "3. 3 min 30 s", "jazz"):
        assert word in user


def test_the_environment_is_not_read(server: ChatServer, model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-other")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-other")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-other")
    server.answers = [GOOD]
    writer(server, model, api_key=None).write_album(BRIEF)
    assert not {"openai-organization", "openai-project"} & server.headers[0].keys()
    assert server.headers[0]["authorization"] == "Bearer none"


class TestForms:
    def test_it_steps_down_and_remembers(self, server: ChatServer, model: str) -> None:
        server.answers = [_NO_SCHEMA, GOOD, GOOD]
        assert writer(server, model).write_album(BRIEF) == ALBUM
        assert writer(server, model).write_album(BRIEF) == ALBUM
        assert formats(server) == ["json_schema", "json_object", "json_object"]

    def test_it_steps_down_to_plain_text(self, server: ChatServer, model: str) -> None:
        odd = Answer(422, b"unknown field: response_format", content_type="text/plain")
        server.answers = [odd, json_answer({"detail": "json_object is not supported"}, 400), GOOD]
        assert writer(server, model).write_album(BRIEF) == ALBUM
        assert formats(server) == ["json_schema", "json_object", None]

    def test_another_model_is_asked_for_the_strictest_again(self, server: ChatServer, model: str) -> None:
        server.answers = [_NO_SCHEMA, GOOD, GOOD]
        writer(server, model).write_album(BRIEF)
        writer(server, f"{model}-2").write_album(BRIEF)
        assert formats(server) == ["json_schema", "json_object", "json_schema"]

    @pytest.mark.parametrize("mode", ["json_schema", "json_object", "text"])
    def test_a_chosen_form_is_kept(self, server: ChatServer, model: str, mode: str) -> None:
        server.answers = [GOOD, _NO_SCHEMA]
        chosen = writer(server, model, response_format=mode)
        assert chosen.write_album(BRIEF) == ALBUM
        with pytest.raises(InvalidProviderRequest):
            chosen.write_album(BRIEF)
        assert formats(server) == [None if mode == "text" else mode] * 2

    def test_another_refusal_does_not_step_down(self, server: ChatServer, model: str) -> None:
        server.answers = [error_answer(400, "messages: too long for the context window")]
        with pytest.raises(InvalidProviderRequest, match="too long for the context"):
            writer(server, model).write_album(BRIEF)
        assert len(server.requests) == 1


class TestReplies:
    @pytest.mark.parametrize(
        "wrapped",
        [
            "Here you are:\n```json\n{album}\n```\nEnjoy!",
            "<think>\nFour items, like {{this}}.\n</think>\n{album}",
            "Four items, like {{this}}.</think>```\n{album}```",
            "\n\n  {album}",
        ],
    )
    def test_wrapping_is_taken_off(self, server: ChatServer, model: str, wrapped: str) -> None:
        server.answers = [text_answer(wrapped.format(album=ALBUM.model_dump_json()))]
        assert writer(server, model).write_album(BRIEF) == ALBUM

    def test_unknown_fields_and_untidy_lines_do_no_harm(self, server: ChatServer, model: str) -> None:
        loose = ALBUM.model_dump() | {"comment": "four", "tags": [f"#{tag} " for tag in ALBUM.tags]}
        loose["items"][0] |= {"number": 1, "track_title": f" {ALBUM.items[0].track_title}\n"}
        parts = [{"type": "text", "text": json.dumps(loose)}]
        server.answers = [text_answer(parts)]  # type: ignore[arg-type]
        assert writer(server, model).write_album(BRIEF) == ALBUM

    @pytest.mark.parametrize(
        ("first", "shown"),
        [
            (SHORT, "items holds 3 entries but must hold exactly 4."),
            (text_answer("I would rather talk about the weather."), "no JSON object"),
            (text_answer('{"album_title": "An Album", "items": ['), "no JSON object"),
            (text_answer('{"album_title": "An Album", "items": [}'), "Invalid JSON"),
            (text_answer("{" * 5000 + "}" * 5000), "Invalid JSON"),
            (text_answer('{"album_title": "An Album"}'), "introduction: Field required."),
            (text_answer("{", finish_reason="length"), "cut off"),
            (text_answer(""), "empty"),
            (text_answer(None), "empty"),
            (json_answer({"id": "x", "choices": []}), "no choices"),
        ],
    )
    def test_a_fault_is_shown_and_mended(self, server: ChatServer, model: str, first: Answer, shown: str) -> None:
        server.answers = [first, GOOD]
        assert writer(server, model).write_album(BRIEF) == ALBUM
        before, after = (request["messages"] for request in server.requests)
        assert after[: len(before)] == before
        assert shown in after[-1]["content"]

    def test_the_reply_itself_is_shown_too(self, server: ChatServer, model: str) -> None:
        server.answers = [SHORT, GOOD]
        writer(server, model).write_album(BRIEF)
        roles = [message["role"] for message in server.requests[1]["messages"]]
        assert roles == ["system", "user", "assistant", "user"]

    def test_wrong_twice_is_an_error_that_says_what(self, server: ChatServer, model: str) -> None:
        server.answers = [SHORT, SHORT]
        with pytest.raises(BrokenReply, match=r"twice wrote prompts .*3 entries but must hold exactly 4") as raised:
            writer(server, model).write_album(BRIEF)
        assert type(raised.value) is BrokenReply
        assert len(server.requests) == 2

    def test_a_banned_word_is_a_fault(self, server: ChatServer, model: str) -> None:
        looping = ALBUM.model_copy(update={"introduction": f"{ALBUM.introduction} It loops seamlessly."})
        server.answers = [text_answer(looping.model_dump_json()), GOOD]
        assert writer(server, model).write_album(BRIEF) == ALBUM
        assert 'banned word "loops"' in server.requests[1]["messages"][-1]["content"]

    @pytest.mark.parametrize(
        "answer",
        [
            text_answer(None, refusal="I cannot help with that."),
            text_answer("", finish_reason="content_filter"),
            error_answer(400, "filtered", code="content_filter"),
        ],
    )
    def test_a_refusal_is_final(self, server: ChatServer, model: str, answer: Answer) -> None:
        server.answers = [answer]
        with pytest.raises(ContentRefused, match="change the niche or mood"):
            writer(server, model).write_album(BRIEF)

    def test_a_web_page_points_at_the_address(self, server: ChatServer, model: str) -> None:
        server.answers = [Answer(200, b"<!doctype html><title>Welcome</title>", content_type="text/html")]
        with pytest.raises(BrokenReply, match=r"a web page .* OPENAI_BASE_URL"):
            writer(server, model).write_album(BRIEF)

    @pytest.mark.parametrize("body", [b"", b"[]", b'{"choices": 3}', b"\xff\xfe", b"null"])
    def test_other_garbage_is_a_broken_reply(self, server: ChatServer, model: str, body: bytes) -> None:
        server.answers = [Answer(200, body)]
        with pytest.raises(BrokenReply, match="no chat completion"):
            writer(server, model).write_album(BRIEF)


class TestFailures:
    @pytest.mark.parametrize(
        ("answer", "error", "words"),
        [
            (error_answer(401, f"Incorrect API key provided: {KEY}"), ProviderKeyRefused, "OPENAI_API_KEY"),
            (error_answer(403, f"No access with {KEY}"), ProviderKeyRefused, "may not use the model"),
            (error_answer(404, "model not found"), InvalidProviderRequest, "OPENAI_MODEL"),
            (error_answer(402, "Insufficient Balance"), ProviderBalanceEmpty, "top it up"),
            (
                error_answer(429, "You exceeded your current quota", code="insufficient_quota"),
                ProviderBalanceEmpty,
                "top it up",
            ),
            (error_answer(400, f"bad request of {KEY}"), InvalidProviderRequest, "status 400"),
        ],
    )
    def test_final_errors_are_ours_and_hide_the_key(
        self,
        server: ChatServer,
        model: str,
        answer: Answer,
        error: type[ProviderError],
        words: str,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        server.answers = [answer]
        with caplog.at_level(logging.DEBUG), pytest.raises(error, match=words) as raised:
            writer(server, model).write_album(BRIEF)
        assert len(server.requests) == 1
        assert KEY not in "".join(traceback.format_exception(raised.value))
        assert KEY not in caplog.text

    @pytest.mark.parametrize(
        "answer",
        [
            error_answer(500, "oops"),
            Answer(503, b"<html>busy</html>", content_type="text/html"),
            error_answer(408, "slow"),
            error_answer(429, "slow down"),
            error_answer(429, "slow down", Retry_After="0"),
            json_answer({"error": {"message": "upstream is down", "code": 502}}),
        ],
    )
    def test_passing_faults_are_tried_again(self, server: ChatServer, model: str, answer: Answer) -> None:
        server.answers = [answer, answer, GOOD]
        assert writer(server, model).write_album(BRIEF) == ALBUM
        assert len(server.requests) == 3

    def test_the_asked_pause_is_kept(self, server: ChatServer, model: str) -> None:
        server.answers = [error_answer(429, "slow down", Retry_After="0.3"), GOOD]
        start = time.monotonic()
        writer(server, model).write_album(BRIEF)
        assert time.monotonic() - start >= 0.3

    def test_a_long_pause_goes_up_with_its_length(self, server: ChatServer, model: str) -> None:
        server.answers = [error_answer(429, "slow down", Retry_After="3600")]
        with pytest.raises(ProviderRateLimited) as raised:
            writer(server, model).write_album(BRIEF)
        assert raised.value.retry_after_seconds == 3600
        assert len(server.requests) == 1

    def test_attempts_end(self, server: ChatServer, model: str) -> None:
        server.answers = [error_answer(500, "oops")] * 9
        with pytest.raises(ProviderUnavailable, match=r"status 500: .*oops"):
            writer(server, model).write_album(BRIEF)
        assert len(server.requests) == RetryPolicy().max_attempts

    @pytest.mark.parametrize(
        "answer", [Answer(200, GOOD.body, wait_seconds=3), Answer(200, GOOD.body, piece_seconds=0.05)]
    )
    def test_a_slow_server_is_given_up(self, server: ChatServer, model: str, answer: Answer) -> None:
        server.answers = [answer, GOOD]
        start = time.monotonic()
        assert writer(server, model, timeout_seconds=0.4).write_album(BRIEF) == ALBUM
        assert 0.4 <= time.monotonic() - start < 2.5

    def test_nobody_listening_is_unavailable(self, model: str) -> None:
        with ChatServer() as gone:
            pass
        with pytest.raises(ProviderUnavailable, match="cannot be reached"):
            writer(gone, model).write_album(BRIEF)

    def test_stop_ends_a_wait_and_a_long_reply(self, server: ChatServer, model: str) -> None:
        stop = threading.Event()
        stoppable = OpenAICompatibleWriter(
            OpenAISettings(api_key=KEY, base_url=server.base_url, model=model, timeout_seconds=20),
            should_stop=stop.is_set,
        )
        for answer in (error_answer(429, "slow", Retry_After="60"), Answer(200, GOOD.body, piece_seconds=0.05)):
            server.answers = [answer]
            stop.clear()
            threading.Timer(0.3, stop.set).start()
            with pytest.raises(Stopped):
                stoppable.write_album(BRIEF)


class TestSettings:
    @pytest.mark.parametrize("base_url", ["localhost:11434/v1", "ftp://host/v1", "http://", "http://[::1/v1"])
    def test_an_address_must_be_one(self, base_url: str) -> None:
        with pytest.raises(ProviderNotConfigured, match="OPENAI_BASE_URL"):
            OpenAICompatibleWriter(OpenAISettings(api_key=KEY, base_url=base_url))

    @pytest.mark.parametrize("key", ["sk-ключ", "sk-a b", "sk-a\nb"])
    def test_a_key_must_be_sendable(self, key: str) -> None:
        with pytest.raises(ProviderNotConfigured, match="OPENAI_API_KEY") as raised:
            OpenAICompatibleWriter(OpenAISettings(api_key=key))
        assert key not in str(raised.value)

    def test_the_end_of_a_secret_file_is_no_part_of_the_key(self, server: ChatServer, model: str) -> None:
        server.answers = [GOOD]
        writer(server, model, api_key=f"{KEY}\n").write_album(BRIEF)
        assert server.headers[0]["authorization"] == f"Bearer {KEY}"

    def test_a_password_in_the_address_is_not_shown(self, model: str) -> None:
        with ChatServer() as gone:
            pass
        address = gone.base_url.replace("http://", "http://user:s3cret@")
        with pytest.raises(ProviderUnavailable) as raised:
            writer(gone, model, base_url=address).write_album(BRIEF)
        assert "s3cret" not in "".join(traceback.format_exception(raised.value))


def test_a_wrong_key_is_told_before_anything_is_asked(server: ChatServer, model: str) -> None:
    server.models_answer = error_answer(401, f"Incorrect API key provided: {KEY}")
    with pytest.raises(ProviderKeyRefused, match="check OPENAI_API_KEY") as caught:
        writer(server, model).check()
    assert KEY not in str(caught.value)
    assert server.requests == []


@pytest.mark.parametrize("status", [200, 404, 429, 500])
def test_a_server_that_does_not_refuse_the_key_is_taken_at_its_word(
    server: ChatServer, model: str, status: int
) -> None:
    server.models_answer = Answer(status, b"<html>", content_type="text/html")
    writer(server, model).check()


def test_a_server_that_is_away_proves_nothing(server: ChatServer, model: str) -> None:
    writer(server, model, base_url="http://127.0.0.1:9/v1").check()


OTHER = PromptItem(
    track_title="Neon Over Cobblestones",
    music_prompt="Solo vibraphone with brushed snare and a warm upright bass, 74 BPM, B-flat major, about 3 min 10 s.",
    visual_prompt="A wet lane below neon signs, seen from a low window, teal and amber light, wide 16:9 oil painting.",
)


def reply_with(*items: PromptItem) -> Answer:
    return text_answer(ALBUM.model_copy(update={"items": list(items)}).model_dump_json())


def test_another_pair_is_asked_for_beside_the_album(server: ChatServer, model: str) -> None:
    server.answers = [reply_with(OTHER)]
    assert writer(server, model).write_another(BRIEF, ALBUM, 1) == OTHER
    *_, album, wish = (message["content"] for message in server.requests[0]["messages"])
    assert AlbumPrompts.model_validate_json(album) == ALBUM
    assert "Item 2 " in wish


def test_of_a_whole_album_only_the_place_asked_for_is_taken(server: ChatServer, model: str) -> None:
    server.answers = [reply_with(ALBUM.items[0], OTHER, *ALBUM.items[2:])]
    assert writer(server, model).write_another(BRIEF, ALBUM, 1) == OTHER


def test_a_pair_that_is_there_already_is_sent_back_once(server: ChatServer, model: str) -> None:
    server.answers = [reply_with(ALBUM.items[1]), reply_with(OTHER)]
    assert writer(server, model).write_another(BRIEF, ALBUM, 1) == OTHER
    assert "says the same as" in server.requests[1]["messages"][-1]["content"]
    server.answers = [reply_with(ALBUM.items[3]), reply_with(OTHER, OTHER)]
    with pytest.raises(BrokenReply, match="must hold exactly 1"):
        writer(server, model).write_another(BRIEF, ALBUM, 1)


class TestTokens:
    def test_every_answer_counts_the_unusable_ones_too(self, server: ChatServer, model: str) -> None:
        server.answers = [
            text_answer("Good morning.", tokens=(800, 5)),
            text_answer(ALBUM.model_dump_json(), tokens=(820, 640)),
        ]
        asked = writer(server, model)
        assert asked.token_use == TokenUse()
        asked.write_album(BRIEF)
        assert asked.token_use == TokenUse(requests=2, prompt_tokens=1620, completion_tokens=645)
        assert str(asked.token_use) == "2 requests, 1620 tokens read and 645 written"

    def test_a_server_that_does_not_count_them_does_no_harm(self, server: ChatServer, model: str) -> None:
        server.answers = [GOOD]
        asked = writer(server, model)
        asked.write_album(BRIEF)
        assert str(asked.token_use) == "1 request"

    def test_what_was_not_answered_counts_for_nothing(self, server: ChatServer, model: str) -> None:
        server.answers = [error_answer(500, "oops"), text_answer(ALBUM.model_dump_json(), tokens=(8, 6))]
        asked = writer(server, model)
        asked.write_album(BRIEF)
        assert asked.token_use == TokenUse(requests=1, prompt_tokens=8, completion_tokens=6)

    def test_the_builtin_writer_uses_none(self) -> None:
        assert BuiltinPromptWriter().token_use == TokenUse()


def test_the_servers_number_of_the_request_is_told(server: ChatServer, model: str) -> None:
    server.answers = [error_answer(400, "odd", x_request_id="req-31")]
    with pytest.raises(InvalidProviderRequest, match="request req-31"):
        writer(server, model).write_album(BRIEF)
