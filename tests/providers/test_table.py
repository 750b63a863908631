"""The table of providers in the documents is the one that the providers' own capabilities make."""

from pathlib import Path

import pytest

from studio.providers import registry
from studio.providers.table import BEGIN_MARK, END_MARK, WRITERS, markdown_table, provider_rows
from studio.settings import Settings

DOCUMENT = Path(__file__).parents[2] / "docs" / "providers.md"


def test_the_document_holds_the_generated_table() -> None:
    _, found, rest = DOCUMENT.read_text(encoding="utf-8").partition(f"{BEGIN_MARK}\n")
    assert found, f"docs/providers.md has no line {BEGIN_MARK}"
    table, found, _ = rest.partition(END_MARK)
    assert found, f"docs/providers.md has no line {END_MARK}"
    assert table == markdown_table(), "put the output of `studio providers --markdown` between the two marks"


def test_the_document_is_the_same_on_every_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    before = markdown_table()
    monkeypatch.setenv("GEMINI_API_KEY", "key-of-a-person-0123456789")
    monkeypatch.setenv("GEMINI_PRICE_PER_STILL_USD", "0.5")
    assert markdown_table() == before


def test_every_provider_has_a_row_that_says_what_it_needs(settings: Settings) -> None:
    rows = provider_rows(settings)
    assert [row.name for row in rows] == [
        *(writer.name for writer in WRITERS),
        *registry.music_provider_names(),
        *registry.visual_provider_names(),
    ]
    for row in rows:
        assert row.needs_key == bool(row.key_settings) == bool(row.looks_at), row.name
        for key in row.key_settings:
            group, _, name = key.lower().partition("_")
            assert hasattr(getattr(settings, group), name), key
