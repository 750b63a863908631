"""Structured logs: JSON where nobody watches, readable lines on a terminal. Secrets are masked.

Two ways tell a secret: by its looks (a bearer token, a key, a signed link), and by itself, once `conceal` was told.
"""

import functools
import logging
import re
import sys
import threading
from collections import OrderedDict
from collections.abc import Mapping, MutableMapping
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog
from pydantic import SecretStr, ValidationError

from studio.settings import LoggingSettings, Settings, get_settings

_SECRET_NAMES = re.compile(r"(key|token|secret|password|authorization|cookie)", re.IGNORECASE)
_URL_PASSWORD = re.compile(r"(?<=://)([^/@:\s]*):[^/@\s]+@")
_BEARER = re.compile(r"(?i)\b(bearer\s+)[\w.~+/=-]{6,}|\bsk-[\w-]{6,}|\bAIza[\w-]{20,}")
_SIGNED_QUERY = re.compile(
    r"(?i)(https?://[^\s?\"'<>]+\?)[^\s\"'<>]*"
    r"(?:signature|sig=|token|key|expires|policy|credential|hmac)[^\s\"'<>]*"
)
"""A link that opens a file for whoever holds it."""

_SHORTEST_SECRET = 8
"""A shorter one is a word like others, and to be hidden wherever it stands would tell it."""
_MOST_CONCEALED = 2000
_concealed: OrderedDict[str, None] = OrderedDict()
_concealed_lock = threading.Lock()


def conceal(*secrets: str) -> None:
    """Mask these very texts from now on, in this process, wherever `mask_secrets` looks. The latest 2000 are known."""
    with _concealed_lock:
        for secret in secrets:
            if len(secret) >= _SHORTEST_SECRET:
                _concealed[secret] = None
                _concealed.move_to_end(secret)
        while len(_concealed) > _MOST_CONCEALED:
            _concealed.popitem(last=False)


def _mask(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name, value in event.items():
        event[name] = _masked(name, value)
    return event


def _masked(name: str, value: Any) -> Any:
    if value is None or isinstance(value, int | float):
        return value  # numbers of tokens are none
    if _SECRET_NAMES.search(name):
        return "***"
    if isinstance(value, str):
        return mask_secrets(value)
    if isinstance(value, Mapping):
        return {key: _masked(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_masked("", inner) for inner in value]
    return value


def mask_secrets(text: str) -> str:
    """`text` without secrets: of the settings, concealed, passwords in addresses, signed links, keys of usual forms."""
    with _concealed_lock:
        concealed = [secret for secret in _concealed if secret in text]
    for secret in sorted({*_own_secrets(), *concealed}, key=len, reverse=True):
        text = text.replace(secret, "***")
    text = _URL_PASSWORD.sub(r"\1:***@", text)
    text = _SIGNED_QUERY.sub(r"\1***", text)
    return _BEARER.sub(lambda match: (match.group(1) or "") + "***", text)


def _mask_line(_logger: Any, _method: str, line: Any) -> Any:
    """Whatever a value was nested in, or which library wrote it."""
    return mask_secrets(line)


def _own_secrets() -> tuple[str, ...]:
    try:
        return _secrets_in(get_settings())
    except ValidationError:
        return ()  # nothing was read, so nothing can be told


@functools.lru_cache(maxsize=4)
def _secrets_in(settings: Settings) -> tuple[str, ...]:
    """The values of all secret settings; of addresses the passwords, as they are written and as they are meant."""
    found: set[str] = set()
    for name in Settings.model_fields:
        for value in getattr(settings, name).__dict__.values():
            if isinstance(value, SecretStr):
                secret = value.get_secret_value()
                password = _password_in(secret) if "://" in secret else secret
                found |= {password, unquote(password)}
    return tuple(sorted((each for each in found if len(each) >= _SHORTEST_SECRET), key=len, reverse=True))


def _password_in(address: str) -> str:
    try:
        return urlsplit(address).password or ""
    except ValueError:
        return ""


def configure_logs(settings: LoggingSettings) -> None:
    """Send structlog and the standard library's logging through one formatter to stderr."""
    as_json = settings.format == "json" or (settings.format == "auto" and not sys.stderr.isatty())
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _mask,
    ]
    renderer: Any = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    # A line that cannot be written is lost: the library would print what was to be said, and mask nothing of it.
    logging.raiseExceptions = False
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer, _mask_line],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.level)


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """The logger of a module; call it with `__name__`."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger
