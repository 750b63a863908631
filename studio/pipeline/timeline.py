"""The album's timeline as a page draws it, from the current takes."""

from sqlalchemy.orm import Session

from studio.db.jobs import get_job
from studio.db.takes import current_takes
from studio.models import AudioTrack, Image
from studio.pipeline.artwork import film_loudness
from studio.render.timeline import build_timeline
from studio.schemas.album import TimelineEntryView, TimelineView
from studio.schemas.options import AlbumOptions
from studio.settings import get_settings


def describe_timeline(session: Session, job_id: int) -> TimelineView:
    """Raises NotFound, or InvalidInput where a track is too short for its crossfades."""
    job = get_job(session, job_id)
    options = AlbumOptions.model_validate(job.options)
    tracks = current_takes(session, AudioTrack, job_id)
    visuals = {image.order_index: image.id for image in current_takes(session, Image, job_id)}
    has_film = job.local_video_path is not None
    loudness = film_loudness(get_settings().output.root / job.output_directory) if has_film else None
    if not tracks:
        return TimelineView(duration_seconds=0.0, entries=[], loudness_each_second=loudness)
    timeline = build_timeline(
        [_played_seconds(track, is_trimmed=options.trim_silence) for track in tracks],
        fps=options.fps,
        crossfade_seconds=options.crossfade_seconds,
    )
    return TimelineView(
        duration_seconds=timeline.duration_seconds,
        entries=[
            TimelineEntryView(
                number=track.order_index + 1,
                title=track.title,
                start_seconds=entry.start_frame / timeline.fps,
                solo_start_seconds=entry.solo_start_frame / timeline.fps,
                solo_end_seconds=entry.solo_end_frame / timeline.fps,
                end_seconds=entry.end_frame / timeline.fps,
                visual_take_id=visuals.get(track.order_index),
            )
            for track, entry in zip(tracks, timeline.entries, strict=True)
        ],
        loudness_each_second=loudness,
    )


def _played_seconds(track: AudioTrack, *, is_trimmed: bool) -> float:
    return track.sound_end_seconds - track.sound_start_seconds if is_trimmed else track.duration_seconds
