"""Keys and addresses as people write them into the settings: usable, or refused with the setting's name."""

from urllib.parse import urlsplit

from pydantic import SecretStr

from studio.errors import ProviderNotConfigured
from studio.logs import conceal


def read_key(key: SecretStr | None, setting: str) -> str:
    """The key itself, which no log and no error shows from now on.

    Raises ProviderNotConfigured where it is missing, or holds what no header may hold.
    """
    text = key.get_secret_value().strip() if key is not None else ""
    if not text:
        raise ProviderNotConfigured(f"Set {setting} to use this provider.")
    if not (text.isascii() and text.isprintable()) or " " in text:
        raise ProviderNotConfigured(f"{setting} holds characters that no key has; copy the key again.")
    conceal(text)
    return text


def show_address(base_url: str, setting: str, example: str) -> str:
    """The address without a user's name, password or query. Raises ProviderNotConfigured where it is none."""
    try:
        parts = urlsplit(base_url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in ("http", "https"):
        raise ProviderNotConfigured(f"{setting} is not an address; give one such as {example}.")
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}{parts.path.rstrip('/')}"
