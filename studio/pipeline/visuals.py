"""Stage 3: a different picture or clip for each track, fitted to the 16:9 frame when it arrives."""

import uuid
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from studio.db.items import Place
from studio.db.session import in_transaction
from studio.db.takes import make_current, next_take_number
from studio.errors import DuplicateMedia, StudioError
from studio.models import Image, VisualProviderName
from studio.pipeline.files import ORIGINALS, attempt_directory, below_root, put_in_place, sha256_of, slug
from studio.pipeline.generation import (
    Assignment,
    Complete,
    arrival,
    context_for,
    load_assignment,
    maker_name,
    place_at,
    visual_terms,
)
from studio.pipeline.planning import VISUAL_BYTES
from studio.pipeline.rights import evidence_columns
from studio.pipeline.work import work_on
from studio.providers import registry
from studio.providers.visual.base import GeneratedVisual, VisualProvider
from studio.render.album import VisualKind
from studio.render.measure import measure_visual
from studio.render.pictures import fit_still
from studio.settings import get_settings
from studio.stages import Stage


def generate_visual(job_id: int, run_no: int, order_index: int) -> None:
    """Have one visual made, fit it to the frame, and let it be the current take of its place."""
    with work_on(Place(job_id, run_no, Stage.VISUALS, order_index)) as work:
        if work is None:
            return
        assignment = in_transaction(lambda session: load_assignment(session, Image, job_id, order_index))
        provider = registry.visual_provider(maker_name(work), get_settings())
        work.need_disk(assignment.job_directory, VISUAL_BYTES)
        kind = provider.capabilities.kind_made(assignment.options.visual_kind)
        terms = visual_terms(provider, kind)
        with attempt_directory(assignment.job_directory, work.owner) as directory:
            context = context_for(
                work,
                assignment,
                directory,
                own_files=assignment.options.own_visuals,
                terms=terms,
                visual_kind=kind,
            )
            with place_at(terms, work):
                work.report(0.0, f"{terms.label} makes “{assignment.prompt.track_title}”", is_new_step=True)
                made = provider.generate_visual(assignment.prompt.visual_prompt, context)
            work.raise_if_stopped()
            with arrival(provider):
                fitted = fit_visual(made.path)
            hand_in_visual(made, fitted, provider, assignment, work.complete)


def fit_visual(path: Path) -> Path:
    """A still scaled and cropped to the frame; a clip as it is, since its loop is fitted when it is encoded.

    Raises UnreadableMedia.
    """
    if measure_visual(path).kind == VisualKind.CLIP:
        return path
    fitted = path.with_name(f"fitted-{path.stem}.png")
    fit_still(path, fitted)
    return fitted


def hand_in_visual(
    made: GeneratedVisual, fitted: Path, provider: VisualProvider, assignment: Assignment, complete: Complete
) -> None:
    """Put the file in place and let it be the current take. Raises DuplicateMedia, or what `complete` raises."""
    job_id, order_index = assignment.job_id, assignment.order_index
    measurement = measure_visual(fitted)
    digest = sha256_of(fitted)
    size_bytes = fitted.stat().st_size
    stem = f"{order_index + 1:02d}-{slug(assignment.prompt.track_title)}-{uuid.uuid4().hex[:8]}"
    directory = assignment.job_directory / "visuals"
    target = directory / f"{stem}{fitted.suffix.lower()}"
    placed = [target]
    put_in_place(fitted, target)
    if _is_paid_original(provider) and made.path != fitted:
        original = directory / ORIGINALS / f"{stem}{made.path.suffix.lower()}"
        put_in_place(made.path, original)
        placed.append(original)
    is_builtin = registry.is_builtin_visual_provider(provider.name)

    def keep(session: Session) -> str:
        refuse_duplicate(session, job_id, order_index, made.path.name, digest)
        make_current(
            session,
            Image(
                video_job_id=job_id,
                order_index=order_index,
                take=next_take_number(session, Image, job_id, order_index),
                provider=VisualProviderName(provider.name) if is_builtin else VisualProviderName.EXTERNAL,
                plugin_name=None if is_builtin else provider.name,
                provider_image_id=made.provider_image_id,
                prompt_text=assignment.prompt.visual_prompt,
                local_file_path=below_root(get_settings().output.root, target),
                is_placeholder=provider.capabilities.makes_placeholders,
                sha256=digest,
                size_bytes=size_bytes,
                is_clip=measurement.kind == VisualKind.CLIP,
                width=measurement.width,
                height=measurement.height,
                duration_seconds=measurement.duration_seconds,
                **evidence_columns(made, provider.rights),
            ),
        )
        return f"Visual {order_index + 1} is there: {measurement.width}x{measurement.height}."

    try:
        complete(keep)
    except (IntegrityError, StudioError) as error:
        for path in placed:
            path.unlink(missing_ok=True)
        if isinstance(error, StudioError):
            raise
        raise DuplicateMedia(
            f"The file {made.path.name} is the same picture as another visual of the album; replace one of them."
        ) from error


def _is_paid_original(provider: VisualProvider) -> bool:
    """The person's own files are still theirs, and placeholders are worth nothing; the rest is kept as it came."""
    return not provider.capabilities.uses_own_files and not provider.capabilities.makes_placeholders


def refuse_duplicate(session: Session, job_id: int, order_index: int, name: str, digest: str) -> None:
    """The unique index refuses it too; this names the other visual."""
    other = session.scalars(
        select(Image).where(
            Image.video_job_id == job_id,
            Image.is_current,
            Image.sha256 == digest,
            Image.order_index != order_index,
        )
    ).first()
    if other is not None:
        named = f" ({other.provider_image_id})" if other.provider_image_id else ""
        raise DuplicateMedia(
            f"The file {name} is the same picture as visual {other.order_index + 1}{named}; replace one of them."
        )
