"""`studio album` before anything is made."""

from pathlib import Path

import pytest
from rich.console import Console

from studio.cli.album import _find_or_create
from studio.db.session import transaction
from studio.errors import ProviderKeyRefused
from studio.pipeline.channels import list_channels
from studio.settings import get_settings
from tests.providers.chat_server import ChatServer, error_answer

WISHES: dict[str, object] = {"niche_label": "rainy window", "target_duration_minutes": 6, "track_count": 3}


def channel_names() -> list[str]:
    with transaction() as session:
        return [channel.name for channel in list_channels(session)]


def test_the_same_wishes_find_the_job_that_is_there(output_root: Path) -> None:
    console = Console(quiet=True)
    job_id = _find_or_create(WISHES, "Quiet Corner", console)
    assert _find_or_create(WISHES, "Quiet Corner", console) == job_id
    assert _find_or_create(WISHES | {"niche_label": "other"}, "Quiet Corner", console) != job_id
    assert channel_names() == ["Quiet Corner"]


def test_a_refused_key_leaves_no_channel_behind(output_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ChatServer() as server:
        server.models_answer = error_answer(401, "Incorrect API key provided.")
        monkeypatch.setenv("OPENAI_API_KEY", "sk-wrong-key")
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        get_settings.cache_clear()
        with pytest.raises(ProviderKeyRefused):
            _find_or_create(WISHES, "Quiet Corner", Console(quiet=True))
    assert channel_names() == []
