"""Stage 2: twenty different tracks. Each is checked and measured when it arrives, before the album sees it."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from studio.db.items import Place
from studio.db.session import in_transaction
from studio.db.takes import make_current, next_take_number
from studio.errors import DuplicateMedia, SilentTrack, StudioError, TrackTooShort
from studio.models import AudioTrack, MusicProviderName
from studio.pipeline.files import attempt_directory, below_root, put_in_place, sha256_of, slug
from studio.pipeline.generation import (
    Assignment,
    Complete,
    arrival,
    context_for,
    load_assignment,
    maker_name,
    music_terms,
    place_at,
)
from studio.pipeline.planning import TRACK_BYTES_PER_SECOND, render_profile
from studio.pipeline.render import album_renderer
from studio.pipeline.rights import evidence_columns
from studio.pipeline.work import Work, work_on
from studio.providers import registry
from studio.providers.music.base import GeneratedTrack, MusicProvider
from studio.render.album import RenderTrack, ShouldStop, TrackMeasurement
from studio.render.ffmpeg import find_ffmpeg
from studio.render.measure import measure_track
from studio.settings import get_settings
from studio.stages import Stage


@dataclass(frozen=True, slots=True)
class ExaminedTrack:
    """A file that can be used, with all that the album is to know of it."""

    made: GeneratedTrack
    measurement: TrackMeasurement
    sha256: str
    size_bytes: int


def generate_track(job_id: int, run_no: int, order_index: int) -> None:
    """Have one track made, check it, and let it be the current take of its place."""
    with work_on(Place(job_id, run_no, Stage.TRACKS, order_index)) as work:
        if work is None:
            return
        assignment = in_transaction(lambda session: load_assignment(session, AudioTrack, job_id, order_index))
        provider = registry.music_provider(maker_name(work), get_settings())
        work.need_disk(assignment.job_directory, assignment.track_seconds * TRACK_BYTES_PER_SECOND)
        terms = music_terms(provider)
        with attempt_directory(assignment.job_directory, work.owner) as directory:
            context = context_for(work, assignment, directory, own_files=assignment.options.own_tracks, terms=terms)
            with place_at(terms, work):
                work.report(0.0, f"{terms.label} makes “{assignment.prompt.track_title}”", is_new_step=True)
                made = provider.generate_track(assignment.prompt.music_prompt, assignment.track_seconds / 60, context)
            work.raise_if_stopped()
            with arrival(provider):
                examined = examine_track(made, provider, assignment, work.should_stop)
            _settle_level(work, assignment, examined)
            hand_in_track(examined, provider, assignment, work.complete)


def examine_track(
    made: GeneratedTrack, provider: MusicProvider, assignment: Assignment, should_stop: ShouldStop
) -> ExaminedTrack:
    """Measure and check a file. Raises UnreadableMedia, SilentTrack or TrackTooShort, naming it, and Stopped."""
    measurement = measure_track(made.path, find_ffmpeg(get_settings().ffmpeg.binary), should_stop)
    if not provider.capabilities.makes_placeholders:
        _refuse_unheard(measurement, made, provider, assignment)
    return ExaminedTrack(made, measurement, sha256_of(made.path), made.path.stat().st_size)


def _refuse_unheard(
    measurement: TrackMeasurement, made: GeneratedTrack, provider: MusicProvider, assignment: Assignment
) -> None:
    if measurement.is_silent:
        raise SilentTrack(f"The file {made.path.name} is silent from end to end; replace it by another track.")
    shortest = max(3 * assignment.options.crossfade_seconds, provider.capabilities.shortest_seconds)
    heard_seconds = measurement.sound_end_seconds - measurement.sound_start_seconds
    if heard_seconds < shortest:
        raise TrackTooShort(
            f"The file {made.path.name} lasts {heard_seconds:.0f} s and needs at least {shortest:.0f} s; "
            "replace it by a longer track."
        )


def _settle_level(work: Work, assignment: Assignment, examined: ExaminedTrack) -> None:
    """Find out now how the track is brought to the album's loudness: the render then need not wait for it."""
    options, settings, measurement = assignment.options, get_settings(), examined.measurement
    start, end = measurement.played(is_trimmed=options.trim_silence)
    track = RenderTrack(
        examined.made.path,
        examined.made.path.name,
        end - start,
        measurement.integrated_lufs,
        measurement.true_peak_dbtp,
        examined.sha256,
        start,
    )
    renderer = album_renderer(assignment.job_directory, settings)
    renderer.settle(track, render_profile(options, settings), work.should_stop)


def hand_in_track(examined: ExaminedTrack, provider: MusicProvider, assignment: Assignment, complete: Complete) -> None:
    """Put the file in place and let it be the current take. Raises DuplicateMedia, or what `complete` raises."""
    made, measurement = examined.made, examined.measurement
    job_id, order_index = assignment.job_id, assignment.order_index
    title = made.title or assignment.prompt.track_title
    name = f"{order_index + 1:02d}-{slug(title)}-{uuid.uuid4().hex[:8]}{made.path.suffix.lower()}"
    target = assignment.job_directory / "tracks" / name
    put_in_place(made.path, target)
    is_builtin = registry.is_builtin_music_provider(provider.name)

    def keep(session: Session) -> str:
        refuse_duplicate(session, job_id, order_index, made.path.name, measurement.pcm_sha256)
        make_current(
            session,
            AudioTrack(
                video_job_id=job_id,
                order_index=order_index,
                take=next_take_number(session, AudioTrack, job_id, order_index),
                provider=MusicProviderName(provider.name) if is_builtin else MusicProviderName.EXTERNAL,
                plugin_name=None if is_builtin else provider.name,
                provider_track_id=made.provider_track_id,
                title=title,
                prompt_text=assignment.prompt.music_prompt,
                duration_seconds=measurement.duration_seconds,
                sound_start_seconds=measurement.sound_start_seconds,
                sound_end_seconds=measurement.sound_end_seconds,
                local_file_path=below_root(get_settings().output.root, target),
                is_placeholder=provider.capabilities.makes_placeholders,
                sha256=examined.sha256,
                size_bytes=examined.size_bytes,
                pcm_sha256=measurement.pcm_sha256,
                sample_rate=measurement.sample_rate,
                channels=measurement.channels,
                integrated_lufs=measurement.integrated_lufs,
                true_peak_dbtp=measurement.true_peak_dbtp,
                **evidence_columns(made, provider.rights),
            ),
        )
        return f"Track {order_index + 1} “{title}” is there: {_described(measurement)}."

    try:
        complete(keep)
    except IntegrityError as error:
        target.unlink(missing_ok=True)
        raise DuplicateMedia(
            f"The file {made.path.name} plays exactly the same as another track of the album; replace one of them."
        ) from error
    except StudioError:
        target.unlink(missing_ok=True)
        raise


def refuse_duplicate(session: Session, job_id: int, order_index: int, name: str, pcm_sha256: str) -> None:
    """The unique index refuses it too; this names the other track."""
    other = session.scalars(
        select(AudioTrack).where(
            AudioTrack.video_job_id == job_id,
            AudioTrack.is_current,
            ~AudioTrack.is_placeholder,
            AudioTrack.pcm_sha256 == pcm_sha256,
            AudioTrack.order_index != order_index,
        )
    ).first()
    if other is not None:
        raise DuplicateMedia(
            f"The file {name} plays exactly the same as track {other.order_index + 1} “{other.title}”; "
            "replace one of them by different music."
        )


def _described(measurement: TrackMeasurement) -> str:
    minutes, seconds = divmod(round(measurement.duration_seconds), 60)
    loudness = "silent" if measurement.integrated_lufs is None else f"{measurement.integrated_lufs:.1f} LUFS"
    return f"{minutes}:{seconds:02d}, {loudness}"
