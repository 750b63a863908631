"""A job's second provider makes what is left where the first one cannot go on, and nothing is ever bought twice."""

from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from studio import events
from studio.db import items, provider_states, submissions
from studio.db.items import Place
from studio.db.provider_states import ProviderKey
from studio.db.session import in_transaction
from studio.db.takes import current_takes
from studio.errors import (
    ContentRefused,
    InvalidInput,
    ProviderBalanceEmpty,
    ProviderKeyRefused,
    ProviderModelRetired,
    ProviderNotConfigured,
    ProviderRateLimited,
    StudioError,
    SubmissionUnknown,
)
from studio.models import AudioTrack, ProviderState, ProviderSubmission, SubmissionState, VideoJob, WorkItem
from studio.pipeline import budget, jobs, planning, prompts, provider_gate, runs, tracks
from studio.pipeline.ledger import Ledger
from studio.pipeline.work import RetryLater, work_on
from studio.schemas.jobs import AlbumWishes
from studio.settings import RecoverySettings, get_settings
from studio.stages import ItemState, JobStatus, RunState, Stage
from tests.albums import plan_job, restart

FIRST = ProviderKey("music", "slowhum")
EMPTY = ProviderBalanceEmpty("Quota used up until 1 December. Add quota or choose another provider.")
SAID = "The balance at Slow hum is used up; Silence (rehearsal) makes "


@pytest.fixture
def orders(output_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the provider that charges obeys, and where it writes down what it made."""
    orders = tmp_path / "orders"
    orders.mkdir()
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "e2e" / "plugin"))
    monkeypatch.setenv("SLOWHUM_LEDGER", str(tmp_path / "ledger"))
    monkeypatch.setenv("SLOWHUM_ORDERS", str(orders))
    monkeypatch.setenv("SLOWHUM_SECONDS", "0")
    return orders


def running_tracks(count: int, **wishes: object) -> list[Place]:
    wishes = {"music_provider": "slowhum", "second_music_provider": "dummy"} | wishes
    job = plan_job(tracks=count, minutes=1, crossfade_seconds=1, **wishes)
    run = in_transaction(lambda session: runs.start_run(session, job.id))
    prompts.generate_prompts(run.job_id, run.run_no)
    in_transaction(lambda session: runs.close_stage(session, job.id, run.run_no, Stage.PROMPTS))
    return [Place(job.id, run.run_no, Stage.TRACKS, index) for index in range(count)]


def generate(place: Place) -> None:
    """As the queue does, which rings again where it is asked to."""
    for _ in range(5):
        try:
            tracks.generate_track(place.job_id, place.run_no, place.order_index)
        except RetryLater:
            continue
        return
    raise AssertionError("the item went to and fro")


def ask(place: Place, error: StudioError | None = None, *, is_accepted: bool = False) -> str:
    """Work on an item as a provider would that meets this error. Who was to make it."""
    asked = ""
    try:
        with work_on(place) as work:
            if work is None or work.provider is None:
                return ""
            asked = work.provider.name
            ledger = Ledger(work, work.provider, Decimal("0.10"))
            if ledger.provider_job_id is None:
                ledger.intend()
            if is_accepted:
                ledger.accept("job")
            elif error is not None and not isinstance(error, SubmissionUnknown):
                ledger.refuse(error.message)
            if error is not None:
                raise error
            ledger.accept("job")
            work.complete(lambda session: "It is there.")
    except RetryLater:
        pass
    return asked


def close(place: Place) -> VideoJob:
    def judge(session: Session) -> VideoJob:
        runs.close_stage(session, place.job_id, place.run_no, Stage.TRACKS)
        return session.get_one(VideoJob, place.job_id)

    return in_transaction(judge)


def state_of(place: Place) -> tuple[ItemState, str | None, int]:
    item = in_transaction(lambda session: items.item_at(session, place))
    return item.state, item.error_code, item.attempts


def told(place: Place, code: str = "tracks_taken_over") -> list[str]:
    found = in_transaction(lambda session: events.list_events(session, place.job_id))
    return [event.message for event in found if event.code == code]


def makers(place: Place) -> list[str]:
    """Of the current takes, in order."""

    def read(session: Session) -> list[str]:
        takes = sorted(current_takes(session, AudioTrack, place.job_id), key=lambda take: take.order_index)
        return [take.plugin_name or take.provider for take in takes]

    return in_transaction(read)


def test_closed_in_the_middle_of_an_album_the_second_makes_the_rest(orders: Path, tmp_path: Path) -> None:
    (orders / "quota").write_text("2")
    album = running_tracks(5)
    for place in album:
        generate(place)
    assert makers(album[0]) == ["slowhum", "slowhum", "dummy", "dummy", "dummy"]
    assert {state_of(place) for place in album} == {(ItemState.DONE, None, 1)}
    assert told(album[0]) == [f"{SAID}the remaining 3 tracks."]
    assert told(album[0], EMPTY.code) == []
    assert (tmp_path / "ledger").read_text().split() == ["0", "1"]
    assert (tmp_path / "ledger.refused").read_text().split() == ["2"]

    job = close(album[0])
    assert (job.run_state, job.stage, job.error_message) == (RunState.RUNNING, Stage.VISUALS, None)
    cost = in_transaction(lambda session: budget.describe_cost(session, session.get_one(VideoJob, job.id)))
    assert (cost.spent_usd, cost.committed_usd, cost.estimated_usd) == pytest.approx((0.20, 0, 0))


def test_without_a_second_everything_is_as_before(orders: Path) -> None:
    (orders / "quota").write_text("2")
    album = running_tracks(5, second_music_provider=None)
    for place in album:
        generate(place)
    assert makers(album[0]) == ["slowhum"] * 2
    assert state_of(album[2])[0] == ItemState.FAILED
    assert {state_of(place) for place in album[3:]} == {(ItemState.WAITING, EMPTY.code, 0)}
    assert (told(album[0]), len(told(album[0], EMPTY.code))) == ([], 1)
    assert close(album[0]).error_message == f"Slow hum: {EMPTY.message} 3 tracks wait for it; 2 kept."


@pytest.mark.parametrize(
    "error",
    [
        EMPTY,
        ProviderKeyRefused("The key is wrong."),
        ProviderNotConfigured("Set SLOWHUM_KEY."),
        ProviderModelRetired("The model is gone."),
    ],
)
def test_whatever_takes_a_person_hands_over(orders: Path, error: StudioError) -> None:
    album = running_tracks(2)
    assert [ask(album[0], error), ask(album[0]), ask(album[1])] == ["slowhum", "dummy", "dummy"]
    assert len(told(album[0])) == 1


@pytest.mark.parametrize(
    "error", [ContentRefused("Not this."), ProviderRateLimited("Too many requests.", retry_after_seconds=300)]
)
def test_a_refused_prompt_and_a_pause_do_not_hand_over(orders: Path, error: StudioError) -> None:
    album = running_tracks(2)
    assert ask(album[0], error) == "slowhum"
    assert ask(album[1]) != "dummy"
    assert told(album[0]) == []


def test_what_nobody_knows_the_outcome_of_is_not_asked_for_elsewhere(orders: Path) -> None:
    album = running_tracks(3)
    ask(album[0], SubmissionUnknown("The answer was lost."))
    ask(album[1], EMPTY)
    assert ask(album[0]) == "", "it has failed"
    for place in album[1:]:
        generate(place)
    assert makers(album[0]) == ["dummy", "dummy"]
    assert told(album[0]) == [f"{SAID}the remaining 2 tracks."]
    assert state_of(album[0])[:2] == (ItemState.FAILED, SubmissionUnknown.code)
    assert close(album[0]).status == JobStatus.FAILED

    (again,) = restart(album[0])
    assert ask(again) == "slowhum"
    assert state_of(again)[:2] == (ItemState.FAILED, SubmissionUnknown.code)
    lines = in_transaction(
        lambda session: session.execute(
            select(ProviderSubmission.provider, ProviderSubmission.state).where(ProviderSubmission.order_index == 0)
        ).all()
    )
    assert [tuple(line) for line in lines] == [("slowhum", SubmissionState.INTENDED)]


def test_what_the_first_has_accepted_is_collected_from_it(orders: Path) -> None:
    album = running_tracks(3)
    assert ask(album[0], ProviderKeyRefused("The key is wrong."), is_accepted=True) == "slowhum"
    assert state_of(album[0])[0] == ItemState.FAILED, "it is paid for, and waits for the key"
    assert ask(album[1]) == "dummy"
    assert told(album[0]) == ["Slow hum refuses the key; Silence (rehearsal) makes the remaining 2 tracks."]
    again = restart(album[0])
    assert ask(again[0]) == "slowhum"
    assert state_of(again[0])[0] == ItemState.DONE


def test_an_item_that_meets_a_closed_door_goes_to_the_second_at_once(orders: Path) -> None:
    album = running_tracks(2)

    def meet_a_closed_door() -> None:
        with work_on(album[0]) as work:
            assert work is not None
            assert work.provider == FIRST
            ask(album[1], EMPTY)
            Ledger(work, FIRST, Decimal("0.10")).intend()

    with pytest.raises(RetryLater) as later:
        meet_a_closed_door()
    assert later.value.retry_after_seconds == 0
    assert state_of(album[0]) == (ItemState.WAITING, None, 0)
    assert [ask(album[0]), ask(album[1])] == ["dummy", "dummy"]


def test_where_both_cannot_go_on_the_job_stops(orders: Path) -> None:
    album = running_tracks(3)
    assert ask(album[0], EMPTY) == "slowhum"
    assert ask(album[0], ProviderKeyRefused("The key is wrong.")) == "dummy"
    assert [ask(album[1]), ask(album[2])] == ["", ""]
    job = close(album[0])
    assert job.status == JobStatus.FAILED
    assert "The key is wrong." in str(job.error_message)
    assert "Quota used up" in str(job.error_message)
    held_up_by = in_transaction(lambda session: jobs.describe_job(session, job.id)).held_up_by
    assert "Quota used up" in str(held_up_by)


def test_a_persons_start_asks_the_first_again(orders: Path) -> None:
    album = running_tracks(3)
    ask(album[0], EMPTY)
    generate(album[0])
    again = restart(album[0])
    assert ask(again[0], EMPTY) == "slowhum"
    generate(again[0])
    assert makers(album[0]) == ["dummy", "dummy"]
    assert told(album[0]) == [f"{SAID}the remaining 3 tracks.", f"{SAID}the remaining 2 tracks."]
    (last,) = restart(album[0])
    assert ask(last) == "slowhum"
    assert in_transaction(provider_states.needing_a_person) == set()


def test_a_planned_job_starts_with_its_second_and_one_without_waits(orders: Path) -> None:
    album = running_tracks(2)
    ask(album[0], EMPTY)
    waits = plan_job(tracks=2, music_provider="slowhum")
    goes = plan_job(tracks=2, music_provider="slowhum", second_music_provider="dummy")
    assert in_transaction(lambda session: provider_gate.find_hold_up(session, waits.id)) is not None
    assert in_transaction(lambda session: provider_gate.find_hold_up(session, goes.id)) is None
    started = in_transaction(lambda session: runs.claim_planned(session, RecoverySettings(jobs_at_once=100)))
    assert [run.job_id for run in started] == [goes.id]
    assert in_transaction(provider_states.needing_a_person) == {FIRST}, "no person has come"
    assert ask(Place(goes.id, 1, Stage.TRACKS, 0)) == "dummy"


def test_a_job_waits_where_its_second_is_closed_or_its_first_opens_by_itself(orders: Path) -> None:
    job = plan_job(tracks=2, music_provider="slowhum", second_music_provider="dummy")

    def startable() -> list[int]:
        def claim(session: Session) -> list[int]:
            with session.begin_nested() as attempt:
                found = [run.job_id for run in runs.claim_planned(session, RecoverySettings())]
                attempt.rollback()
            return found

        return in_transaction(claim)

    def close_provider(name: str, seconds: int | None) -> None:
        until = None if seconds is None else func.clock_timestamp() + func.make_interval(0, 0, 0, 0, 0, 0, seconds)

        def write(session: Session) -> None:
            provider_states.lock_state(session, ProviderKey("music", name))
            session.execute(
                update(ProviderState)
                .where(ProviderState.name == name)
                .values(closed_code=EMPTY.code, closed_reason="Closed.", closed_until=until)
            )

        in_transaction(write)

    assert startable() == [job.id]
    close_provider("slowhum", 300)
    assert startable() == []
    close_provider("slowhum", None)
    assert startable() == [job.id]
    close_provider("dummy", 300)
    assert startable() == []


def test_missing_pieces_are_estimated_at_the_price_of_who_makes_them(orders: Path) -> None:
    album = running_tracks(3)

    def estimated() -> float:
        found = in_transaction(lambda session: submissions.missing_of_job(session, album[0].job_id))
        assert {missing.provider for missing in found if missing.stage == Stage.TRACKS} == {expected}
        return in_transaction(
            lambda session: budget.describe_cost(session, session.get_one(VideoJob, album[0].job_id)).estimated_usd
        )

    expected = "slowhum"
    assert estimated() == pytest.approx(0.30)
    ask(album[0], EMPTY)
    expected = "dummy"
    assert estimated() == 0


def test_the_second_keeps_to_the_budget(orders: Path) -> None:
    album = running_tracks(3, music_provider="dummy", second_music_provider="slowhum", budget_usd=0.15)
    assert ask(album[0], EMPTY) == "dummy"
    for place in album:
        generate(place)
    assert makers(album[0]) == ["slowhum"]
    assert {state_of(place)[:2] for place in album[1:]} == {(ItemState.WAITING, "budget_reached")}


def wishes_with(**wishes: object) -> AlbumWishes:
    return AlbumWishes.model_validate(
        {"niche_label": "rain", "track_count": 3, "target_duration_minutes": 6, "music_provider": "dummy"} | wishes
    )


def test_a_plan_says_what_it_may_cost_at_most(orders: Path) -> None:
    plan = planning.plan_album(wishes_with(second_music_provider="slowhum"), get_settings())
    assert (plan.cost_usd, plan.most_cost_usd) == pytest.approx((0, 0.30))
    plan = planning.plan_album(wishes_with(music_provider="slowhum", second_music_provider="dummy"), get_settings())
    assert (plan.cost_usd, plan.most_cost_usd) == pytest.approx((0.30, 0.30))
    plan = planning.plan_album(wishes_with(second_visual_provider="slowpaint"), get_settings())
    assert (plan.cost_usd, plan.most_cost_usd) == pytest.approx((0, 0.12))


@pytest.mark.parametrize(
    ("wishes", "error"),
    [
        ({"second_music_provider": "dummy"}, InvalidInput),
        ({"second_music_provider": "library"}, InvalidInput),
        ({"second_visual_provider": "library"}, InvalidInput),
        ({"second_music_provider": "nobody"}, ProviderNotConfigured),
        ({"second_music_provider": "elevenlabs"}, ProviderNotConfigured),
        ({"second_visual_provider": "leonardo"}, ProviderNotConfigured),
        ({"second_music_provider": "slowhum", "target_duration_minutes": 180, "track_count": 2}, InvalidInput),
    ],
)
def test_a_second_that_could_not_take_over_is_refused_beforehand(
    orders: Path, wishes: dict[str, object], error: type[StudioError]
) -> None:
    with pytest.raises(error):
        planning.plan_album(wishes_with(**wishes), get_settings())


def test_nothing_waits_for_a_person_whose_piece_was_taken_over(orders: Path) -> None:
    album = running_tracks(2)
    ask(album[0], EMPTY)
    waiting = in_transaction(
        lambda session: session.scalars(
            select(WorkItem).where(WorkItem.stage == Stage.TRACKS, WorkItem.state == ItemState.WAITING)
        ).all()
    )
    assert len(waiting) == 2
    assert not any(map(provider_gate.is_set_aside, waiting))
