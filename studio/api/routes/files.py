"""The files of a job: sound, pictures, film and metadata, whole or in ranges.

A file is found through its row, never through a path in the request.
"""

from fastapi import APIRouter

from studio.api.deps import ArtworkName, JobId, SettingsDep, TakeId
from studio.api.problems import answers
from studio.api.serving import (
    ARTWORK_TYPES,
    AUDIO_TYPES,
    CURRENT_CACHING,
    OTHER_TYPE,
    PICTURE_TYPES,
    TAKE_CACHING,
    TEXT_TYPES,
    VIDEO_TYPES,
    RangedFile,
    find_file,
    serve,
    served,
)
from studio.db.jobs import get_job
from studio.db.session import transaction
from studio.db.takes import take_of_job
from studio.errors import InvalidInput, NotFound, UnreadableMedia
from studio.models import AudioTrack, Image
from studio.pipeline.artwork import TEXT_NAME, list_artwork
from studio.pipeline.previews import visual_thumbnail

router = APIRouter(prefix="/jobs/{job_id}", tags=["files"])

_AUDIO = served("The sound of the take.", *dict.fromkeys(AUDIO_TYPES.values()), OTHER_TYPE)
_PICTURE = served(
    "The picture or clip of the take.",
    *dict.fromkeys((PICTURE_TYPES | VIDEO_TYPES).values()),
    OTHER_TYPE,
)
_THUMBNAIL = {
    **served("The picture, 480 pixels wide; of a clip its first.", "image/jpeg"),
    **answers(InvalidInput, UnreadableMedia),
}
_ARTWORK = served("The file.", *ARTWORK_TYPES.values())
_VIDEO = served("The film.", "video/mp4")
_METADATA = served("The text to paste.", "text/plain")


@router.get(
    "/tracks/{take_id}/audio",
    operation_id="get_track_audio",
    response_class=RangedFile,
    responses=_AUDIO,
)
@router.head("/tracks/{take_id}/audio", include_in_schema=False)
def get_track_audio(job_id: JobId, take_id: TakeId, settings: SettingsDep) -> RangedFile:
    """The sound of a take of a track."""
    with transaction() as session:
        path = take_of_job(session, AudioTrack, job_id, take_id).local_file_path
    return serve(settings.output.root, path, AUDIO_TYPES, caching=TAKE_CACHING)


@router.get(
    "/visuals/{take_id}/picture",
    operation_id="get_visual_picture",
    response_class=RangedFile,
    responses=_PICTURE,
)
@router.head("/visuals/{take_id}/picture", include_in_schema=False)
def get_visual_picture(job_id: JobId, take_id: TakeId, settings: SettingsDep) -> RangedFile:
    """The picture or clip of a take of a visual."""
    with transaction() as session:
        path = take_of_job(session, Image, job_id, take_id).local_file_path
    return serve(settings.output.root, path, PICTURE_TYPES | VIDEO_TYPES, caching=TAKE_CACHING)


@router.get(
    "/visuals/{take_id}/thumbnail",
    operation_id="get_visual_thumbnail",
    response_class=RangedFile,
    responses=_THUMBNAIL,
)
@router.head("/visuals/{take_id}/thumbnail", include_in_schema=False)
def get_visual_thumbnail(job_id: JobId, take_id: TakeId, settings: SettingsDep) -> RangedFile:
    """A small picture of a take of a visual."""
    with transaction() as session:
        take = take_of_job(session, Image, job_id, take_id)
        directory = get_job(session, job_id).output_directory
    root = settings.output.root
    source, _ = find_file(root, take.local_file_path)
    thumbnail = visual_thumbnail(source, take.sha256, root / directory, is_clip=take.is_clip)
    return serve(root, f"{directory}/{thumbnail.relative_to(root / directory)}", PICTURE_TYPES, caching=TAKE_CACHING)


@router.get("/artwork/{name}", operation_id="get_artwork", response_class=RangedFile, responses=_ARTWORK)
@router.head("/artwork/{name}", include_in_schema=False)
def get_artwork(job_id: JobId, name: ArtworkName, settings: SettingsDep) -> RangedFile:
    """One of the files that lie beside the finished film."""
    with transaction() as session:
        directory = get_job(session, job_id).output_directory
    if name not in list_artwork(settings.output.root / directory):
        raise NotFound(f"Job {job_id} has no {name}; its page lists what lies beside its film.")
    return serve(settings.output.root, f"{directory}/{name}", ARTWORK_TYPES, caching=CURRENT_CACHING)


@router.get("/video", operation_id="get_video", response_class=RangedFile, responses=_VIDEO)
@router.head("/video", include_in_schema=False)
def get_video(job_id: JobId, settings: SettingsDep) -> RangedFile:
    """The finished film."""
    with transaction() as session:
        path = get_job(session, job_id).local_video_path
    if path is None:
        raise NotFound(f"Job {job_id} has no film yet; it is there after the render.")
    return serve(settings.output.root, path, VIDEO_TYPES, caching=CURRENT_CACHING)


@router.get("/metadata", operation_id="get_metadata", response_class=RangedFile, responses=_METADATA)
@router.head("/metadata", include_in_schema=False)
def get_metadata(job_id: JobId, settings: SettingsDep) -> RangedFile:
    """The text with title, description, tags and checklist, as written to the output directory."""
    with transaction() as session:
        job = get_job(session, job_id)
        path, is_written = f"{job.output_directory}/{TEXT_NAME}", job.metadata_json is not None
    if not is_written:
        raise NotFound(f"Job {job_id} has no metadata yet; it is written after the render.")
    return serve(settings.output.root, path, TEXT_TYPES, caching=CURRENT_CACHING)
