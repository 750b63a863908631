"""What an album's prompts must be, and what the built-in writer makes of any niche."""

import re

import pytest

from studio.errors import InvalidInput
from studio.providers.llm.base import AlbumBrief
from studio.providers.llm.builtin import BuiltinPromptWriter
from studio.providers.llm.palettes import PALETTES
from studio.providers.llm.validation import check_album
from studio.schemas.prompts import AlbumPrompts
from studio.schemas.youtube import count_tag_characters, find_banned_words

WEIRD = (
    "🎧🌧️",
    "موسيقى هادئة",
    "勉強用ローファイ",
    "x" * 10_000,
    "two\nlines\x00",
    "",
    "<b>loop</b> looping loops",
    "a,b,,c",
)


def make_brief(niche: str = "lo-fi study", mood: str = "calm, focused", count: int = 20, seed: int = 1) -> AlbumBrief:
    return AlbumBrief(niche, mood, count, tuple(180 + index * 7 % 61 for index in range(count)), seed)


def write(*args: object, **kwargs: object) -> AlbumPrompts:
    brief = make_brief(*args, **kwargs)  # type: ignore[arg-type]
    album = BuiltinPromptWriter().write_album(brief)
    assert check_album(album, brief) == []
    return album


class TestBuiltin:
    def test_the_same_brief_gives_the_same_album_and_another_seed_another(self) -> None:
        assert write() == write()
        first, second = write(seed=1), write(seed=2)
        assert {item.music_prompt for item in first.items}.isdisjoint(item.music_prompt for item in second.items)

    @pytest.mark.parametrize("count", [1, 2, 20, 60])
    @pytest.mark.parametrize("palette", PALETTES, ids=lambda palette: palette.phrases[0])
    def test_every_palette_fills_albums_of_every_size(self, palette: object, count: int) -> None:
        niche = palette.words[0] if palette.words else "zorblax"  # type: ignore[attr-defined]
        for seed in range(3):
            assert len(write(niche, "", count, seed).items) == count

    @pytest.mark.parametrize("text", WEIRD)
    def test_any_niche_and_mood_is_taken(self, text: str) -> None:
        write(text, "warm")
        write("dark academia", text)
        write(text, text, 60)

    def test_every_prompt_says_what_a_generator_needs(self) -> None:
        album = write("rainy jazz night", "smoky, tender", 20)
        for item, seconds in zip(album.items, make_brief().track_seconds, strict=True):
            assert re.search(r"\b\d{2,3} BPM, [A-G](-flat)? (major|minor)\b", item.music_prompt)
            assert f"{seconds // 60} min" in item.music_prompt
            assert "rainy jazz night" in item.music_prompt
            assert "smoky" in item.music_prompt or "tender" in item.music_prompt
            assert "16:9" in item.visual_prompt
        assert "Rainy Jazz Night" in album.album_title

    @pytest.mark.parametrize(
        ("niche", "words"),
        [
            ("lo-fi study", "lo-fi|chillhop|boom-bap"),
            ("rainy jazz night", "jazz|blues|swing"),
            ("dark academia", "piano|string|cello|nocturne|neoclassical"),
            ("meditation", "ambient|drone|synth pads"),
            ("regency chamber", "minuet|waltz|chamber|quartet|salon|divertimento"),
            ("spanish guitar", "folk|fingerstyle|bardic|pastoral|hearth|air"),
        ],
    )
    def test_a_known_niche_sounds_like_itself(self, niche: str, words: str) -> None:
        assert all(re.match(rf".*({words})", item.music_prompt, re.IGNORECASE) for item in write(niche).items)

    def test_a_rainy_night_has_no_sun_and_a_beach_no_snow(self) -> None:
        night = " ".join(item.visual_prompt for item in write("rainy jazz night", count=60).items)
        assert "night rain" in night
        assert not re.search("sunlight|snow|morning|afternoon", night)
        beach = " ".join(item.visual_prompt for item in write("summer beach", count=60).items)
        assert not re.search("snow|frost|midnight|stars", beach)

    def test_the_channel_decides_where_the_niche_says_nothing(self) -> None:
        brief = AlbumBrief("zorblax", "", 3, (200, 200, 200), 1, channel_niche="regency ballroom")
        assert "oil painting" in BuiltinPromptWriter().write_album(brief).items[0].visual_prompt


@pytest.mark.parametrize("count", [1, 20, 60])
def test_another_pair_differs_from_all_and_is_as_long(count: int) -> None:
    album, brief = write(count=count), make_brief(count=count)
    for index in {0, count // 2, count - 1}:
        other = BuiltinPromptWriter().write_another(brief, album, index)
        seconds = brief.track_seconds[index]
        assert f"{seconds // 60} min" in other.music_prompt
        assert other.track_title not in {item.track_title for item in album.items}
        items = [*album.items[:index], other, *album.items[index + 1 :]]
        assert check_album(album.model_copy(update={"items": items}), brief) == []


def test_a_brief_needs_a_length_for_each_track() -> None:
    for count, seconds in ((0, ()), (3, (200, 200)), (-1, ())):
        with pytest.raises(InvalidInput):
            AlbumBrief("jazz", "calm", count, seconds, 1)


class TestCheck:
    ALBUM = BuiltinPromptWriter().write_album(make_brief(count=3))

    def problems(self, *, item: dict[str, str] | None = None, **changes: object) -> list[str]:
        """The problems after the changes to the album, and to its second item."""
        items = [self.ALBUM.items[0], self.ALBUM.items[1].model_copy(update=item or {}), self.ALBUM.items[2]]
        album = self.ALBUM.model_copy(update={"items": items} | changes)
        return check_album(album, make_brief(count=3))

    def test_a_good_album_has_none(self) -> None:
        assert self.problems() == []

    def test_the_count_must_be_exact(self) -> None:
        for count in (2, 4):
            items = (self.ALBUM.items * 2)[:count]
            assert f"items holds {count} entries but must hold exactly 3." in self.problems(items=items)

    @pytest.mark.parametrize("form", ["{upper}", "  {title}  ", "{title} II", "{title}, Part 2", "Vol. 3: {title}"])
    def test_titles_that_say_the_same_are_found(self, form: str) -> None:
        first = self.ALBUM.items[0].track_title
        title = form.format(title=first, upper=first.upper())
        found = self.problems(item={"track_title": title})
        assert found == ["track_title 2 says the same as track_title 1; give each track its own title."]

    @pytest.mark.parametrize("name", ["music_prompt", "visual_prompt"])
    def test_prompts_that_are_nearly_the_same_are_found(self, name: str) -> None:
        text = getattr(self.ALBUM.items[0], name)
        for twin in (text, text.upper() + " ", f"{text} Really."):
            assert self.problems(item={name: twin}) == [f"{name} 2 is nearly the same as {name} 1; make them differ."]

    @pytest.mark.parametrize(
        ("name", "text"),
        [("track_title", "x" * 101), ("track_title", " "), ("music_prompt", "jazz"), ("visual_prompt", "y" * 1001)],
    )
    def test_lengths_are_kept(self, name: str, text: str) -> None:
        (found,) = self.problems(item={name: text})
        assert found.startswith(f"{name} 2 is ")

    @pytest.mark.parametrize("word", ["loop", "Loops", "LOOPED", "looping", "loopable", "seamless-loop", "ｌｏｏｐ"])  # noqa: RUF001
    def test_the_banned_word_is_found_in_every_form_and_field(self, word: str) -> None:
        assert len(find_banned_words(f"A {word} here")) == 1
        for name in ("track_title", "music_prompt", "visual_prompt"):
            text = f"{getattr(self.ALBUM.items[1], name)} {word}"
            (found,) = self.problems(item={name: text})
            assert "banned word" in found
        for change in (
            {"album_title": f"Jazz Album {word}"},
            {"introduction": f"{self.ALBUM.introduction} {word}"},
            {"tags": [*self.ALBUM.tags, word]},
        ):
            assert any("banned word" in problem for problem in self.problems(**change))

    def test_angle_brackets_and_line_breaks_are_found(self) -> None:
        assert self.problems(item={"track_title": "A <b>"}) == ["track_title 2 must not hold angle brackets."]
        (found,) = self.problems(item={"track_title": "A\nB"})
        assert "one line" in found

    @pytest.mark.parametrize("title", ["Rainy Jazz Night", "Remixed Nights", "Albums of the Night"])
    def test_the_album_title_names_its_kind(self, title: str) -> None:
        assert self.problems(album_title=title) == ["album_title must hold the word Album, Mix or Anthology."]

    def test_tags_are_counted_as_youtube_counts_them(self) -> None:
        assert count_tag_characters([]) == 0
        assert count_tag_characters(["jazz", "rainy night"]) == 4 + 1 + 13
        tags = [f"a tag {number:03d}" for number in range(50)]
        assert any("may be at most 500" in problem for problem in self.problems(tags=tags))
        assert any("comma" in problem for problem in self.problems(tags=["a,b", "cd", "ef"]))
        assert any("tag 3 says the same as tag 1" in p for p in self.problems(tags=["Jazz", "cd", "jazz "]))
        assert any("at least 3" in problem for problem in self.problems(tags=["jazz"]))
