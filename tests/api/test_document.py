"""The OpenAPI document is kept: generated requests, good and bad, meet no 5xx and nothing undocumented.

Alone, and in sequences: what one answer tells (a channel, a job, a take) is asked for, changed and deleted by the next.
"""

import copy
import json
import subprocess
import sys
from collections import Counter
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ensure_resource_availability,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    use_after_free,
)

from studio.api.app import create_app
from studio.settings import Settings
from tests.albums import plan_job
from tests.api.conftest import Album
from tests.conftest import empty_database

# Celery warns of its own default, which is set on purpose: items report, the closer judges.
pytestmark = pytest.mark.filterwarnings("ignore:task_allow_error_cb_on_chord_header")

# What well-formed requests are answered with depends on the rows there are, so acceptance is for other tests.
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


app = create_app()
# A copy: links between operations are found by looking at it, and written into it. Those of a job are given.
_described = copy.deepcopy(app.openapi())
_described["paths"]["/api/jobs"]["get"]["responses"]["200"]["links"] = {
    operation: {"operationId": operation, "parameters": {"job_id": "$response.body#/rows/0/id"}}
    for operation in ("get_job", "change_job", "start_job", "cancel_job", "run_stage", "list_events", "delete_job")
}
document = schemathesis.openapi.from_dict(_described)
document.app = app
# A name of this machine: others are refused before any route is reached.
document.config.update(base_url="http://localhost")
# The streams never end, so they are tested by hand; the system's state takes a second, and nothing to vary.
schema = document.exclude(operation_id=["stream_job", "stream_jobs", "get_system"])


@schema.parametrize()
@hypothesis_settings(
    max_examples=20,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_documented(case: "schemathesis.Case[Any]", album: Album) -> None:
    """The album is the job, take and channel 1, which generated numbers now and then hit."""
    case.call_and_validate(checks=CHECKS)


def test_sequences_of_requests_are_documented_too(settings: Settings) -> None:
    """What was created is there, what was deleted is gone, and nothing in between breaks."""
    met: Counter[tuple[str, int]] = Counter()
    # What needs files that a worker makes is left out: guesses at them would crowd out the sequences.
    of_rows = document.include(
        operation_id_regex="^(list|create|get|change|delete|start|cancel)_(channels?|jobs?)$|^run_stage$|^list_events$"
    )

    class Sequence(of_rows.as_state_machine()):  # type: ignore[misc]
        def setup(self) -> None:
            """Each begins in the same studio, so that it can be played again."""
            empty_database()
            for _ in range(2):
                plan_job(start=False)

        def validate_response(self, response: Any, case: Any, additional_checks: Any = None, **kwargs: Any) -> None:
            met[case.operation.definition.raw["operationId"], response.status_code] += 1
            case.validate_response(
                response,
                checks=[*CHECKS, use_after_free, ensure_resource_availability],
                transport_kwargs=kwargs or None,
                recorder=self.recorder,
            )

    Sequence.run(
        settings=hypothesis_settings(
            max_examples=40,
            stateful_step_count=12,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
    )
    reached = {operation for operation, status in met if status < 300}
    wanted = {"get_job", "change_job", "start_job", "cancel_job", "delete_job", "list_events"}
    assert wanted <= reached, str(sorted(met))


def test_the_state_of_the_system_is_as_documented(album: Album) -> None:
    document["/api/system"]["GET"].Case().call_and_validate(checks=CHECKS)


def test_the_document_is_printed_for_clients_to_be_generated_from() -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "studio.api.document"], capture_output=True, check=True, text=True, encoding="utf-8"
    ).stdout
    assert json.loads(printed) == app.openapi()
    assert printed.endswith("}\n")
    assert '\n  "info": {\n' in printed
