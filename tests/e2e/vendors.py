"""Two vendors and, where wanted, a language model: servers on loopback, and the settings that lead a studio to them.

Whatever in those settings and in the servers' answers is secret can be recognised: it is a canary.
"""

import contextlib
import secrets
from dataclasses import dataclass
from typing import Self

from studio.providers.llm.base import AlbumBrief
from studio.providers.llm.builtin import BuiltinPromptWriter
from tests.providers.chat_server import Answer, ChatServer, error_answer, text_answer
from tests.providers.servers.base import VendorServer

CONCURRENCY = 4
"""Pieces that each vendor is asked for side by side."""


@dataclass(frozen=True)
class Pair:
    """Who makes the music, and who the visuals of an album."""

    music: type[VendorServer]
    visual: type[VendorServer]
    has_model: bool = False

    def __str__(self) -> str:
        return f"{self.music.group}-{self.visual.group}"


class Vendors:
    """The servers of a pair, as a context manager."""

    def __init__(self, pair: Pair, *, track_count: int) -> None:
        self.music, self.visual = pair.music(), pair.visual()
        self.both = (self.music, self.visual)
        self.model = ChatServer() if pair.has_model else None
        for server in self.both:
            # With what must be escaped in addresses, so that each way of writing it is met.
            server.key = f"canary+{server.group}/{secrets.token_hex(8)}="
        self._terms_signature = f"canary-terms-{secrets.token_hex(8)}"
        self._model_key = f"canary+model/{secrets.token_hex(8)}="
        self._model_password = f"canary-password-{secrets.token_hex(8)}"
        if self.model is not None:
            self.model.answers = [_written_album(track_count)]
        self._open = contextlib.ExitStack()

    def __enter__(self) -> Self:
        for server in self.both:
            self._open.enter_context(server)
        if self.model is not None:
            self._open.enter_context(self.model)
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    @property
    def canaries(self) -> tuple[str, ...]:
        """What must be seen nowhere."""
        of_vendors = [canary for server in self.both for canary in server.canaries]
        return (*of_vendors, self._terms_signature, self._model_key, self._model_password)

    def environment(self) -> dict[str, str]:
        """Keys, addresses and terms. Which providers an album uses follows from the keys that are set."""
        found = {"ALBUM_MUSIC_PROVIDER": "", "ALBUM_VISUAL_PROVIDER": ""}
        for server in self.both:
            group = server.group.upper()
            found |= server.environment() | {
                f"{group}_CONCURRENCY": str(CONCURRENCY),
                f"{group}_PLAN": "Studio",
                f"{group}_TERMS_URL": f"https://example.org/terms?Expires=1790000000&Signature={self._terms_signature}",
                f"{group}_COMMERCIAL_USE": "true",
            }
        if self.model is not None:
            address = self.model.base_url.replace("://", f"://someone:{self._model_password}@")
            found |= {"OPENAI_API_KEY": self._model_key, "OPENAI_BASE_URL": address}
        return found

    def let_the_model_quote_its_key(self) -> None:
        """Before it answers as it should."""
        if self.model is not None:
            words = f"{self._model_key} is out of breath, see {self.music.link_to(lambda: b'', 'text/plain', 'secret')}"
            self.model.answers.insert(0, error_answer(503, words, retry_after="0"))


def _written_album(track_count: int) -> Answer:
    brief = AlbumBrief("rainy window", "calm, warm", track_count, (200,) * track_count, seed=11)
    return text_answer(BuiltinPromptWriter().write_album(brief).model_dump_json(), tokens=(900, 4000))
