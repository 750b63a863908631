"""What a person changes by hand is kept, what was used is refused, and the film is known to be out of date."""

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from studio import events
from studio.db import items
from studio.db.session import in_transaction
from studio.errors import Conflict, DuplicateMedia, InvalidInput, MissingMedia, NotFound, StudioError
from studio.models import AudioTrack, Image, MusicProviderName, VideoJob, VisualProviderName, WorkItem
from studio.pipeline import edits, jobs, runs
from studio.pipeline.prompts import generate_prompts
from studio.schemas.jobs import JobDetail
from studio.schemas.prompts import PromptsEdit
from studio.settings import get_settings
from studio.stages import ItemState, JobStatus, Mode, RunState, Stage
from tests.albums import plan_job

pytestmark = pytest.mark.usefixtures("output_root")

TRACKS = 3


def write_prompts(job_id: int) -> None:
    """The prompts of a job that then stops for review."""
    run = in_transaction(lambda session: runs.start_run(session, job_id))
    generate_prompts(job_id, run.run_no)
    in_transaction(lambda session: runs.close_stage(session, job_id, run.run_no, Stage.PROMPTS))


@pytest.fixture
def reviewed() -> int:
    """A job that stands still after its prompts."""
    job_id = plan_job(tracks=TRACKS, until_stage=Stage.PROMPTS).id
    write_prompts(job_id)
    return job_id


@pytest.fixture
def finished(reviewed: int, output_root: Path) -> int:
    """The same job with all takes, a film and metadata, as rows and small files."""

    def fill(session: Session) -> None:
        job = session.get_one(VideoJob, reviewed)
        for index in range(TRACKS):
            session.add(track(job, index, title=detail_of(session, reviewed).prompts.items[index].track_title))
            session.add(visual(job, index))
        film = Path(job.output_directory) / "film.mp4"
        (output_root / film).write_bytes(b"film")
        job.local_video_path = str(film)
        job.metadata_json = METADATA
        job.status = JobStatus.COMPLETED
        job.until_stage = Stage.METADATA
        session.flush()
        for item in items.items_of(session, reviewed):
            items.finish(session, item, ItemState.DONE)

    in_transaction(fill)
    return reviewed


METADATA: dict[str, Any] = {
    "title": "Old Album",
    "description": "Old.",
    "tags": [],
    "chapters": [],
    "synthetic_content_reminder": "Tick it.",
    "is_rehearsal": False,
    "video_file": "film.mp4",
    "duration_seconds": 1.0,
}


def track(job: VideoJob, index: int, *, take: int = 1, is_current: bool = True, title: str = "") -> AudioTrack:
    name = f"{job.output_directory}/tracks/{index + 1}-{take}.wav"
    touch(name)
    return AudioTrack(
        video_job_id=job.id,
        order_index=index,
        take=take,
        is_current=is_current,
        provider=MusicProviderName.LIBRARY,
        title=title or f"Title {index + 1}",
        prompt_text="slow piano",
        local_file_path=name,
        duration_seconds=20.0 + index,
        sound_start_seconds=0.0,
        sound_end_seconds=20.0 + index,
        sha256=uuid.uuid4().hex,
        pcm_sha256=uuid.uuid4().hex,
        size_bytes=0,
        sample_rate=48000,
        channels=2,
        integrated_lufs=-14.0,
        true_peak_dbtp=-2.0,
    )


def visual(job: VideoJob, index: int, *, take: int = 1, is_current: bool = True) -> Image:
    name = f"{job.output_directory}/visuals/{index + 1}-{take}.png"
    touch(name)
    return Image(
        video_job_id=job.id,
        order_index=index,
        take=take,
        is_current=is_current,
        provider=VisualProviderName.LIBRARY,
        prompt_text="a window",
        local_file_path=name,
        sha256=uuid.uuid4().hex,
        size_bytes=0,
        width=1920,
        height=1080,
    )


def touch(name: str) -> None:
    path = get_settings().output.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()


def add(take: AudioTrack | Image) -> int:
    def write(session: Session) -> int:
        session.add(take)
        session.flush()
        return take.id

    return in_transaction(write)


def detail_of(session: Session, job_id: int) -> Any:
    return jobs.describe_job(session, job_id)


def detail(job_id: int) -> JobDetail:
    return in_transaction(lambda session: jobs.describe_job(session, job_id))


def job_of(job_id: int) -> VideoJob:
    return in_transaction(lambda session: session.get_one(VideoJob, job_id))


def last_event(job_id: int) -> str:
    return in_transaction(lambda session: events.list_events(session, job_id)[-1].code)


def edit_of(job_id: int, change: dict[str, Any] | None = None, **pairs: dict[str, str]) -> PromptsEdit:
    """The job's own prompts, with changes of the album and of the pairs `one`, `two`, `three`."""
    prompts = detail(job_id).prompts
    assert prompts is not None
    value = prompts.model_dump() | (change or {})
    for name, fields in pairs.items():
        value["items"][["one", "two", "three"].index(name)].update(fields)
    return PromptsEdit.model_validate(value)


def save(job_id: int, edit: PromptsEdit) -> None:
    in_transaction(lambda session: edits.save_prompts(session, job_id, edit))


def states(job_id: int) -> dict[tuple[Stage, int], ItemState]:
    found = in_transaction(lambda session: items.items_of(session, job_id))
    return {(item.stage, item.order_index): item.state for item in found}


class TestPrompts:
    def test_unused_prompts_are_free(self, reviewed: int) -> None:
        edit = edit_of(reviewed, {"tags": ["own"]}, two={"music_prompt": "a lute", "track_title": "Lute"})
        save(reviewed, edit)
        prompts = detail(reviewed).prompts
        assert prompts is not None
        assert prompts.model_dump() == edit.model_dump()
        assert last_event(reviewed) == "prompts_saved"

    def test_a_prompt_that_was_used_is_refused_by_its_number(self, reviewed: int) -> None:
        job = job_of(reviewed)
        add(track(job, 1))
        add(visual(job, 2))
        with pytest.raises(Conflict, match="pair 2, 3 "):
            save(reviewed, edit_of(reviewed, two={"music_prompt": "a lute"}, three={"visual_prompt": "a lake"}))
        save(reviewed, edit_of(reviewed, two={"visual_prompt": "a lake"}, three={"music_prompt": "a lute"}))
        save(reviewed, edit_of(reviewed, two={"track_title": "Another"}))

    def test_as_many_pairs_as_tracks(self, reviewed: int) -> None:
        edit = edit_of(reviewed)
        with pytest.raises(InvalidInput, match="3 tracks and 2 pairs"):
            save(reviewed, edit.model_copy(update={"items": edit.items[:2]}))

    def test_titles_reach_takes_metadata_and_its_files_and_date_the_film(
        self, finished: int, output_root: Path
    ) -> None:
        assert detail(finished).is_film_current
        save(finished, edit_of(finished, {"album_title": "Night Mix"}, one={"track_title": "First Light"}))
        after = detail(finished)
        assert after.tracks[0].title == "First Light"
        assert after.metadata is not None
        assert after.metadata.title == "Night Mix"
        assert "00:00 - First Light" in after.metadata.description
        folder = output_root / after.output_directory
        assert json.loads((folder / "metadata.json").read_text())["title"] == "Night Mix"
        assert "First Light" in (folder / "metadata.txt").read_text()
        assert json.loads((folder / "upload.json").read_text())["snippet"]["title"] == "Night Mix"
        assert not after.is_film_current
        assert states(finished)[Stage.RENDER, 0] == ItemState.WAITING

    def test_words_that_are_not_in_the_film_leave_it_current(self, finished: int) -> None:
        save(finished, edit_of(finished, {"introduction": "Other words for the same film.", "tags": ["rain"]}))
        after = detail(finished)
        assert after.is_film_current
        assert after.metadata is not None
        assert after.metadata.tags == ["rain"]
        assert after.metadata.description.startswith("Other words")

    def test_a_title_of_an_own_file_stays_until_it_is_changed(self, finished: int) -> None:
        in_transaction(lambda session: session.execute(update(AudioTrack).values(title="From its tags")))
        save(finished, edit_of(finished, {"tags": ["rain"]}, two={"track_title": "By Hand"}))
        assert [row.title for row in detail(finished).tracks] == ["From its tags", "By Hand", "From its tags"]

    def test_prompts_by_hand_need_no_writer(self) -> None:
        other = plan_job(tracks=TRACKS)
        write_prompts(other.id)
        job_id = plan_job(tracks=TRACKS, niche_label="by hand").id
        save(job_id, edit_of(other.id))
        assert states(job_id)[Stage.PROMPTS, 0] == ItemState.DONE
        run = in_transaction(lambda session: runs.start_run(session, job_id))
        assert Stage.PROMPTS not in run.missing


class TestOnePair:
    def rewrite(self, job_id: int, item: int) -> None:
        run = in_transaction(
            lambda session: runs.rerun(session, job_id, Stage.PROMPTS, mode=Mode.REGENERATE, item=item)
        )
        assert run.missing == {Stage.PROMPTS: (0,)}
        generate_prompts(job_id, run.run_no)
        assert not in_transaction(lambda session: runs.close_stage(session, job_id, run.run_no, Stage.PROMPTS))

    def test_one_pair_is_another_and_the_rest_stays(self, reviewed: int) -> None:
        before = detail(reviewed).prompts
        self.rewrite(reviewed, 2)
        after = detail(reviewed)
        assert before is not None
        assert after.prompts is not None
        assert [after.prompts.items[index] for index in (0, 2)] == [before.items[index] for index in (0, 2)]
        assert after.prompts.items[1].music_prompt != before.items[1].music_prompt
        assert after.prompts.items[1].track_title not in {item.track_title for item in before.items}
        assert (after.run_state, after.until_stage) == (RunState.IDLE, Stage.PROMPTS)
        self.rewrite(reviewed, 2)
        assert detail(reviewed).prompts != after.prompts

    def test_it_fits_beside_what_a_person_wrote(self, reviewed: int) -> None:
        save(reviewed, edit_of(reviewed, {"album_title": "x", "tags": []}, one={"music_prompt": "short"}))
        self.rewrite(reviewed, 3)

    def test_a_pair_that_was_used_is_refused(self, reviewed: int) -> None:
        add(visual(job_of(reviewed), 1, is_current=False))
        with pytest.raises(Conflict, match="Pair 2 was used"):
            self.rewrite(reviewed, 2)
        self.rewrite(reviewed, 1)

    def test_before_there_are_prompts_there_is_no_pair(self) -> None:
        with pytest.raises(Conflict, match="no prompts yet"):
            self.rewrite(plan_job(tracks=TRACKS).id, 1)

    def test_an_album_in_review_stays_there_when_all_of_it_is_written_anew(self, reviewed: int) -> None:
        run = in_transaction(lambda session: runs.rerun(session, reviewed, Stage.PROMPTS, mode=Mode.REGENERATE))
        assert run.missing == {Stage.PROMPTS: (0,)}
        generate_prompts(reviewed, run.run_no)
        in_transaction(lambda session: runs.close_stage(session, reviewed, run.run_no, Stage.PROMPTS))
        again = in_transaction(lambda session: runs.start_run(session, reviewed))
        assert set(again.missing) == {Stage.TRACKS, Stage.VISUALS, Stage.RENDER, Stage.METADATA}


class TestTakes:
    def choose(self, job_id: int, number: int, take_id: int) -> None:
        in_transaction(lambda session: edits.choose_track_take(session, job_id, number, take_id))

    def current(self, job_id: int) -> list[tuple[int, int]]:
        return [(row.number, row.take) for row in detail(job_id).tracks if row.is_current]

    def test_an_earlier_take_is_current_again(self, finished: int) -> None:
        earlier = add(track(job_of(finished), 1, take=2, is_current=False))
        self.choose(finished, 2, earlier)
        assert self.current(finished) == [(1, 1), (2, 2), (3, 1)]
        assert not detail(finished).is_film_current
        assert last_event(finished) == "take_chosen"

    def test_the_current_take_changes_nothing(self, finished: int) -> None:
        self.choose(finished, 1, detail(finished).tracks[0].id)
        assert detail(finished).is_film_current

    def test_a_take_of_another_place_or_none_is_not_found(self, finished: int) -> None:
        with pytest.raises(NotFound):
            self.choose(finished, 2, detail(finished).tracks[0].id)
        with pytest.raises(NotFound):
            self.choose(finished, 2, 424242)

    def test_a_take_without_its_file_is_refused(self, finished: int, output_root: Path) -> None:
        earlier = add(track(job_of(finished), 1, take=2, is_current=False))
        (output_root / detail(finished).tracks[2].local_file_path).unlink()
        with pytest.raises(MissingMedia):
            self.choose(finished, 2, earlier)

    def test_the_same_music_twice_is_refused(self, finished: int) -> None:
        earlier = track(job_of(finished), 1, take=2, is_current=False)
        earlier.pcm_sha256 = in_transaction(
            lambda session: session.scalars(select(AudioTrack.pcm_sha256).where(AudioTrack.order_index == 0)).one()
        )
        with pytest.raises(DuplicateMedia, match="track 1"):
            self.choose(finished, 2, add(earlier))

    def test_a_failed_place_is_done_with_it(self, finished: int) -> None:
        earlier = add(track(job_of(finished), 1, take=2, is_current=False))
        in_transaction(
            lambda session: session.execute(
                update(WorkItem)
                .where(WorkItem.stage == Stage.TRACKS, WorkItem.order_index == 1)
                .values(state=ItemState.FAILED, error_code="silent_track", error_message="Silent.")
            )
        )
        self.choose(finished, 2, earlier)
        assert states(finished)[Stage.TRACKS, 1] == ItemState.DONE

    def test_visuals_have_takes_too(self, finished: int) -> None:
        earlier = add(visual(job_of(finished), 0, take=2, is_current=False))
        in_transaction(lambda session: edits.choose_visual_take(session, finished, 1, earlier))
        assert [(row.take, row.is_current) for row in detail(finished).visuals if row.number == 1] == [
            (1, False),
            (2, True),
        ]


class TestOrder:
    def order(self, job_id: int, *numbers: int) -> None:
        in_transaction(lambda session: edits.order_album(session, job_id, numbers))

    def test_pairs_move_with_all_that_is_theirs(self, finished: int) -> None:
        add(track(job_of(finished), 0, take=2, is_current=False))
        in_transaction(
            lambda session: session.execute(
                update(WorkItem)
                .where(WorkItem.stage == Stage.VISUALS, WorkItem.order_index == 0)
                .values(state=ItemState.FAILED)
            )
        )
        before = detail(finished)
        assert before.prompts is not None
        self.order(finished, 3, 1, 2)
        after = detail(finished)
        assert after.prompts is not None
        assert after.prompts.items == [before.prompts.items[index] for index in (2, 0, 1)]
        place = {row.id: row.number for row in before.tracks}
        assert {row.id: row.number for row in after.tracks} == {
            take_id: {1: 2, 2: 3, 3: 1}[number] for take_id, number in place.items()
        }
        assert [row.id for row in after.visuals] == [before.visuals[index].id for index in (2, 0, 1)]
        assert states(finished)[Stage.VISUALS, 1] == ItemState.FAILED
        assert not after.is_film_current
        assert last_event(finished) == "order_changed"

    def test_the_same_order_changes_nothing(self, finished: int) -> None:
        self.order(finished, 1, 2, 3)
        assert detail(finished).is_film_current

    @pytest.mark.parametrize("numbers", [(1, 2), (1, 1, 2), (1, 2, 4), (1, 2, 3, 4)])
    def test_each_number_once(self, finished: int, numbers: tuple[int, ...]) -> None:
        with pytest.raises(InvalidInput, match="1 to 3 once"):
            self.order(finished, *numbers)


def test_nothing_is_edited_while_a_run_is_live(finished: int) -> None:
    edit = edit_of(finished, {"tags": ["x"]})
    in_transaction(lambda session: session.execute(update(VideoJob).values(run_state=RunState.RUNNING)))
    for change in (
        lambda session: edits.save_prompts(session, finished, edit),
        lambda session: edits.order_album(session, finished, [2, 1, 3]),
        lambda session: edits.choose_track_take(session, finished, 1, 1),
        lambda session: edits.choose_visual_take(session, finished, 1, 1),
    ):
        with pytest.raises(StudioError, match="Cancel the run first"):
            in_transaction(change)
