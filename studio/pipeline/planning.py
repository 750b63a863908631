"""What an album is to be: wishes and settings brought together, every check that can be made beforehand, an estimate.

Providers are asked here and folders are read, which takes a while: no transaction is open meanwhile, and nothing is
created or changed.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from studio.disk import check_free_disk, free_bytes
from studio.errors import InvalidInput
from studio.pipeline.budget import dollars
from studio.pipeline.files import confine
from studio.pipeline.lengths import plan_track_seconds
from studio.providers import registry
from studio.providers.music.base import MusicCapabilities, MusicProvider
from studio.providers.visual.base import VisualProvider
from studio.render.album import ClipLoop, RenderProfile, VideoEncoder, VisualJoin
from studio.render.ffmpeg import check_encoders, find_ffmpeg
from studio.render.plan import LOOP_SECONDS
from studio.render.renderer import estimate_cache_bytes, estimate_film_bytes
from studio.render.title_card import CARD_SECONDS
from studio.schemas.jobs import AlbumWishes, DefaultsView, EstimateView
from studio.schemas.options import AlbumOptions
from studio.schemas.youtube import FEWEST_CHAPTERS
from studio.settings import Settings, VendorSettings

Value = TypeVar("Value")

FEWEST_ADVISED_MINUTES, MOST_ADVISED_MINUTES = 60, 80
_SHORTEST_TRACK_SECONDS = 8
"""Below this an album is no album, and a crossfade has no room."""

TRACK_BYTES_PER_SECOND = 192_000
"""48 kHz in 16 bits and stereo, as a WAV file holds them."""
VISUAL_BYTES = 18_000_000
"""A still as it came, and fitted with room for motion: 2304 x 1296 pixels of three bytes each."""

# Seconds of one core for 1080p with the preset veryfast, as the render's own progress reckons.
_COST_DRAWN_FRAME = 0.05
"""Frames are drawn for the loop of each visual, for each join, and for each title card."""
_COST_FILM_SECOND = 0.055
"""Sound is levelled, encoded and heard, packets are written and looked at."""


@dataclass(frozen=True, slots=True)
class AlbumPlan:
    """Wishes that passed all checks, with the settings where they say nothing."""

    wishes: AlbumWishes
    options: AlbumOptions
    minutes: int
    track_count: int
    disk_bytes: int
    cost_usd: float
    most_cost_usd: float
    """Where the dearer of first and second provider makes everything."""
    makes_placeholders: bool
    rights_advice: tuple[str, ...]
    """Sentences on providers whose plan allows no commercial use, or may not."""
    motion_note: str | None
    """What becomes of a wish for loops that the provider cannot make; None where it makes what is asked for."""


def parse_wishes(fields: Mapping[str, object]) -> AlbumWishes:
    """Raises InvalidInput, with one sentence for the first field that is wrong."""
    try:
        return AlbumWishes.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise InvalidInput(f"{field.replace('_', ' ').capitalize()}: {first['msg']}.") from error


def plan_album(wishes: AlbumWishes, settings: Settings, *, trust_paths: bool = False) -> AlbumPlan:
    """Check what can be checked without the database.

    `trust_paths` lets the person at the command line name folders of own files anywhere; a request may name only
    those below the library root. Raises InvalidInput, OutsideOutputRoot, ProviderError, MediaError, EncoderMissing or
    NotEnoughDisk.
    """
    options = _options(wishes, settings, trust_paths=trust_paths)
    minutes = wishes.target_duration_minutes or settings.album.minutes
    track_count = wishes.track_count or settings.album.tracks
    music = registry.music_provider(options.music_provider, settings)
    visual = registry.visual_provider(options.visual_provider, settings)
    second_music, second_visual = _second_providers(options, settings)
    for each in filter(None, (music, second_music)):
        _check_lengths(minutes, track_count, options, each.capabilities)
    registry.prompt_writer(settings).check()
    music.check(track_count=track_count, own_files=_path(options.own_tracks))
    visual.check(visual_count=track_count, own_files=_path(options.own_visuals))
    if second_music is not None:
        second_music.check(track_count=track_count, own_files=None)
    if second_visual is not None:
        second_visual.check(visual_count=track_count, own_files=None)
    for folder, provider in ((options.own_tracks, music), (options.own_visuals, visual)):
        if folder is not None and not provider.capabilities.uses_own_files:
            raise InvalidInput(f"A folder of own files goes with the provider library, not with {provider.name}.")
    check_encoders(find_ffmpeg(settings.ffmpeg.binary))
    profile = render_profile(options, settings)
    disk_bytes = estimate_film_bytes(minutes, profile) + estimate_cache_bytes(minutes, profile, track_count)
    disk_bytes += 60 * minutes * TRACK_BYTES_PER_SECOND + track_count * VISUAL_BYTES
    check_free_disk(settings.output.root, disk_bytes)
    makers = [each for each in (music, visual, second_music, second_visual) if each is not None]
    track_prices = [dollars(each.capabilities.price_per_track_usd) for each in (music, second_music) if each]
    visual_prices = [
        dollars(each.capabilities.price_usd(options.visual_kind)) for each in (visual, second_visual) if each
    ]
    return AlbumPlan(
        wishes=wishes,
        options=options,
        minutes=minutes,
        track_count=track_count,
        disk_bytes=disk_bytes,
        cost_usd=float(track_count * (track_prices[0] + visual_prices[0])),
        most_cost_usd=float(track_count * (max(track_prices) + max(visual_prices))),
        makes_placeholders=music.capabilities.makes_placeholders or visual.capabilities.makes_placeholders,
        rights_advice=tuple(dict.fromkeys(advice for each in makers for advice in _rights_advice(each, settings))),
        motion_note=_motion_note(options, visual),
    )


def _second_providers(options: AlbumOptions, settings: Settings) -> tuple[MusicProvider | None, VisualProvider | None]:
    """Who takes over, as far as the job names somebody. Raises InvalidInput, or ProviderNotConfigured."""
    music = visual = None
    if options.second_music_provider is not None:
        music = registry.music_provider(options.second_music_provider, settings)
        _refuse_as_second(music, options.music_provider)
    if options.second_visual_provider is not None:
        visual = registry.visual_provider(options.second_visual_provider, settings)
        _refuse_as_second(visual, options.visual_provider)
    return music, visual


def _refuse_as_second(provider: MusicProvider | VisualProvider, first: str) -> None:
    if provider.name == first:
        raise InvalidInput(f"{provider.capabilities.label} cannot take over from itself; name another provider.")
    if provider.capabilities.uses_own_files:
        raise InvalidInput("Your own files cannot take over from a provider; name one that makes something.")


def _motion_note(options: AlbumOptions, visual: VisualProvider) -> str | None:
    able = visual.capabilities
    if able.kind_made(options.visual_kind) == options.visual_kind:
        return None
    return f"{able.label} makes no loops: it makes stills, and the studio's own motion moves them."


def _rights_advice(provider: MusicProvider | VisualProvider, settings: Settings) -> list[str]:
    """Own files need none: what may be done with them is for the person to know."""
    label, rights = provider.capabilities.label, provider.rights
    if provider.capabilities.uses_own_files or rights.allows_commercial_use:
        return []
    # A plug-in has settings of its own, whose names are not known here.
    is_vendor = isinstance(getattr(settings, provider.name, None), VendorSettings)
    setting = f"{provider.name.upper()}_COMMERCIAL_USE" if is_vendor else None
    if rights.allows_commercial_use is None:
        step = f"and set {setting} to true or false" if setting else "before you publish"
        return [f"Nobody has said whether your plan with {label} allows commercial use: read its terms {step}."]
    source = f", as {setting} says" if setting else ""
    refusal = f"Your plan with {label} ({rights.plan}) allows no commercial use{source}"
    return [f"{refusal}: take a plan that does, or choose another provider, before you publish."]


def estimate_album(plan: AlbumPlan, settings: Settings, *, budget_problem: str | None) -> EstimateView:
    """What the plan would take. `budget_problem` says why the budget does not allow it, which the database knows."""
    overlaps = (plan.track_count - 1) * plan.options.crossfade_seconds
    cores = min(settings.ffmpeg.jobs or os.cpu_count() or 1, os.cpu_count() or 1)
    drawn_seconds = overlaps + plan.track_count * (LOOP_SECONDS + (CARD_SECONDS if plan.options.title_cards else 0))
    drawn_frames = drawn_seconds * plan.options.fps
    render_seconds = (_COST_DRAWN_FRAME * drawn_frames + _COST_FILM_SECOND * 60 * plan.minutes) / cores
    return EstimateView(
        track_count=plan.track_count,
        track_seconds=(60 * plan.minutes + overlaps) / plan.track_count,
        disk_bytes=plan.disk_bytes,
        disk_free_bytes=free_bytes(settings.output.root),
        render_seconds=render_seconds,
        cost_usd=plan.cost_usd,
        most_cost_usd=plan.most_cost_usd,
        budget_problem=budget_problem,
        advice=_advice(plan),
    )


def _advice(plan: AlbumPlan) -> list[str]:
    advice: list[str] = []
    if not FEWEST_ADVISED_MINUTES <= plan.minutes <= MOST_ADVISED_MINUTES:
        advice.append(
            f"Albums of {FEWEST_ADVISED_MINUTES} to {MOST_ADVISED_MINUTES} minutes are advised; "
            f"this one is to last {plan.minutes}."
        )
    if plan.makes_placeholders:
        advice.append("This is a rehearsal: placeholders stand in for music or pictures. It is not for publishing.")
    if plan.track_count < FEWEST_CHAPTERS:
        advice.append(f"YouTube shows chapters from {FEWEST_CHAPTERS} tracks on.")
    if plan.options.own_tracks is not None:
        advice.append("Your own tracks last as long as they last, and so does the album.")
    return [*advice, *plan.rights_advice]


def defaults(settings: Settings) -> DefaultsView:
    """What wishes take where a field is left out."""
    album, untold = settings.album, AlbumWishes(niche_label="-")
    library_root = settings.output.library_root
    return DefaultsView(
        target_duration_minutes=album.minutes,
        fewest_advised_minutes=FEWEST_ADVISED_MINUTES,
        most_advised_minutes=MOST_ADVISED_MINUTES,
        track_count=album.tracks,
        music_provider=registry.default_music_provider(settings),
        visual_provider=registry.default_visual_provider(settings),
        crossfade_seconds=album.crossfade_seconds,
        visual_kind=album.visual_kind,
        motion=album.motion,
        visual_join=album.visual_join,
        clip_loop=album.clip_loop,
        trim_silence=album.trim_silence,
        title_cards=album.title_cards,
        film_grain=album.film_grain,
        vignette=album.vignette,
        until_stage=untold.until_stage,
        priority=untold.priority,
        output_root=str(settings.output.root.resolve()),
        library_root=None if library_root is None else str(library_root.resolve()),
    )


def _options(wishes: AlbumWishes, settings: Settings, *, trust_paths: bool) -> AlbumOptions:
    album = settings.album
    return AlbumOptions(
        music_provider=wishes.music_provider
        or ("library" if wishes.own_tracks else registry.default_music_provider(settings)),
        visual_provider=wishes.visual_provider
        or ("library" if wishes.own_visuals else registry.default_visual_provider(settings)),
        second_music_provider=wishes.second_music_provider or None,
        second_visual_provider=wishes.second_visual_provider or None,
        own_tracks=_own_folder(wishes.own_tracks, settings, trusted=trust_paths),
        own_visuals=_own_folder(wishes.own_visuals, settings, trusted=trust_paths),
        crossfade_seconds=_chosen(wishes.crossfade_seconds, album.crossfade_seconds),
        visual_kind=_chosen(wishes.visual_kind, album.visual_kind),
        motion=_chosen(wishes.motion, album.motion),
        visual_join=_chosen(wishes.visual_join, album.visual_join),
        clip_loop=_chosen(wishes.clip_loop, album.clip_loop),
        trim_silence=_chosen(wishes.trim_silence, album.trim_silence),
        title_cards=_chosen(wishes.title_cards, album.title_cards),
        film_grain=_chosen(wishes.film_grain, album.film_grain),
        vignette=_chosen(wishes.vignette, album.vignette),
        fps=album.fps,
        budget_usd=wishes.budget_usd,
        seed=secrets.randbelow(2**31) if wishes.seed is None else wishes.seed,
    )


def _chosen(wanted: Value | None, otherwise: Value) -> Value:
    return otherwise if wanted is None else wanted


def _own_folder(folder: str | None, settings: Settings, *, trusted: bool) -> str | None:
    """Resolved and absolute. An untrusted one must lie below the library root."""
    if folder is None:
        return None
    if "\0" in folder:
        raise InvalidInput("A path cannot hold a NUL character.")
    if trusted:
        return str(Path(folder).expanduser().resolve())
    root = settings.output.library_root
    if root is None:
        raise InvalidInput(
            "Own files can be named here only after OUTPUT_LIBRARY_ROOT is set to the folder that holds them."
        )
    return str(confine(root, folder))


def _check_lengths(minutes: int, track_count: int, options: AlbumOptions, able: MusicCapabilities) -> None:
    if able.uses_own_files:
        return  # own tracks last as long as they last
    lengths = plan_track_seconds(
        minutes=minutes,
        track_count=track_count,
        crossfade_seconds=options.crossfade_seconds,
        seed=options.seed,
    )
    shortest = max(_SHORTEST_TRACK_SECONDS, 3 * options.crossfade_seconds, able.shortest_seconds)
    if min(lengths) < shortest:
        raise InvalidInput(
            f"{track_count} tracks in {minutes} minutes would last {min(lengths)} s each, and at least "
            f"{shortest:.0f} s are needed; ask for more minutes or fewer tracks."
        )
    if max(lengths) > able.longest_seconds:
        raise InvalidInput(
            f"{track_count} tracks in {minutes} minutes would last up to {max(lengths)} s, and {able.label} makes "
            f"{able.longest_seconds:.0f} s at most; ask for fewer minutes or more tracks."
        )


def _path(folder: str | None) -> Path | None:
    return None if folder is None else Path(folder)


def render_profile(options: AlbumOptions, settings: Settings) -> RenderProfile:
    return RenderProfile(
        fps=options.fps,
        crossfade_seconds=options.crossfade_seconds,
        video_bitrate_kbps=settings.album.video_bitrate_kbps,
        audio_bitrate_kbps=settings.album.audio_bitrate_kbps,
        preset=settings.ffmpeg.preset,
        loudness_lufs=settings.album.loudness_lufs,
        true_peak_dbtp=settings.album.true_peak_dbtp,
        gop_seconds=settings.album.gop_seconds,
        encoder=VideoEncoder(settings.ffmpeg.encoder),
        visual_join=VisualJoin(options.visual_join),
        clip_loop=ClipLoop(options.clip_loop),
        has_title_cards=options.title_cards,
        has_film_grain=options.film_grain,
        has_vignette=options.vignette,
    )
