"""What a piece was made under is kept with it, and lies beside the film, without secrets."""

import datetime
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image as Picture
from pydantic import SecretStr
from sqlalchemy.orm import Session

from studio.db import items
from studio.db.items import Place
from studio.db.jobs import get_job
from studio.db.session import in_transaction
from studio.db.takes import Take, all_takes, current_takes
from studio.models import AudioTrack, Image
from studio.pipeline import edits, planning, runs
from studio.pipeline.generation import Assignment, load_assignment
from studio.pipeline.jobs import describe_job
from studio.pipeline.metadata import rewrite_metadata, write_metadata
from studio.pipeline.prompts import generate_prompts
from studio.pipeline.replacing import incoming_file, replace_visual
from studio.pipeline.tracks import examine_track, generate_track, hand_in_track
from studio.pipeline.visuals import fit_visual, generate_visual, hand_in_visual
from studio.providers.music.base import GeneratedTrack
from studio.providers.music.mubert import MubertMusicProvider
from studio.providers.retries import never_stop
from studio.providers.visual.base import GeneratedVisual
from studio.providers.visual.gemini import GeminiVisualProvider
from studio.schemas.jobs import AlbumWishes
from studio.schemas.rights import AlbumLicences
from studio.settings import GeminiSettings, MubertSettings, ProvidersSettings, Settings, get_settings
from studio.stages import ItemState, JobStatus, Stage
from tests.albums import plan_job
from tests.render.media import sound, write_wav

KEY = "canary-key-0123456789"
SIGNED = "https://cdn.example/licence.pdf?X-Amz-Signature=canary-signature"
MUBERT = MubertSettings(
    plan="Startup <monthly>",
    terms_url=f"https://vendor.example/terms?token={KEY}",
    terms_date=datetime.date(2026, 1, 31),
    commercial_use=True,
)
TRACKS = 2


@pytest.fixture
def album(output_root: Path) -> int:
    """A job of one track by Mubert and one placeholder, one visual by Gemini and one of the person's own."""
    job_id = plan_job(tracks=TRACKS).id
    run = in_transaction(lambda session: runs.start_run(session, job_id))
    generate_prompts(job_id, run.run_no)
    generate_track(job_id, run.run_no, 1)
    hand_in_music(job_id, output_root.parent, MUBERT)
    hand_in_picture(job_id, output_root.parent)
    generate_visual(job_id, run.run_no, 1)
    in_transaction(lambda session: stand_still_with_film(session, job_id))
    with incoming_file(job_id, Stage.VISUALS, 2, "own.png", 1000) as path:
        Picture.new("RGB", (1920, 1080), (10, 80, 30)).save(path)
        replace_visual(job_id, 2, path)
    return job_id


def stand_still_with_film(session: Session, job_id: int) -> None:
    job = get_job(session, job_id)
    job.local_video_path = f"{job.output_directory}/film.mp4"
    for item in items.items_of(session, job_id):
        items.finish(session, item, ItemState.DONE)
    runs.cancel_run(session, job_id)


def end_complete(session: Session, job_id: int) -> None:
    """As if its one run had made all of it."""
    for item in items.items_of(session, job_id):
        items.finish(session, item, ItemState.DONE)
    get_job(session, job_id).status = JobStatus.COMPLETED


def assignment_of(kind: type[Take], job_id: int) -> Assignment:
    return in_transaction(lambda session: load_assignment(session, kind, job_id, 0))


def complete(keep: Callable[[Session], str]) -> None:
    in_transaction(keep)


def hand_in_music(job_id: int, folder: Path, settings: MubertSettings) -> None:
    """As the tracks stage does with what Mubert sent."""
    provider = MubertMusicProvider(settings, ProvidersSettings())
    path = write_wav(folder / "sent.wav", sound(440, 12.0))
    made = GeneratedTrack(path, "mubert-7", SIGNED, request_sha256="1" * 64, response_sha256="2" * 64)
    assignment = assignment_of(AudioTrack, job_id)
    examined = examine_track(made, provider, assignment, never_stop)
    hand_in_track(examined, provider, assignment, complete)


def hand_in_picture(job_id: int, folder: Path) -> None:
    path = folder / "sent.png"
    Picture.new("RGB", (1920, 1080), (90, 20, 30)).save(path)
    made = GeneratedVisual(path, "gemini-8", SIGNED, request_sha256="3" * 64, response_sha256="4" * 64)
    provider = GeminiVisualProvider(GeminiSettings(commercial_use=False), ProvidersSettings())
    hand_in_visual(made, fit_visual(path), provider, assignment_of(Image, job_id), complete)


def write(job_id: int) -> None:
    in_transaction(lambda session: rewrite_metadata(session, job_id))


def folder_of(job_id: int, root: Path) -> Path:
    return root / in_transaction(lambda session: get_job(session, job_id).output_directory)


def licences_of(job_id: int, root: Path) -> AlbumLicences:
    return AlbumLicences.model_validate_json((folder_of(job_id, root) / "licences.json").read_text())


def test_each_piece_has_its_evidence(album: int, output_root: Path) -> None:
    write(album)
    licences = licences_of(album, output_root)
    assert licences.video_file == "film.mp4"
    first, painting, placeholder, own = licences.pieces
    assert [(piece.number, piece.stage) for piece in licences.pieces] == [
        (number, stage) for number in (1, 2) for stage in (Stage.TRACKS, Stage.VISUALS)
    ]
    track, other = in_transaction(lambda session: current_takes(session, AudioTrack, album))
    assert (first.title, first.provider, first.provider_label) == (track.title, "mubert", "Mubert")
    assert first.rights is not None
    assert first.rights.plan == MUBERT.plan
    assert first.rights.terms_date == MUBERT.terms_date
    assert first.rights.allows_commercial_use
    assert (first.provider_id, first.request_sha256, first.response_sha256) == ("mubert-7", "1" * 64, "2" * 64)
    assert (first.prompt_text, first.sha256) == (track.prompt_text, track.sha256)
    assert (folder_of(album, output_root) / first.file).is_file()
    assert first.made_at == track.created_at

    assert painting.title == first.title
    assert painting.rights is not None
    assert painting.rights.allows_commercial_use is False
    assert (painting.provider_id, painting.request_sha256, painting.response_sha256) == ("gemini-8", "3" * 64, "4" * 64)
    assert painting.license_document_url is not None
    assert placeholder.title == other.title
    assert placeholder.rights is not None
    assert placeholder.rights.plan == "made by the studio itself"
    assert own.rights is not None
    assert own.rights.plan == "your own files"
    assert own.rights.allows_commercial_use is None
    assert own.provider_label == "Your own pictures and clips"


def test_the_stage_writes_both_files_and_a_run_that_is_over_writes_none(album: int, output_root: Path) -> None:
    run = in_transaction(lambda session: runs.start_run(session, album))
    folder = folder_of(album, output_root)
    write_metadata(album, run.run_no - 1)
    assert not (folder / "licences.json").exists()
    (folder / "film.mp4").write_bytes(b"film")
    write_metadata(album, run.run_no)
    assert in_transaction(
        lambda session: items.item_at(session, Place(album, run.run_no, Stage.METADATA)).state == ItemState.DONE
    )
    assert {path.name for path in folder.iterdir() if path.is_file()} == {
        "film.mp4",
        "licences.html",
        "licences.json",
        "metadata.json",
        "metadata.txt",
        "upload.json",
        "upload.txt",
    }


def test_what_somebody_took_away_is_told_and_a_run_writes_it_again(album: int, output_root: Path) -> None:
    folder = folder_of(album, output_root)
    write(album)
    (folder / "film.mp4").write_bytes(b"film")
    in_transaction(lambda session: end_complete(session, album))
    assert in_transaction(lambda session: describe_job(session, album)).lost_files == []
    (folder / "licences.json").unlink()
    (folder / "upload.txt").unlink()
    assert in_transaction(lambda session: describe_job(session, album)).lost_files == ["upload.txt", "licences.json"]
    run = in_transaction(lambda session: runs.start_run(session, album))
    assert set(run.missing) == {Stage.METADATA}
    write_metadata(album, run.run_no)
    assert in_transaction(lambda session: describe_job(session, album)).lost_files == []
    (folder / "film.mp4").unlink()
    assert in_transaction(lambda session: describe_job(session, album)).lost_files == ["film.mp4"]


def test_the_page_tells_all_of_it_runs_nothing_and_holds_no_key_or_signed_link(album: int, output_root: Path) -> None:
    write(album)
    folder = folder_of(album, output_root)
    page = (folder / "licences.html").read_text()
    for piece in licences_of(album, output_root).pieces:
        assert piece.sha256 in page
        assert piece.file in page
    for told in (
        "Startup &lt;monthly&gt;",
        "of 2026-01-31",
        "mubert-7",
        "1" * 64,
        ">1 track<",
        "not allowed",
        "your own files",
    ):
        assert told in page
    assert "<script" not in page
    assert "<monthly>" not in page

    for text in (page, (folder / "licences.json").read_text()):
        assert "canary" not in text
        assert "https://cdn.example/licence.pdf?***" in text
        assert "https://vendor.example/terms?***" in text
    track, _ = in_transaction(lambda session: current_takes(session, AudioTrack, album))
    assert "canary" not in f"{track.license_document_url} {json.dumps(track.rights)}"


def test_the_terms_are_those_of_the_making(album: int, output_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUBERT_PLAN", "Today's")
    monkeypatch.setenv("MUBERT_COMMERCIAL_USE", "false")
    get_settings.cache_clear()
    write(album)
    assert plans(album, output_root)[0] == MUBERT.plan

    hand_in_music(album, output_root.parent, MUBERT.model_copy(update={"plan": "Trial"}))
    write(album)
    assert plans(album, output_root)[0] == "Trial"

    def choose_the_first(session: Session) -> None:
        (first,) = (take for take in all_takes(session, AudioTrack, album) if take.order_index == 0 and take.take == 1)
        edits.choose_track_take(session, album, 1, first.id)

    in_transaction(choose_the_first)
    write(album)
    assert plans(album, output_root)[0] == MUBERT.plan

    def forget(session: Session) -> None:
        for image in current_takes(session, Image, album):
            image.rights = None

    in_transaction(forget)
    write(album)
    assert plans(album, output_root)[1] is None
    assert "not recorded when it was made" in (folder_of(album, output_root) / "licences.html").read_text()


def plans(job_id: int, root: Path) -> list[str | None]:
    return [None if piece.rights is None else piece.rights.plan for piece in licences_of(job_id, root).pieces]


REFUSED = (
    "Your plan with Mubert (Trial) allows no commercial use, as MUBERT_COMMERCIAL_USE says: take a plan that does, "
    "or choose another provider, before you publish."
)
UNSAID = (
    "Nobody has said whether your plan with Mubert allows commercial use: read its terms and set "
    "MUBERT_COMMERCIAL_USE to true or false."
)


class TestAdvice:
    """Nobody answers at these vendors, which stops no album."""

    @pytest.mark.parametrize(("allowed", "said"), [(False, REFUSED), (None, UNSAID), (True, None)])
    def test_a_plan_without_commercial_use_is_warned_of(
        self, output_root: Path, allowed: bool | None, said: str | None
    ) -> None:
        settings = with_mubert(plan="Trial", commercial_use=allowed)
        wishes = AlbumWishes(niche_label="rain", music_provider="mubert", track_count=3, target_duration_minutes=6)
        plan = planning.plan_album(wishes, settings)
        assert list(plan.rights_advice) == ([said] if said else [])
        estimate = planning.estimate_album(plan, settings, budget_problem=None)
        assert (said in estimate.advice) == (said is not None)

    def test_the_studio_and_own_files_need_none(
        self, output_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("LIBRARY_SHORTEST_TRACK_SECONDS", "5")
        get_settings.cache_clear()
        music = tmp_path / "music"
        music.mkdir()
        for number in range(3):
            write_wav(music / f"{number}.wav", sound(300 + 50 * number, 12.0))
        wishes = AlbumWishes(niche_label="rain", visual_provider="painter", own_tracks=str(music), track_count=3)
        assert planning.plan_album(wishes, get_settings(), trust_paths=True).rights_advice == ()


def with_mubert(**fields: object) -> Settings:
    nobody = {"base_url": "http://127.0.0.1:9/api", "company_id": SecretStr("company"), "license_token": SecretStr(KEY)}
    return get_settings().model_copy(update={"mubert": MubertSettings.model_validate(nobody | fields)})
