"""Money at the command line."""

from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from studio.cli import app
from studio.db.session import in_transaction
from studio.models import ProviderState, ProviderSubmission, SubmissionState, VideoJob
from studio.stages import Stage
from tests.albums import plan_job


def run(*arguments: str, status: int = 0) -> str:
    result = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "200"})
    assert result.exit_code == status, result.output
    return " ".join(result.output.split())


@pytest.fixture
def job(output_root: Path, redis_url: str) -> VideoJob:
    """Its first track was paid for."""
    job = plan_job(tracks=2)

    def pay(session: Session) -> None:
        session.add(
            ProviderSubmission(
                video_job_id=job.id,
                job_title=job.niche_label,
                stage=Stage.TRACKS,
                order_index=0,
                provider="dummy",
                state=SubmissionState.COLLECTED,
                price_usd=Decimal("0.10"),
                cost=Decimal(24),
                currency="credits",
            )
        )
        reason = "Quota used up until 1 December."
        session.add(
            ProviderState(kind="music", name="dummy", closed_code="provider_balance_empty", closed_reason=reason)
        )

    in_transaction(pay)
    return job


def test_a_month_and_a_job_tell_what_they_cost(job: VideoJob) -> None:
    month = run("spending")
    assert f"Silence (rehearsal) {job.id} rainy window 1 0.10 USD 0.00 USD 0.00 USD 24 credits" in month
    assert "0.10 USD spent, 0.00 USD committed, 0.00 USD estimated; no cap." in month
    assert "Nothing was paid for in 2020-02." in run("spending", "--month", "2020-02")
    assert "write it as 2026-11" in run("spending", "--month", "last", status=2)
    shown = run("job", str(job.id))
    assert "Cost 0.10 USD spent, 0.00 USD committed, 0.00 USD estimated, no cap, vendors say 24 credits" in shown
    assert "Quota used up until 1 December." in shown


def test_a_budget_is_given_and_taken_back(job: VideoJob) -> None:
    assert "a cap of 2.50 USD" in run("budget", str(job.id), "2.5")
    assert "no cap" in run("budget", str(job.id))


def test_the_doctor_names_a_closed_provider(job: VideoJob) -> None:
    report = run("doctor", status=1)
    assert "ill Music Silence (rehearsal), closed until somebody starts a job that uses it" in report
    assert "Quota used up until 1 December." in report
