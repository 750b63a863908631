"""What the command line says of providers, and of one vendor that is asked at once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from studio.cli import app
from studio.db.session import in_transaction
from studio.models import ProviderState
from studio.providers.table import markdown_table
from studio.settings import get_settings
from tests.providers.chat_server import KEY, ChatServer, error_answer
from tests.providers.servers.base import Answer, Fault, VendorServer
from tests.providers.servers.beatoven import BeatovenServer
from tests.providers.servers.leonardo import LeonardoServer
from tests.providers.servers.mubert import MubertServer


def run(*arguments: str, status: int = 0) -> str:
    result = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "500"})
    assert result.exit_code == status, result.output
    return " ".join(result.output.split())


def use(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    get_settings.cache_clear()


def ask(server: VendorServer, monkeypatch: pytest.MonkeyPatch, *, status: int = 0, **changes: str) -> str:
    use(monkeypatch, server.environment() | changes)
    said = run("doctor", "--live", server.group, status=status)
    assert server.jobs == []
    assert not any(canary in said for canary in server.canaries)
    return said


@pytest.fixture(autouse=True)
def fresh_settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Read anew, and once more when the environment is what it was."""
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


class TestTheList:
    def test_it_tells_what_each_makes_costs_and_lacks(self, output_root: Path, redis_url: str) -> None:
        def close(session: Session) -> None:
            reason = "Quota used up until 1 December."
            session.add(
                ProviderState(kind="music", name="dummy", closed_code="provider_balance_empty", closed_reason=reason)
            )

        in_transaction(close)
        listed = run("providers")
        assert "prompts builtin Built-in writer: distinct prompts from the niche" in listed
        assert "default; closed until somebody starts a job that uses it: Quota used up until 1 December." in listed
        assert (
            "music composer Composer (made here): tracks of exactly the asked length, 1 s to 60 min; flac ready"
            in listed
        )
        assert "Set STABILITY_API_KEY to use this provider. 0.26 USD a track STABILITY_API_KEY documented" in listed
        assert "0.02 USD a still, 1.00 USD a loop LEONARDO_API_KEY unverified" in listed

    def test_the_documents_table_asks_nobody(self) -> None:
        result = CliRunner().invoke(app, ["providers", "--markdown"])
        assert result.output == markdown_table()


class TestAskingOne:
    def test_a_music_vendor_tells_what_its_licence_allows(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with MubertServer() as server:
            server.limits["max_track_duration"] = 240
            said = ask(server, monkeypatch)
        assert said.startswith("ok Mubert answers")
        assert "Looked at: key, licence" in said
        assert "5 s to 4 min" in said

    def test_a_visual_vendor(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with LeonardoServer() as server:
            assert ask(server, monkeypatch).startswith("ok Leonardo answers")
            server.account |= {"apiPaidTokens": 0, "apiSubscriptionTokens": 0}
            assert "The balance at Leonardo is used up" in ask(server, monkeypatch, status=1)

    def test_a_refused_key(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with BeatovenServer() as server:
            said = ask(server, monkeypatch, status=1, BEATOVEN_API_KEY="key-of-nobody-0123456789")
            assert said.startswith("Error: ")
            assert "BEATOVEN_API_KEY" in said
            assert "key-of-nobody" not in said

    def test_a_vendor_that_is_away_is_an_error_here(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with BeatovenServer() as server:
            server.faults["check"] = [Fault(Answer(503))]
            assert "Beatoven" in ask(server, monkeypatch, status=1)
            assert ask(server, monkeypatch).startswith("ok Beatoven answers")

    def test_a_language_model(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "Set OPENAI_API_KEY" in run("doctor", "--live", "openai", status=1)
        with ChatServer() as server:
            use(monkeypatch, {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": server.base_url})
            assert run("doctor", "--live", "openai").startswith("ok Language model answers")
            server.models_answer = error_answer(503, "down for a while")
            assert "down for a while" in run("doctor", "--live", "openai", status=1)
            server.models_answer = error_answer(404, "no such route")
            assert "shows no list of models" in run("doctor", "--live", "openai", status=1)
            assert server.requests == []
        assert "cannot be reached" in run("doctor", "--live", "openai", status=1)

    def test_a_provider_without_a_key_has_nothing_to_ask(self) -> None:
        said = run("doctor", "--live", "dummy")
        assert said.count("it needs no key, so there is nothing to ask") == 2

    def test_an_unknown_name_is_told_the_known_ones(self) -> None:
        assert "choose one of builtin, openai, dummy" in run("doctor", "--live", "suno", status=2)
