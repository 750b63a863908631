"""What rows say of files: which belong to which job, and which are being worked on."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from studio.models import AudioTrack, Channel, Image, VideoJob, WorkItem
from studio.stages import ItemState, RunState


class JobPlace(NamedTuple):
    """A job and its folder, relative to the output root."""

    job_id: int
    output_directory: str
    niche_label: str
    channel_name: str


@dataclass(slots=True)
class NamedFiles:
    """The files of one job that rows name, relative to the output root, and who works on it."""

    film: str | None
    is_idle: bool
    tracks: set[str] = field(default_factory=set)
    visuals: set[str] = field(default_factory=set)
    earlier_takes: set[str] = field(default_factory=set)
    owners: set[uuid.UUID] = field(default_factory=set)
    """Of leases that nobody has taken away: one that ran out may yet be extended by a worker that was cut off."""


def places_after(session: Session, job_id: int, limit: int) -> Sequence[JobPlace]:
    """The next jobs by their number."""
    rows = session.execute(
        select(VideoJob.id, VideoJob.output_directory, VideoJob.niche_label, Channel.name)
        .join(VideoJob.channel)
        .where(VideoJob.id > job_id)
        .order_by(VideoJob.id)
        .limit(limit)
    )
    return [JobPlace._make(row) for row in rows]


def all_directories(session: Session) -> set[str]:
    return set(session.scalars(select(VideoJob.output_directory)))


def named_files(session: Session, job_ids: Collection[int]) -> dict[int, NamedFiles]:
    """Of jobs that were deleted meanwhile there is none."""
    jobs = session.execute(
        select(VideoJob.id, VideoJob.local_video_path, VideoJob.run_state).where(VideoJob.id.in_(job_ids))
    )
    found = {job_id: NamedFiles(film, run_state == RunState.IDLE) for job_id, film, run_state in jobs}
    for kind in (AudioTrack, Image):
        takes = session.execute(
            select(VideoJob.id, kind.local_file_path, kind.is_current)
            .join(kind, kind.video_job_id == VideoJob.id)
            .where(VideoJob.id.in_(found))
        )
        for job_id, path, is_current in takes:
            files = found[job_id]
            current = files.tracks if kind is AudioTrack else files.visuals
            (current if is_current else files.earlier_takes).add(path)
    leases = session.execute(
        select(WorkItem.video_job_id, WorkItem.owner).where(
            WorkItem.video_job_id.in_(found), WorkItem.state == ItemState.WORKING
        )
    )
    for job_id, owner in leases:
        if owner is not None:
            found[job_id].owners.add(owner)
    return found
