"""Stage 2: twenty different tracks. Each is checked and measured when it arrives, before the album sees it."""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from studio.db.items import Place
from studio.db.session import in_transaction
from studio.db.takes import make_current, next_take_number
from studio.errors import DuplicateMedia, SilentTrack, StudioError, TrackTooShort
from studio.models import AudioTrack, MusicProviderName
from studio.pipeline.files import attempt_directory, below_root, put_in_place, sha256_of, slug
from studio.pipeline.generation import Assignment, context_for, load_assignment
from studio.pipeline.planning import render_profile
from studio.pipeline.render import album_renderer
from studio.pipeline.work import Work, work_on
from studio.providers import registry
from studio.providers.music.base import GeneratedTrack, MusicProvider
from studio.render.album import RenderTrack, TrackMeasurement
from studio.render.ffmpeg import find_ffmpeg
from studio.render.measure import measure_track
from studio.settings import get_settings
from studio.stages import Stage


def generate_track(job_id: int, run_no: int, order_index: int) -> None:
    """Have one track made, check it, and let it be the current take of its place."""
    with work_on(Place(job_id, run_no, Stage.TRACKS, order_index)) as work:
        if work is None:
            return
        settings = get_settings()
        assignment = in_transaction(lambda session: load_assignment(session, work, AudioTrack))
        provider = registry.music_provider(assignment.options.music_provider, settings)
        with attempt_directory(assignment.job_directory, work.owner) as directory:
            work.report(0.0, f"{provider.capabilities.label} makes “{assignment.prompt.track_title}”")
            context = context_for(
                work, assignment, directory, own_files=assignment.options.own_tracks, provider=provider.name
            )
            made = provider.generate_track(assignment.prompt.music_prompt, assignment.track_seconds / 60, context)
            work.raise_if_stopped()
            measurement = measure_track(made.path, find_ffmpeg(settings.ffmpeg.binary), work.should_stop)
            _check(measurement, made, provider, assignment)
            digest = sha256_of(made.path)
            _settle_level(work, assignment, made.path, digest, measurement)
            _hand_in(work, assignment, provider, made, digest, measurement)


def _check(
    measurement: TrackMeasurement, made: GeneratedTrack, provider: MusicProvider, assignment: Assignment
) -> None:
    """Raises SilentTrack or TrackTooShort, naming the file."""
    if provider.capabilities.makes_placeholders:
        return
    if measurement.is_silent:
        raise SilentTrack(f"{made.path.name} is silent from end to end; replace it by another track.")
    shortest = max(3 * assignment.options.crossfade_seconds, provider.capabilities.shortest_seconds)
    heard_seconds = measurement.sound_end_seconds - measurement.sound_start_seconds
    if heard_seconds < shortest:
        raise TrackTooShort(
            f"{made.path.name} lasts {heard_seconds:.0f} s and needs at least {shortest:.0f} s; "
            "replace it by a longer track."
        )


def _settle_level(work: Work, assignment: Assignment, path: Path, digest: str, measurement: TrackMeasurement) -> None:
    """Find out now how the track is brought to the album's loudness: the render then need not wait for it."""
    options, settings = assignment.options, get_settings()
    start, end = measurement.played(is_trimmed=options.trim_silence)
    track = RenderTrack(
        path,
        path.name,
        end - start,
        measurement.integrated_lufs,
        measurement.true_peak_dbtp,
        digest,
        start,
    )
    renderer = album_renderer(assignment.job_directory, settings)
    renderer.settle(track, render_profile(options, settings), work.should_stop)


def _hand_in(
    work: Work,
    assignment: Assignment,
    provider: MusicProvider,
    made: GeneratedTrack,
    digest: str,
    measurement: TrackMeasurement,
) -> None:
    place = work.place
    title = made.title or assignment.prompt.track_title
    size_bytes = made.path.stat().st_size
    name = f"{place.order_index + 1:02d}-{slug(title)}-{work.owner.hex[:8]}{made.path.suffix.lower()}"
    target = assignment.job_directory / "tracks" / name
    put_in_place(made.path, target)
    is_builtin = registry.is_builtin_music_provider(provider.name)

    def keep(session: Session) -> str:
        _refuse_duplicate(session, place, made.path, measurement.pcm_sha256)
        make_current(
            session,
            AudioTrack(
                video_job_id=place.job_id,
                order_index=place.order_index,
                take=next_take_number(session, AudioTrack, place.job_id, place.order_index),
                provider=MusicProviderName(provider.name) if is_builtin else MusicProviderName.EXTERNAL,
                plugin_name=None if is_builtin else provider.name,
                provider_track_id=made.provider_track_id,
                title=title,
                prompt_text=assignment.prompt.music_prompt,
                duration_seconds=measurement.duration_seconds,
                sound_start_seconds=measurement.sound_start_seconds,
                sound_end_seconds=measurement.sound_end_seconds,
                local_file_path=below_root(get_settings().output.root, target),
                license_document_url=made.license_document_url,
                is_placeholder=provider.capabilities.makes_placeholders,
                sha256=digest,
                size_bytes=size_bytes,
                pcm_sha256=measurement.pcm_sha256,
                sample_rate=measurement.sample_rate,
                channels=measurement.channels,
                integrated_lufs=measurement.integrated_lufs,
                true_peak_dbtp=measurement.true_peak_dbtp,
            ),
        )
        return f"Track {place.order_index + 1} “{title}” is there: {_described(measurement)}."

    try:
        work.complete(keep)
    except IntegrityError as error:
        target.unlink(missing_ok=True)
        raise DuplicateMedia(
            f"{made.path.name} plays exactly the same as another track of the album; replace one of them."
        ) from error
    except StudioError:
        target.unlink(missing_ok=True)
        raise


def _refuse_duplicate(session: Session, place: Place, path: Path, pcm_sha256: str) -> None:
    """The unique index refuses it too; this names the other track."""
    other = session.scalars(
        select(AudioTrack).where(
            AudioTrack.video_job_id == place.job_id,
            AudioTrack.is_current,
            ~AudioTrack.is_placeholder,
            AudioTrack.pcm_sha256 == pcm_sha256,
            AudioTrack.order_index != place.order_index,
        )
    ).first()
    if other is not None:
        raise DuplicateMedia(
            f"{path.name} plays exactly the same as track {other.order_index + 1} “{other.title}”; "
            "replace one of them by different music."
        )


def _described(measurement: TrackMeasurement) -> str:
    minutes, seconds = divmod(round(measurement.duration_seconds), 60)
    loudness = "silent" if measurement.integrated_lufs is None else f"{measurement.integrated_lufs:.1f} LUFS"
    return f"{minutes}:{seconds:02d}, {loudness}"
