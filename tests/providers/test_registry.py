"""Finding providers: built-ins, plug-ins of other packages, and plug-ins that cannot be used."""

import subprocess
import sys
from pathlib import Path

import pytest

from studio.errors import ProviderNotConfigured
from studio.providers.llm.builtin import BuiltinPromptWriter
from studio.providers.llm.openai_compatible import OpenAICompatibleWriter
from studio.providers.registry import (
    default_music_provider,
    default_visual_provider,
    is_builtin_music_provider,
    is_builtin_visual_provider,
    music_provider,
    music_provider_names,
    prompt_writer,
    visual_provider,
    visual_provider_names,
)
from studio.settings import Settings

from .plugins import MUSIC_PLUGIN, VISUAL_PLUGIN, install_plugin
from .vendors import MUSIC_VENDORS, VISUAL_VENDORS, names


def install_tapedeck(folder: Path, monkeypatch: pytest.MonkeyPatch, *, source: str = MUSIC_PLUGIN) -> None:
    install_plugin(
        folder,
        monkeypatch,
        package="tapedeck_example",
        source=source,
        group="studio.music_providers",
        entry_points="tapedeck = tapedeck_example:TapeDeck",
    )


def test_builtins_are_named_and_told_from_plugins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    music, visual = music_provider_names(), visual_provider_names()
    assert {"dummy", "library", "composer", *names(MUSIC_VENDORS)} <= set(music)
    assert {"dummy", "library", *names(VISUAL_VENDORS)} <= set(visual)
    install_tapedeck(tmp_path, monkeypatch)
    assert music_provider_names() == (*music, "tapedeck")
    assert visual_provider_names() == visual
    assert all(is_builtin_music_provider(name) for name in names(MUSIC_VENDORS))
    assert all(is_builtin_visual_provider(name) for name in names(VISUAL_VENDORS))
    assert is_builtin_music_provider("dummy")
    assert is_builtin_music_provider("composer")
    assert is_builtin_visual_provider("library")
    assert not is_builtin_music_provider("tapedeck")
    assert not is_builtin_visual_provider("swatch")


def test_the_studio_makes_what_no_vendor_is_paid_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ALBUM_MUSIC_PROVIDER")
    monkeypatch.delenv("ALBUM_VISUAL_PROVIDER")
    assert (default_music_provider(Settings()), default_visual_provider(Settings())) == ("composer", "painter")
    monkeypatch.setenv("STABILITY_API_KEY", "key")
    monkeypatch.setenv("GEMINI_API_KEY", "key")
    assert (default_music_provider(Settings()), default_visual_provider(Settings())) == ("stability", "gemini")
    monkeypatch.setenv("ALBUM_MUSIC_PROVIDER", "library")
    monkeypatch.setenv("ALBUM_VISUAL_PROVIDER", "dummy")
    assert (default_music_provider(Settings()), default_visual_provider(Settings())) == ("library", "dummy")


@pytest.mark.parametrize("name", ["dummy", "library"])
def test_builtins_bear_their_names(name: str, settings: Settings) -> None:
    assert music_provider(name, settings).name == name
    assert visual_provider(name, settings).name == name


@pytest.mark.parametrize("name", ["", "Dummy", "suno"])
def test_an_unknown_name_is_answered_with_the_known_ones(name: str, settings: Settings) -> None:
    for find in (music_provider, visual_provider):
        with pytest.raises(ProviderNotConfigured, match="dummy, library"):
            find(name, settings)


def test_a_plugin_gets_its_own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    install_tapedeck(tmp_path, monkeypatch)
    with pytest.raises(ProviderNotConfigured, match=r"'tapedeck' .*settings are missing or wrong: sample_rate"):
        music_provider("tapedeck", settings)
    monkeypatch.setenv("TAPEDECK_SAMPLE_RATE", "22050")
    assert vars(music_provider("tapedeck", settings)) == {"sample_rate": 22_050}


def test_a_plugin_may_be_set_in_the_env_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    install_tapedeck(tmp_path, monkeypatch)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(Settings.model_config, "env_file", ".env")
    (tmp_path / ".env").write_text("TAPEDECK_SAMPLE_RATE=16000\nOPENAI_MODEL=other\n")
    assert vars(music_provider("tapedeck", settings)) == {"sample_rate": 16_000}


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import no_such_module", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("nothing = 1", "AttributeError"),
        ("def TapeDeck(): raise RuntimeError('no tape')", "RuntimeError: no tape"),
        ("def TapeDeck(): return None", "its name is None"),
        ("class TapeDeck: name = 'other'", "its name is 'other'"),
        ("class TapeDeck: name = 'tapedeck'", "its capabilities are no MusicCapabilities"),
        (
            MUSIC_PLUGIN.replace("rights = MADE_HERE", "").replace("settings_type =", "other_type =")
            .replace("def __init__(self, settings):", "def __init__(self):")
            .replace("settings.sample_rate", "1"),
            "its rights are no Rights",
        ),
        ("class TapeDeck: settings_type = dict", "settings_type is no pydantic_settings.BaseSettings"),
        (
            MUSIC_PLUGIN.replace("def generate_track", "def other").replace("settings_type =", "other_type =")
            .replace("def __init__(self, settings):", "def __init__(self):")
            .replace("settings.sample_rate", "1"),
            "it has no generate_track",
        ),
    ],
)  # fmt: skip
def test_a_broken_plugin_is_named_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings, source: str, reason: str
) -> None:
    install_tapedeck(tmp_path, monkeypatch, source=source)
    assert "tapedeck" in music_provider_names()
    with pytest.raises(ProviderNotConfigured) as raised:
        music_provider("tapedeck", settings)
    assert "'tapedeck' (tapedeck_example:TapeDeck)" in raised.value.message
    assert reason in raised.value.message
    assert music_provider("dummy", settings).name == "dummy"


def test_two_packages_with_one_name_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    for package in ("swatch_one", "swatch_two"):
        install_plugin(
            tmp_path / package,
            monkeypatch,
            package=package,
            source=VISUAL_PLUGIN,
            group="studio.visual_providers",
            entry_points=f"swatch = {package}:Swatch",
        )
    with pytest.raises(ProviderNotConfigured, match="more than one installed package") as raised:
        visual_provider("swatch", settings)
    assert "swatch_one:Swatch" in raised.value.message
    assert "swatch_two:Swatch" in raised.value.message


def test_a_plugin_cannot_take_a_builtin_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    install_plugin(
        tmp_path,
        monkeypatch,
        package="impostor",
        source="raise RuntimeError('imported')",
        group="studio.music_providers",
        entry_points="dummy = impostor:Dummy",
    )
    assert music_provider_names().count("dummy") == 1
    assert music_provider("dummy", settings).capabilities.makes_placeholders


def test_the_prompt_writer_follows_the_settings() -> None:
    def choose(**openai: str) -> object:
        return prompt_writer(Settings(_env_file=None, openai=openai))

    assert isinstance(choose(), BuiltinPromptWriter)
    assert isinstance(choose(api_key="sk-1234567"), OpenAICompatibleWriter)
    assert isinstance(choose(base_url="http://localhost:11434/v1"), OpenAICompatibleWriter)


def test_a_vendor_is_imported_when_it_is_asked_for() -> None:
    modules = [f"studio.providers.music.{name}" for name in names(MUSIC_VENDORS)]
    modules += [f"studio.providers.visual.{name}" for name in names(VISUAL_VENDORS)]
    code = f"import sys, studio.providers.registry; print([name for name in {modules} if name in sys.modules])"
    finished = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert finished.stdout.strip() == "[]"


def test_importing_the_providers_warns_of_nothing() -> None:
    code = "import studio.providers.registry"
    finished = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert (finished.returncode, finished.stderr) == (0, "")
