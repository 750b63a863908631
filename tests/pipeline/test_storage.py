"""What lies on the disk is told by its use, and what nobody needs is deleted; nothing else ever is."""

import json
import os
import uuid
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from studio.db.session import in_transaction
from studio.models import AudioTrack, Image, MusicProviderName, VideoJob, VisualProviderName, WorkItem
from studio.pipeline import jobs, runs, storage
from studio.pipeline.files import clear_directory
from studio.schemas.storage import StorageView
from studio.settings import get_settings
from studio.stages import ItemState, Stage
from tests.albums import plan_job

KEY = "ab" * 32
SIZE = 40_000


def write(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(os.urandom(SIZE))
    return path


@pytest.fixture
def job(output_root: Path) -> VideoJob:
    """A job with a film, a track of two takes, and a paid visual with its original."""
    job = plan_job(tracks=2)
    directory = job.output_directory

    def keep(session: Session) -> None:
        row = session.get_one(VideoJob, job.id)
        row.local_video_path = f"{directory}/rainy-0123abcd.mp4"
        for take, name in ((1, "01-slow-tram-00000001.wav"), (2, "01-slow-tram-00000002.wav")):
            session.add(track(job.id, take, f"{directory}/tracks/{name}"))
        session.add(visual(job.id, f"{directory}/visuals/01-slow-tram-00000003.png"))

    in_transaction(keep)
    folder = output_root / directory
    for name in (
        "rainy-0123abcd.mp4",
        "tracks/01-slow-tram-00000001.wav",
        "tracks/01-slow-tram-00000002.wav",
        "visuals/01-slow-tram-00000003.png",
        "visuals/originals/01-slow-tram-00000003.webp",
        f".cache/{KEY}.mp4",
        f".cache/{KEY}.mp4.xxh3",
        f".cache/{KEY}.level.json",
        ".cache/memo/v1/samples-0123",
        f".previews/{KEY}.jpg",
        "metadata.txt",
    ):
        write(folder / name)
    return job


def track(job_id: int, take: int, path: str) -> AudioTrack:
    return AudioTrack(
        video_job_id=job_id,
        order_index=0,
        take=take,
        is_current=take == 2,
        provider=MusicProviderName.EXTERNAL,
        title="Slow Tram",
        prompt_text="slow piano",
        local_file_path=path,
        duration_seconds=1.0,
        sound_start_seconds=0.0,
        sound_end_seconds=1.0,
        sha256="a" * 64,
        pcm_sha256=f"{take}" * 64,
        size_bytes=SIZE,
        sample_rate=48000,
        channels=2,
    )


def visual(job_id: int, path: str) -> Image:
    return Image(
        video_job_id=job_id,
        order_index=0,
        provider=VisualProviderName.EXTERNAL,
        prompt_text="a window",
        local_file_path=path,
        sha256="c" * 64,
        size_bytes=SIZE,
        width=64,
        height=36,
    )


def everything(root: Path) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file() or path.is_symlink()}


def hold_lease(job_id: int, stage: Stage) -> uuid.UUID:
    """Of a worker that is alive, or was cut off and may come back: its time may even have run out."""
    owner = uuid.uuid4()
    in_transaction(
        lambda session: session.execute(
            update(WorkItem)
            .where(WorkItem.video_job_id == job_id, WorkItem.stage == stage, WorkItem.order_index == 0)
            .values(state=ItemState.WORKING, owner=owner, lease_until="2020-01-01T00:00:00Z")
        )
    )
    return owner


def measure() -> StorageView:
    return storage.measure_storage(get_settings())


def test_each_byte_is_told_by_its_use(job: VideoJob, output_root: Path) -> None:
    write(output_root / job.output_directory / ".work" / str(uuid.uuid4()) / "track.wav")
    write(output_root / "own" / "film.mp4")
    told = measure()
    (of_job,) = told.jobs
    block = of_job.film_bytes
    assert SIZE <= block < 2 * SIZE
    assert of_job.model_dump() == of_job.model_dump() | {
        "job_id": job.id,
        "channel_name": "Quiet Corner",
        "tracks_bytes": block,
        "visuals_bytes": 2 * block,
        "earlier_takes_bytes": block,
        "cache_bytes": 5 * block,
        "leftover_bytes": block,
        "other_bytes": block,
        "total_bytes": 12 * block,
    }
    assert told.foreign_bytes == block
    assert told.studio_bytes == 13 * block
    assert told.shares.film_bytes == block
    assert [each.command for each in told.deletable] == ["studio storage --sweep", "studio storage --sweep --caches"]


def test_a_sweep_deletes_what_dead_work_has_left_and_nothing_else(job: VideoJob, output_root: Path) -> None:
    folder = output_root / job.output_directory
    kept = everything(output_root)
    alive = hold_lease(job.id, Stage.PROMPTS)
    kept.add(str(write(folder / ".work" / str(alive) / "reply.json").relative_to(output_root)))
    dead = folder / ".work" / str(uuid.uuid4())
    write(dead / "deep" / "track.wav")
    (folder / ".work" / str(uuid.uuid4())).mkdir()
    write(folder / f".rainy.mp4.{uuid.uuid4().hex}.part")
    write(folder / ".cache" / f".{KEY}.{uuid.uuid4().hex}.part.mp4")
    write(folder / ".joins-x1y2z3" / "0.mp4")
    for name in ("own.mp4", "notes.txt", "tracks/reference.wav", "visuals/sketch.png", "tracks/01-licence.pdf"):
        kept.add(str(write(folder / name).relative_to(output_root)))

    swept = storage.sweep(get_settings(), settled_seconds=-1)

    assert swept.files == 4
    assert everything(output_root) == kept
    assert [path.name for path in (folder / ".work").iterdir()] == [str(alive)]
    assert not (folder / ".joins-x1y2z3").exists()
    assert storage.sweep(get_settings(), settled_seconds=-1).files == 0


def test_takes_that_no_row_names_go_once_nobody_works_on_the_job(job: VideoJob, output_root: Path) -> None:
    folder = output_root / job.output_directory
    orphans = [
        write(folder / "tracks" / "02-late-tram-deadbeef.wav"),
        write(folder / "visuals" / "02-late-tram-deadbeef.png"),
        write(folder / "visuals" / "originals" / "02-late-tram-deadbeef.webp"),
    ]
    assert storage.sweep(get_settings()).files == 0, "it may have been put in place a moment ago"
    hold_lease(job.id, Stage.TRACKS)
    assert storage.sweep(get_settings(), settled_seconds=-1).files == 0, "its row may be written in a moment"
    in_transaction(
        lambda session: session.execute(update(WorkItem).values(state=ItemState.WAITING, owner=None, lease_until=None))
    )
    assert storage.sweep(get_settings(), settled_seconds=-1).files == 3
    assert not any(orphan.exists() for orphan in orphans)


def test_what_is_being_received_is_left_alone(job: VideoJob, output_root: Path) -> None:
    upload = write(output_root / job.output_directory / ".work" / f"incoming-{uuid.uuid4()}" / "own.wav")
    storage.sweep(get_settings())
    assert upload.exists()
    storage.sweep(get_settings(), settled_seconds=-1)
    assert not upload.exists()


def test_caches_go_on_wish_and_not_while_the_job_runs(job: VideoJob, output_root: Path) -> None:
    folder = output_root / job.output_directory
    in_transaction(lambda session: runs.start_run(session, job.id))
    assert storage.sweep(get_settings(), with_caches=True).files == 0
    assert (folder / ".cache").is_dir()
    in_transaction(lambda session: runs.cancel_run(session, job.id))
    assert storage.sweep(get_settings(), with_caches=True).files == 5
    assert not (folder / ".cache").exists()
    assert not (folder / ".previews").exists()
    assert (folder / "rainy-0123abcd.mp4").exists()
    assert measure().shares.cache_bytes == 0


def test_the_cache_of_a_deleted_job_goes_and_its_film_stays(job: VideoJob, output_root: Path) -> None:
    """As where the API was killed between the deletion of the row and that of the files."""
    folder = in_transaction(lambda session: jobs.delete_job(session, job.id, get_settings()))
    foreign = {
        ".cache/pip/aa/bb",
        f".cache/{KEY}.mp4",
        "elsewhere/.cache/huggingface/model.bin",
        f"elsewhere/.previews/{KEY}.psd",
        f"elsewhere/.cache-{KEY}",
    }
    for name in foreign:
        write(output_root / name)
    assert measure().shares.leftover_bytes > 0
    assert storage.sweep(get_settings()).files == 5
    assert foreign < everything(output_root)
    assert (folder / "rainy-0123abcd.mp4").exists()
    assert (folder / "tracks").is_dir()
    assert not (folder / ".cache").exists()
    clear_directory(folder, keep_results=True)
    assert (folder / "tracks").is_dir()


def test_links_are_not_followed(job: VideoJob, output_root: Path, tmp_path: Path) -> None:
    precious = write(tmp_path / "precious" / "01-slow-tram-0badcafe.wav")
    folder = output_root / job.output_directory
    (folder / ".work").mkdir()
    (folder / ".work" / str(uuid.uuid4())).symlink_to(precious.parent)
    (folder / "tracks" / "more").symlink_to(precious.parent)
    storage.sweep(get_settings(), settled_seconds=-1, with_caches=True)
    assert precious.exists()


def test_it_is_swept_at_the_start_and_then_once_an_hour(job: VideoJob, output_root: Path) -> None:
    clock = [0.0]
    sweeper = storage.Sweeper(clock=lambda: clock[0])
    attempt = output_root / job.output_directory / ".work" / str(uuid.uuid4())
    left: list[bool] = []
    for clock[0] in (0.0, 1800.0, 3600.0):
        write(attempt / "track.wav")
        sweeper.sweep_when_due(get_settings())
        left.append(attempt.exists())
    assert left == [False, True, False]


def test_a_sweep_that_fails_is_only_logged(output_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_settings: object) -> None:
        raise PermissionError("no")

    monkeypatch.setattr(storage, "sweep", fail)
    storage.Sweeper().sweep_when_due(get_settings())


def test_many_jobs_are_counted_and_the_largest_named(output_root: Path) -> None:
    for number in range(6):
        job = plan_job(tracks=2)
        for copy in range(number):
            write(output_root / job.output_directory / f"{copy}.txt")
    told = storage.measure_storage(get_settings(), limit=2)
    assert [job.job_id for job in told.jobs] == [6, 5]
    assert told.shares.other_bytes == 15 * (told.jobs[0].total_bytes // 5)
    assert json.loads(told.model_dump_json())["jobs"][0]["niche_label"] == "rainy window"
