"""What the logs show of secrets: nothing."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from studio.logs import conceal, configure_logs, mask_secrets
from studio.settings import LoggingSettings

SIGNED = "https://cdn.example.com/t/track.mp3?Expires=1790000000&Signature=abcdef0123456789&Key-Pair-Id=K1"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("postgresql://me:hunter2@host/db", "postgresql://me:***@host/db"),
        ("Authorization: Bearer abcdef012345", "Authorization: Bearer ***"),
        ("key sk-abcdef0123", "key ***"),
        ("AIzaSyA0123456789abcdefghijklmnop was refused", "*** was refused"),
        (f"see {SIGNED}.", "see https://cdn.example.com/t/track.mp3?***"),
        ('{"url": "https://a.example/x?X-Amz-Signature=1f2e&a=b"}', '{"url": "https://a.example/x?***"}'),
        ("https://a.example/list?page=2", "https://a.example/list?page=2"),
        ("nothing to hide", "nothing to hide"),
    ],
)
def test_what_looks_like_a_secret_is_masked(text: str, masked: str) -> None:
    assert mask_secrets(text) == masked


def test_what_was_concealed_is_masked_the_longest_first() -> None:
    conceal("plain-word-secret", "plain-word-secret-and-more")
    assert mask_secrets("a plain-word-secret-and-more, b plain-word-secret") == "a ***, b ***"


def test_what_is_too_short_to_be_a_secret_is_left_alone() -> None:
    conceal("", "a", "mp3")
    assert mask_secrets("a track.mp3") == "a track.mp3"


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = root.handlers, root.level
    text = io.StringIO()
    with monkeypatch.context() as patched:
        patched.setattr("sys.stderr", text)
        configure_logs(LoggingSettings(format="json", level="DEBUG"))
    yield text
    structlog.reset_defaults()
    root.handlers, root.level = before


def test_nothing_secret_is_in_a_line_however_deep(log: io.StringIO) -> None:
    conceal("concealed-secret")
    structlog.stdlib.get_logger("a").warning(
        "said concealed-secret",
        api_key="short",
        prompt_tokens=812,
        reply={"error": {"message": f"see {SIGNED}", "token": "t"}, "list": ["concealed-secret", 3]},
    )
    try:
        raise ValueError("it was concealed-secret")
    except ValueError:
        logging.getLogger("b").exception("of another library: %s", "concealed-secret")
    first, second = (json.loads(line) for line in log.getvalue().splitlines())
    assert "concealed" not in log.getvalue()
    assert "Signature" not in log.getvalue()
    assert (first["api_key"], first["prompt_tokens"]) == ("***", 812)
    assert first["reply"] == {
        "error": {"message": "see https://cdn.example.com/t/track.mp3?***", "token": "***"},
        "list": ["***", 3],
    }
    assert "ValueError: it was ***" in second["exception"]
