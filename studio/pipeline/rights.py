"""The evidence of rights: kept with each piece when it is made, and laid beside the film for the day a claim arrives.

The terms are those of the making, not those that the settings name today.
"""

import posixpath
from collections.abc import Mapping
from datetime import UTC
from pathlib import Path

from sqlalchemy.orm import Session

from studio.db.jobs import get_job
from studio.db.takes import current_takes
from studio.logs import mask_secrets
from studio.models import AudioTrack, Image, VideoJob
from studio.pipeline.artwork import LICENCES_NAME, LICENCES_PAGE_NAME
from studio.pipeline.files import write_whole
from studio.pipeline.render import album_title
from studio.pipeline.rights_page import licences_page
from studio.providers import registry
from studio.providers.facts import Rights
from studio.providers.music.base import GeneratedTrack
from studio.providers.visual.base import GeneratedVisual
from studio.schemas.rights import AlbumLicences, PieceLicence, RightsRecord
from studio.settings import get_settings
from studio.stages import Stage


def evidence_columns(made: GeneratedTrack | GeneratedVisual, rights: Rights) -> Mapping[str, object]:
    """What the row of a piece that was just made is to keep of its rights."""
    url = made.license_document_url
    return {
        "rights": RightsRecord.model_validate(rights).model_dump(mode="json"),
        "license_document_url": None if url is None else mask_secrets(url),
        "request_sha256": made.request_sha256,
        "response_sha256": made.response_sha256,
    }


def gather_licences(session: Session, job_id: int, *, video_file: str) -> AlbumLicences:
    """The evidence of all that the film holds. Raises NotFound."""
    job = get_job(session, job_id)
    tracks = current_takes(session, AudioTrack, job_id)
    titles = {track.order_index: track.title for track in tracks}
    visuals = current_takes(session, Image, job_id)
    pieces = [
        *(_track_licence(job, track) for track in tracks),
        *(_visual_licence(job, visual, titles[visual.order_index]) for visual in visuals),
    ]
    return AlbumLicences(
        album_title=album_title(job),
        video_file=video_file,
        pieces=sorted(pieces, key=lambda piece: piece.number),
    )


def lay_licences_beside(directory: Path, licences: AlbumLicences) -> None:
    """Write both files into the film's folder, each whole."""
    write_whole(directory / LICENCES_NAME, licences.model_dump_json(indent=2) + "\n")
    write_whole(directory / LICENCES_PAGE_NAME, licences_page(licences))


def _track_licence(job: VideoJob, track: AudioTrack) -> PieceLicence:
    provider = track.plugin_name or track.provider
    label = registry.music_provider_label(provider, get_settings())
    return _licence(job, track, Stage.TRACKS, track.title, provider, label, track.provider_track_id)


def _visual_licence(job: VideoJob, visual: Image, title: str) -> PieceLicence:
    provider = visual.plugin_name or visual.provider
    label = registry.visual_provider_label(provider, get_settings())
    return _licence(job, visual, Stage.VISUALS, title, provider, label, visual.provider_image_id)


def _licence(
    job: VideoJob,
    take: AudioTrack | Image,
    stage: Stage,
    title: str,
    provider: str,
    provider_label: str,
    provider_id: str | None,
) -> PieceLicence:
    return PieceLicence(
        number=take.order_index + 1,
        stage=stage,
        title=title,
        provider=provider,
        provider_label=provider_label,
        rights=None if take.rights is None else RightsRecord.model_validate(take.rights),
        license_document_url=take.license_document_url,
        prompt_text=take.prompt_text,
        provider_id=provider_id,
        request_sha256=take.request_sha256,
        response_sha256=take.response_sha256,
        file=posixpath.relpath(take.local_file_path, job.output_directory),
        sha256=take.sha256,
        made_at=take.created_at.astimezone(UTC),
    )
