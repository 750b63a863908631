"""All providers as rows: what each makes, needs and costs, for the command line and docs/providers.md.

All of it comes from the providers' own capabilities; what can be used now is asked elsewhere (`pipeline.system`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from studio.errors import StudioError
from studio.providers import registry
from studio.providers.facts import MADE_HERE, Evidence, Rights
from studio.providers.music.base import MusicCapabilities, MusicProvider
from studio.providers.visual.base import VisualCapabilities, VisualProvider
from studio.settings import Settings

BEGIN_MARK = "<!-- The output of `studio providers --markdown` begins here. -->"
END_MARK = "<!-- It ends here. -->"


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """What there is to know of one provider before it is chosen, in words."""

    kind: str
    """`prompts`, `music` or `visual`."""
    name: str
    label: str
    makes: str
    needs_key: bool
    key_settings: tuple[str, ...]
    """Empty, too, where a plug-in does not say."""
    price: str
    """Of one piece."""
    price_basis: str
    rights: str
    looks_at: str
    """What a vendor is asked for beforehand; empty where there is nothing to ask."""
    known_limits: tuple[str, ...]
    evidence: Evidence


WRITERS = (
    ProviderRow(
        kind="prompts",
        name="builtin",
        label="Built-in writer",
        makes="distinct prompts from the niche and the mood, the same for the same seed",
        needs_key=False,
        key_settings=(),
        price="free",
        price_basis="free",
        rights=MADE_HERE.plan,
        looks_at="",
        known_limits=(),
        evidence=Evidence.TESTED,
    ),
    ProviderRow(
        kind="prompts",
        name="openai",
        label="Language model",
        makes="prompts by any model behind OpenAI's chat completions, checked and repaired once",
        needs_key=True,
        key_settings=("OPENAI_API_KEY",),
        price="by tokens",
        price_basis="the server's own price list; the tokens are in the job's log",
        rights="the server's terms",
        looks_at="key",
        known_limits=("A server of your own may need no key: set OPENAI_BASE_URL.",),
        evidence=Evidence.DOCUMENTED,
    ),
)
"""Who writes prompts."""


def provider_rows(settings: Settings) -> list[ProviderRow]:
    """Of every provider that can be made: prompts, music, visuals. A plug-in that cannot be loaded is left out."""
    return [*WRITERS, *_provider_rows(settings, registry.music_provider_names(), registry.visual_provider_names())]


def markdown_table() -> str:
    """The built-in providers with the settings as they are before anybody sets one: the same on every machine."""
    settings = Settings.model_construct()
    music = [name for name in registry.music_provider_names() if registry.is_builtin_music_provider(name)]
    visual = [name for name in registry.visual_provider_names() if registry.is_builtin_visual_provider(name)]
    rows = [*WRITERS, *_provider_rows(settings, music, visual)]
    overview = _markdown(
        ("kind", "name", "what it is", "what it makes", "key", "price", "rights", "evidence"),
        [
            (
                row.kind,
                f"`{row.name}`",
                row.label,
                row.makes,
                ", ".join(f"`{key}`" for key in row.key_settings) or "none",
                row.price,
                row.rights,
                row.evidence,
            )
            for row in rows
        ],
    )
    details = _markdown(
        ("name", "where the price comes from", "asked before the start, at no cost", "known limits"),
        [
            (f"`{row.name}`", row.price_basis, row.looks_at or "nothing", " ".join(row.known_limits))
            for row in rows
            if row.looks_at or row.known_limits
        ],
    )
    return f"{overview}\n{details}"


def _provider_rows(settings: Settings, music: Sequence[str], visual: Sequence[str]) -> Iterator[ProviderRow]:
    for name in music:
        try:
            track_maker = registry.music_provider(name, settings)
        except StudioError:
            continue
        yield music_row(track_maker)
    for name in visual:
        try:
            picture_maker = registry.visual_provider(name, settings)
        except StudioError:
            continue
        yield visual_row(picture_maker)


def music_row(provider: MusicProvider) -> ProviderRow:
    able = provider.capabilities
    return ProviderRow(
        kind="music",
        name=provider.name,
        label=able.label,
        makes=_tracks(able),
        needs_key=able.needs_key,
        key_settings=able.key_settings,
        price=_price((able.price_per_track_usd, "track")),
        price_basis=able.price_basis,
        rights=_rights(provider.rights),
        looks_at=able.looks_at,
        known_limits=able.known_limits,
        evidence=able.evidence,
    )


def visual_row(provider: VisualProvider) -> ProviderRow:
    able = provider.capabilities
    has_one_price = able.makes_loops and able.price_per_loop_usd is None
    prices = [(able.price_per_visual_usd, "visual" if has_one_price else "still")]
    if able.price_per_loop_usd is not None:
        prices.append((able.price_per_loop_usd, "loop"))
    return ProviderRow(
        kind="visual",
        name=provider.name,
        label=able.label,
        makes=_visuals(able),
        needs_key=able.needs_key,
        key_settings=able.key_settings,
        price=_price(*prices),
        price_basis=able.price_basis,
        rights=_rights(provider.rights),
        looks_at=able.looks_at,
        known_limits=able.known_limits,
        evidence=able.evidence,
    )


def _tracks(able: MusicCapabilities) -> str:
    if able.uses_own_files:
        return "your own tracks, in the order of their names"
    pieces = "placeholders" if able.makes_placeholders else "tracks"
    precisely = "exactly" if able.is_length_exact else "about"
    lengths = f"{_length(able.shortest_seconds)} to {_length(able.longest_seconds)}"
    return f"{pieces} of {precisely} the asked length, {lengths}; {_either(able.formats)}"


def _visuals(able: VisualCapabilities) -> str:
    if able.uses_own_files:
        return "your own pictures and clips, in the order of their names"
    pieces = ["placeholders" if able.makes_placeholders else "stills"] if able.makes_stills else []
    if able.makes_loops:
        lengths = f" of {_either([str(seconds) for seconds in able.loop_seconds])} s" if able.loop_seconds else ""
        pieces.append(f"loops{lengths}")
    sizes = _either([f"{width}x{height}" for width, height in able.still_sizes])
    return "; ".join(part for part in (" and ".join(pieces), sizes, _either(able.formats)) if part)


def _length(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:g} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"


def _price(*prices: tuple[float, str]) -> str:
    if not any(price for price, _ in prices):
        return "free"
    return ", ".join(f"{price:{'.2f' if price >= 0.01 else 'g'}} USD a {piece}" for price, piece in prices)


def _rights(rights: Rights) -> str:
    return rights.plan if rights.terms_url is None else f"by your plan, under <{rights.terms_url}>"


def _either(words: Sequence[str]) -> str:
    return " or ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def _markdown(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |\n" for line in lines)
