"""Beatoven beyond the contract: a length in words, words for states, and what it never documented."""

from collections.abc import Iterator

import pytest

from studio.errors import InvalidProviderRequest, ProviderError
from studio.providers.music.base import MusicProvider
from studio.providers.music.beatoven import length_in_words

from .conftest import LedgerLine, MakeContext
from .servers.base import Fault, json_answer
from .servers.beatoven import BeatovenServer
from .vendors import MUSIC_VENDORS, read_seconds

VENDOR = MUSIC_VENDORS["beatoven"]


@pytest.fixture
def server() -> Iterator[BeatovenServer]:
    with BeatovenServer() as running:
        yield running


@pytest.fixture
def provider(server: BeatovenServer) -> MusicProvider:
    return VENDOR.make(server)


def test_the_length_comes_first_in_the_prompt(
    provider: MusicProvider, server: BeatovenServer, make_context: MakeContext
) -> None:
    provider.generate_track("Calm lo-fi piano.", 75 / 60, make_context(submission=LedgerLine()))
    assert server.jobs[0].asked == {
        "prompt": {"text": "1 minute 15 seconds of instrumental music. Calm lo-fi piano."},
        "format": "wav",
        "looping": False,
    }


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (30, "30 seconds"),
        (60, "1 minute"),
        (61, "1 minute 1 second"),
        (180, "3 minutes"),
        (209.7, "3 minutes 30 seconds"),
    ],
)
def test_lengths_are_told_in_words(seconds: float, words: str) -> None:
    assert length_in_words(seconds) == words


@pytest.mark.parametrize("form", ["wav", "mp3", "aac"])
def test_every_form_arrives(server: BeatovenServer, make_context: MakeContext, form: str) -> None:
    track = VENDOR.make(server, format=form).generate_track("rain", 0.2, make_context(submission=LedgerLine()))
    assert track.path.suffix == f".{form}"
    assert read_seconds(track.path) == pytest.approx(12, abs=0.2)


def test_it_waits_on_every_word_but_the_last_ones(
    provider: MusicProvider, server: BeatovenServer, make_context: MakeContext
) -> None:
    server.polls_until_done = 5
    server.waiting_words = ["composing", "running", "mastering", "started", ""]
    provider.generate_track("rain", 0.2, make_context(submission=LedgerLine()))
    assert server.jobs[0].polls == 6


@pytest.mark.parametrize("word", ["failed", "error"])
def test_both_words_for_a_failure_are_final(
    provider: MusicProvider, server: BeatovenServer, make_context: MakeContext, word: str
) -> None:
    server.lasting["poll"] = Fault(json_answer({"status": word}))
    with pytest.raises(ProviderError, match="could not make"):
        provider.generate_track("rain", 0.2, make_context(submission=LedgerLine()))


def test_composed_without_a_link_is_waited_for(server: BeatovenServer, make_context: MakeContext) -> None:
    server.is_empty = True
    with pytest.raises(ProviderError, match="looked at again"):
        VENDOR.make(server, timeout_seconds=0.2).generate_track("rain", 0.2, make_context(submission=LedgerLine()))


def test_a_task_that_is_gone_is_told(
    provider: MusicProvider, server: BeatovenServer, make_context: MakeContext
) -> None:
    line = LedgerLine()
    line.intend()
    line.accept("gone_1")
    with pytest.raises(InvalidProviderRequest, match="knows no such task"):
        provider.generate_track("rain", 0.2, make_context(submission=line))
    assert server.jobs == []
