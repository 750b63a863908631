"""An album's prompts from any server that speaks OpenAI's chat completions.

Servers differ in how far they hold to a JSON schema, so the writer asks for the strictest form that
the server takes, checks every reply itself, and lets the model mend its album once. A request that
timed out is sent again, which may cost a fraction of a cent twice; nothing else is bought here.
"""

import re
from collections.abc import Callable, Sequence
from typing import Literal, TypeVar

from openai.types.chat import ChatCompletionMessageParam
from openai.types.chat.completion_create_params import ResponseFormat
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from studio.errors import BrokenReply
from studio.logs import get_logger
from studio.providers.llm.album_request import (
    ALBUM_SCHEMA,
    ALBUM_SCHEMA_NAME,
    compose_another,
    compose_messages,
    compose_repair,
)
from studio.providers.llm.base import AlbumBrief, TokenUse
from studio.providers.llm.chat import ChatClient, ResponseFormatRefused, UnusableReply
from studio.providers.llm.validation import check_album, check_another, describe_problems
from studio.providers.retries import DEFAULT_POLICY, RetryPolicy, call_with_retries, never_stop
from studio.schemas.prompts import AlbumPrompts, PromptItem
from studio.settings import OpenAISettings

Written = TypeVar("Written")
FormatMode = Literal["json_schema", "json_object", "text"]

logger = get_logger(__name__)

_STRICTEST_FIRST: tuple[FormatMode, ...] = ("json_schema", "json_object", "text")
_RESPONSE_FORMATS: dict[FormatMode, ResponseFormat | None] = {
    "json_schema": {
        "type": "json_schema",
        "json_schema": {"name": ALBUM_SCHEMA_NAME, "strict": True, "schema": ALBUM_SCHEMA},
    },
    "json_object": {"type": "json_object"},
    "text": None,
}
_taken_modes: dict[tuple[str, str], FormatMode] = {}
"""The mode that worked, by base URL and model, so that only the first album of a process steps down."""

_THOUGHTS = re.compile(r"<think(ing)?>.*?</think(ing)?>|^.*?</think(ing)?>", re.DOTALL | re.IGNORECASE)
_PROBLEMS_IN_ERROR = 3


class OpenAICompatibleWriter:
    """Asks the model once, and once more with the faults shown."""

    name = "openai_compatible"

    def __init__(
        self,
        settings: OpenAISettings,
        *,
        policy: RetryPolicy = DEFAULT_POLICY,
        should_stop: Callable[[], bool] = never_stop,
    ) -> None:
        """Raises ProviderNotConfigured for a key or a base URL that cannot be right."""
        self._chat = ChatClient(settings, should_stop=should_stop)
        self._response_format = settings.response_format
        self._policy = policy
        self._should_stop = should_stop

    @property
    def token_use(self) -> TokenUse:
        return self._chat.token_use

    def check(self) -> None:
        """Raises ProviderKeyRefused where the server refuses the key."""
        self._chat.check_key()

    def write_album(self, brief: AlbumBrief) -> AlbumPrompts:
        """Exactly `brief.track_count` distinct, checked items.

        Raises BrokenReply where the second reply cannot be used either, another ProviderError, or
        Stopped.
        """

        def read(content: str) -> AlbumPrompts:
            prompts = read_album(content)
            if problems := check_album(prompts, brief):
                raise UnusableReply(problems, content)
            return prompts

        return self._ask(compose_messages(brief), read)

    def write_another(self, brief: AlbumBrief, prompts: AlbumPrompts, index: int) -> PromptItem:
        """Another pair for one place, checked beside all that the album holds. Raises as `write_album` does."""

        def read(content: str) -> PromptItem:
            written = read_album(content).items
            if len(written) not in (1, len(prompts.items)):
                raise UnusableReply([f"items holds {len(written)} entries but must hold exactly 1."], content)
            item = written[0] if len(written) == 1 else written[index]
            if problems := check_another(item, prompts, brief):
                raise UnusableReply(problems, content)
            return item

        return self._ask(compose_another(brief, prompts, index), read)

    def _ask(self, messages: list[ChatCompletionMessageParam], read: Callable[[str], Written]) -> Written:
        """The reply as `read` takes it, or that to a second request which shows the faults. Raises BrokenReply."""
        try:
            return read(self._complete(messages))
        except UnusableReply as reply:
            logger.warning("album_repair", model=self._chat.model, problems=reply.problems)
            messages = [*messages, *compose_repair(reply.content, reply.problems)]
        try:
            return read(self._complete(messages))
        except UnusableReply as reply:
            raise BrokenReply(
                f"The model {self._chat.model} at {self._chat.shown_url} twice wrote prompts that cannot be "
                f"used ({describe_problems(reply.problems, _PROBLEMS_IN_ERROR)}); run the prompts again, "
                "or choose a stronger model with OPENAI_MODEL."
            ) from reply

    def _complete(self, messages: Sequence[ChatCompletionMessageParam]) -> str:
        """The model's text, in the strictest mode that the server takes."""
        *stricter, weakest = self._list_modes()
        for mode in stricter:
            try:
                return self._complete_in(mode, messages)
            except ResponseFormatRefused as refusal:
                logger.info("response_format_refused", mode=mode, model=self._chat.model, reason=str(refusal))
        return self._complete_in(weakest, messages)

    def _complete_in(self, mode: FormatMode, messages: Sequence[ChatCompletionMessageParam]) -> str:
        try:
            content = call_with_retries(
                lambda: self._chat.complete(messages, _RESPONSE_FORMATS[mode]),
                should_stop=self._should_stop,
                policy=self._policy,
            )
        except UnusableReply:
            self._remember(mode)  # the form was taken, whatever came back
            raise
        self._remember(mode)
        return content

    def _list_modes(self) -> tuple[FormatMode, ...]:
        if self._response_format != "auto":
            return (self._response_format,)
        taken = _taken_modes.get((self._chat.base_url, self._chat.model), _STRICTEST_FIRST[0])
        return _STRICTEST_FIRST[_STRICTEST_FIRST.index(taken) :]

    def _remember(self, mode: FormatMode) -> None:
        _taken_modes[self._chat.base_url, self._chat.model] = mode


def read_album(content: str) -> AlbumPrompts:
    """The album in a model's text, past its thoughts, its code fences and its chatter.

    Titles and tags become single lines, and unknown fields are dropped. Raises UnusableReply where
    there is no album in it.
    """
    text = _THOUGHTS.sub("", content)
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start:
        raise UnusableReply(["The reply holds no JSON object."], content)
    try:
        album = AlbumPrompts.model_validate_json(text[start : end + 1], extra="ignore")
    except ValidationError as error:
        raise UnusableReply([_describe(fault) for fault in error.errors()], content) from error
    return AlbumPrompts(
        album_title=_one_line(album.album_title),
        introduction=album.introduction.strip(),
        tags=[_one_line(tag).lstrip("# ") for tag in album.tags],
        items=[
            PromptItem(
                track_title=_one_line(item.track_title),
                music_prompt=item.music_prompt.strip(),
                visual_prompt=item.visual_prompt.strip(),
            )
            for item in album.items
        ],
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _describe(fault: ErrorDetails) -> str:
    place = ".".join(str(step) for step in fault["loc"]) or "the JSON"
    return f"{place}: {fault['msg']}."
