"""The settings tree, the names of its variables, and the file that lists them."""

import datetime
import itertools
import json
import re
import types
import typing
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from studio.settings import Settings, get_settings

EXAMPLE = Path(__file__).parents[1] / ".env.example"


def leaves() -> Iterator[tuple[str, str, FieldInfo]]:
    for group, field in Settings.model_fields.items():
        for name, leaf in type(field.default).model_fields.items():
            yield group, name, leaf


LEAVES = [pytest.param(group, name, leaf, id=f"{group}_{name}".upper()) for group, name, leaf in leaves()]


def value_of(settings: Settings, group: str, name: str) -> object:
    value = getattr(getattr(settings, group), name)
    return value.get_secret_value() if isinstance(value, SecretStr) else value


def other_value(leaf: FieldInfo) -> object:
    """A valid value that is not the default."""
    annotation: object = leaf.annotation
    kinds = typing.get_args(annotation) if isinstance(annotation, types.UnionType) else (annotation,)
    kind = kinds[0]
    if typing.get_origin(kind) is typing.Literal:
        return next(choice for choice in typing.get_args(kind) if choice != leaf.default)
    if typing.get_origin(kind) is tuple:
        return ("http://one.example", "http://two.example")
    if kind in (int, float):
        return kind((leaf.default or 0) + 1)
    if kind is bool:
        return not leaf.default
    if kind is datetime.date:
        return datetime.date(2026, 1, 31)
    return Path("/some/where") if kind is Path else "something"


def written(value: object) -> str:
    """How a value is written in the environment."""
    if value is None:
        return ""
    return json.dumps(value) if isinstance(value, tuple | bool) else str(value)


def example() -> dict[str, str]:
    lines = re.findall(r"^#([A-Z]+_[A-Z_]+)=(.*)$", EXAMPLE.read_text(), re.MULTILINE)
    assert len(lines) == len(dict(lines)), "a name is listed twice"
    return dict(lines)


def test_the_example_lists_every_setting_with_its_default_and_nothing_else() -> None:
    assert example() == {f"{group}_{name}".upper(): written(leaf.default) for group, name, leaf in leaves()}


def test_the_example_read_as_it_is_changes_nothing(tmp_path: Path) -> None:
    assert Settings(_env_file=EXAMPLE) == Settings(_env_file=None)
    with_all_defaults = tmp_path / ".env"
    with_all_defaults.write_text("".join(f"{name}={value}\n" for name, value in example().items()))
    assert Settings(_env_file=with_all_defaults) == Settings(_env_file=None)


def test_every_setting_in_the_example_is_explained() -> None:
    for before, line in itertools.pairwise(EXAMPLE.read_text().splitlines()):
        if line.startswith("#") and not line.startswith("# "):
            assert before.startswith("# "), f"no explanation above {line}"


@pytest.mark.parametrize(("group", "name", "leaf"), LEAVES)
def test_group_setting_names_work(
    group: str, name: str, leaf: FieldInfo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    value = other_value(leaf)
    assert value != leaf.default
    variable = f"{group}_{name}".upper()
    monkeypatch.delenv(variable, raising=False)
    file = tmp_path / ".env"
    file.write_text(f"{variable}={written(value)}\n")
    assert value_of(Settings(_env_file=file), group, name) == value
    file.write_text(f"{variable}={written(leaf.default)}\n")  # the environment wins
    monkeypatch.setenv(variable, written(value))
    assert value_of(Settings(_env_file=file), group, name) == value


def test_empty_variables_count_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setenv("ALBUM_MINUTES", "")
    settings = Settings(_env_file=None)
    assert settings.database.url is None
    assert settings.album.minutes == 70


def secrets() -> list[tuple[str, str]]:
    return [(group, name) for group, name, leaf in leaves() if "SecretStr" in str(leaf.annotation)]


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    assert {("database", "url"), ("redis", "url"), ("openai", "api_key"), ("admin", "token")} <= set(secrets())
    for group, name in secrets():
        monkeypatch.setenv(f"{group}_{name}".upper(), "hunter2")
    settings = Settings(_env_file=None)
    shown = (repr(settings), str(settings), settings.model_dump_json(), f"{settings.model_dump()}")
    assert not any("hunter2" in text for text in shown)


@pytest.mark.parametrize("word", ["key", "token", "password", "secret"])
def test_what_is_named_like_a_secret_is_one(word: str) -> None:
    named = {(group, name) for group, name, _ in leaves() if word in name.split("_")}
    assert named <= set(secrets())


def test_settings_of_a_process_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    get_settings.cache_clear()
    first = get_settings()
    monkeypatch.setenv("ALBUM_MINUTES", str(first.album.minutes + 1))
    assert get_settings() is first
    get_settings.cache_clear()
    assert get_settings().album.minutes == first.album.minutes + 1
    monkeypatch.undo()
    get_settings.cache_clear()
