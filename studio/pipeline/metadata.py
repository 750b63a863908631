"""Stage 5: the text that goes with the film, fitted to YouTube's limits, and the record of rights."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from studio.db.items import Place
from studio.db.jobs import get_job
from studio.db.session import in_transaction
from studio.errors import RunInterrupted
from studio.pipeline.artwork import TEXT_NAME, VALUES_NAME
from studio.pipeline.files import write_whole
from studio.pipeline.render import Film, load_film
from studio.pipeline.rights import gather_licences, lay_licences_beside
from studio.pipeline.upload_kit import ManualYouTubeClient, describe_video
from studio.pipeline.work import work_on
from studio.render.timeline import build_timeline
from studio.schemas.metadata import AlbumMetadata, Chapter
from studio.schemas.options import AlbumOptions
from studio.schemas.prompts import AlbumPrompts
from studio.schemas.rights import AlbumLicences
from studio.schemas.youtube import (
    ALBUM_WORD,
    DESCRIPTION_BYTES,
    FEWEST_CHAPTERS,
    SHORTEST_CHAPTER_SECONDS,
    TAG_CHARACTERS,
    TITLE_CHARACTERS,
    count_tag_characters,
    remove_banned_words,
)
from studio.stages import Stage

_OWN = "library"
_EDGES = " -\N{EN DASH}:|,"
"""What is left standing at the edges when a word was taken out."""

SYNTHETIC_CONTENT_REMINDER = (
    "Tick “Altered or synthetic content”: in YouTube Studio, on the upload's Details page, choose Show more, "
    "go to Altered content, and answer Yes."
)


@dataclass(frozen=True, slots=True)
class Words:
    """What was written for the album, before it is fitted to the limits."""

    title: str
    introduction: str
    tags: tuple[str, ...]
    is_generated: bool
    """Whether anything in the film was made by a provider rather than brought by the person."""


def write_metadata(job_id: int, run_no: int) -> None:
    """Write metadata.txt, metadata.json, licences.json and licences.html into the job's folder."""
    with work_on(Place(job_id, run_no, Stage.METADATA)) as work:
        if work is None:
            return
        film, words, licences = in_transaction(lambda session: _load(session, job_id))
        metadata = compose_metadata(film, words, video_file=licences.video_file)

        def keep(session: Session) -> str:
            # After the check of the lease, so that a worker which lost it changes no file.
            _write(film.directory, metadata)
            lay_licences_beside(film.directory, licences)
            get_job(session, job_id).metadata_json = metadata.model_dump(mode="json")
            return f"The metadata is written: {len(metadata.chapters)} timestamps, {len(metadata.tags)} tags."

        work.complete(keep)


def rewrite_metadata(session: Session, job_id: int) -> None:
    """Compose metadata and rights anew and write them, at once. Raises RunInterrupted where the album is not whole."""
    film, words, licences = _load(session, job_id)
    metadata = compose_metadata(film, words, video_file=licences.video_file)
    get_job(session, job_id).metadata_json = metadata.model_dump(mode="json")
    session.flush()
    _write(film.directory, metadata)
    lay_licences_beside(film.directory, licences)


def _write(directory: Path, metadata: AlbumMetadata) -> None:
    """The text, and what the film is uploaded from."""
    write_whole(directory / TEXT_NAME, as_text(metadata))
    write_whole(directory / VALUES_NAME, metadata.model_dump_json(indent=2) + "\n")
    ManualYouTubeClient().upload(describe_video(directory, metadata))


def _load(session: Session, job_id: int) -> tuple[Film, Words, AlbumLicences]:
    job = get_job(session, job_id)
    if job.local_video_path is None or job.prompts_json is None:
        raise RunInterrupted("The film is missing; the run goes back for it.")
    prompts = AlbumPrompts.model_validate(job.prompts_json)
    options = AlbumOptions.model_validate(job.options)
    words = Words(
        title=prompts.album_title,
        introduction=prompts.introduction,
        tags=tuple(prompts.tags),
        is_generated=(options.music_provider, options.visual_provider) != (_OWN, _OWN),
    )
    film = load_film(session, job_id)
    return film, words, gather_licences(session, job_id, video_file=job.local_video_path.rsplit("/", 1)[-1])


def compose_metadata(film: Film, words: Words, *, video_file: str) -> AlbumMetadata:
    """Fit the words to the limits, and take the timestamps from the film's own timeline. Pure."""
    profile = film.request.profile
    timeline = build_timeline(
        [track.duration_seconds for track in film.request.tracks],
        fps=profile.fps,
        crossfade_seconds=profile.crossfade_seconds,
    )
    starts = [entry.start_frame / profile.fps for entry in timeline.entries]
    chapters = [
        Chapter(start_seconds=start, timestamp=timestamp(start), title=_plain(track.title, 100))
        for start, track in zip(starts, film.request.tracks, strict=True)
    ]
    return AlbumMetadata(
        title=fit_title(words.title),
        description=_description(words, chapters, is_rehearsal=film.request.is_rehearsal),
        tags=fit_tags(words.tags),
        chapters=chapters,
        synthetic_content_reminder=SYNTHETIC_CONTENT_REMINDER,
        is_rehearsal=film.request.is_rehearsal,
        video_file=video_file,
        duration_seconds=timeline.total_frames / profile.fps,
    )


def timestamp(seconds: float) -> str:
    """`MM:SS`, or `H:MM:SS` from an hour on. Rounded down, so that a click never lands after the start."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes:02d}:{rest:02d}"


def fit_title(title: str) -> str:
    """At most 100 characters, without “loop” in any form, and with the word Album, Mix or Anthology."""
    fitted = _plain(remove_banned_words(title), TITLE_CHARACTERS)
    if ALBUM_WORD.search(fitted):
        return fitted
    return f"{_plain(fitted, TITLE_CHARACTERS - len(' Album'))} Album".strip()


def fit_tags(tags: Sequence[str]) -> list[str]:
    """Distinct tags, as many as fit into 500 characters counted as YouTube counts them."""
    fitted: list[str] = []
    for tag in tags:
        plain = _plain(remove_banned_words(tag).replace(",", " "), 100)
        known = {other.lower() for other in fitted}
        if plain and plain.lower() not in known and count_tag_characters([*fitted, plain]) <= TAG_CHARACTERS:
            fitted.append(plain)
    return fitted


def chapter_problem(metadata: AlbumMetadata) -> str | None:
    """Why YouTube would not show chapters; None when it would."""
    ends = [*(chapter.start_seconds for chapter in metadata.chapters[1:]), metadata.duration_seconds]
    lengths = [end - chapter.start_seconds for chapter, end in zip(metadata.chapters, ends, strict=True)]
    if len(lengths) < FEWEST_CHAPTERS:
        return f"YouTube shows chapters from {FEWEST_CHAPTERS} tracks on; this album has {len(lengths)}."
    if min(lengths) < SHORTEST_CHAPTER_SECONDS:
        return f"YouTube shows chapters of at least {SHORTEST_CHAPTER_SECONDS} s; one here lasts {min(lengths):.0f} s."
    return None


def _description(words: Words, chapters: Sequence[Chapter], *, is_rehearsal: bool) -> str:
    """Introduction, timestamps, and how it was made; the introduction gives way where space is short."""
    timestamps = "\n".join(f"{chapter.timestamp} - {chapter.title}" for chapter in chapters)
    closing = (
        "Written, composed and painted with the help of AI tools; chosen, ordered and checked by a person."
        if words.is_generated
        else "Chosen, ordered and checked by a person."
    )
    if is_rehearsal:
        closing = "REHEARSAL: this film holds placeholders and is not for publishing.\n\n" + closing
    rest = f"\n\n{timestamps}\n\n{closing}"
    room = DESCRIPTION_BYTES - len(rest.encode())
    introduction = _plain(words.introduction, DESCRIPTION_BYTES)
    while len(introduction.encode()) > max(room, 0):
        introduction = introduction[:-1].rstrip()
    return _cut_lines((introduction + rest).strip(), DESCRIPTION_BYTES)


def _cut_lines(text: str, longest_bytes: int) -> str:
    """Drop lines from the end until the text fits; with 60 long titles even the timestamps may not."""
    lines = text.split("\n")
    while len("\n".join(lines).encode()) > longest_bytes:
        lines.pop()
    return "\n".join(lines)


def _plain(text: str, longest: int) -> str:
    """One line without angle brackets and control characters, cut at a word where it is too long."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    single = re.sub(r"\s+", " ", printable.replace("<", "").replace(">", "")).strip(_EDGES)
    if len(single) <= longest:
        return single
    cut = single[:longest]
    return (cut.rsplit(" ", 1)[0] if " " in cut[longest // 2 :] else cut).rstrip(_EDGES)


def as_text(metadata: AlbumMetadata) -> str:
    """metadata.txt: what to paste where, from top to bottom of the upload form."""
    parts = [
        ("TITLE", metadata.title),
        ("DESCRIPTION", metadata.description),
        ("TAGS", ", ".join(metadata.tags)),
        ("BEFORE YOU PUBLISH", f"[ ] {metadata.synthetic_content_reminder}"),
        ("FILE", metadata.video_file),
    ]
    if metadata.is_rehearsal:
        rehearsal = (
            "This film holds placeholders (silent tracks or plain cards) and is not for publishing. "
            "Choose real providers, or your own files, and make the album again."
        )
        parts.insert(0, ("REHEARSAL", rehearsal))
    problem = chapter_problem(metadata)
    if problem is not None:
        parts.append(("NOTE", problem))
    return "\n\n".join(f"{heading}\n{body}" for heading, body in parts) + "\n"
