"""Leonardo beyond the contract: sizes, costs, filters, and loops, which are bought in two steps."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import av
import pytest
from PIL import Image

from studio.errors import (
    BrokenReply,
    ContentRefused,
    InvalidProviderRequest,
    ProviderBalanceEmpty,
    ProviderRateLimited,
    Stopped,
    SubmissionUnknown,
)
from studio.providers.visual.base import GeneratedVisual, VisualProvider
from studio.providers.visual.leonardo import provider as leonardo_provider
from studio.providers.visual.leonardo.loops import find_loop_model
from studio.render.pictures import fit_still

from .conftest import LedgerLine, MakeContext
from .servers.base import NOISE, RESET_AFTER_ACCEPT, Answer, Fault, json_answer
from .servers.leonardo import LUCID_ORIGIN, LeonardoServer
from .servers.media import make_picture
from .vendors import VISUAL_VENDORS

VENDOR = VISUAL_VENDORS["leonardo"]


@pytest.fixture
def server() -> Iterator[LeonardoServer]:
    with LeonardoServer() as running:
        yield running


@pytest.fixture
def provider(server: LeonardoServer) -> VisualProvider:
    return VENDOR.make(server)


def generate(
    provider: VisualProvider, make_context: MakeContext, line: LedgerLine, **changes: object
) -> GeneratedVisual:
    return provider.generate_visual("a bridge", make_context(submission=line, **changes))


class TestStills:
    def test_what_is_sent_is_exact(
        self, provider: VisualProvider, server: LeonardoServer, make_context: MakeContext
    ) -> None:
        generate(provider, make_context, LedgerLine(), seed=41)
        assert server.jobs[0].asked == {
            "kind": "still", "prompt": "a bridge", "modelId": LUCID_ORIGIN, "width": 1920, "height": 1080,
            "num_images": 1, "contrast": 3.5, "alchemy": False, "enhancePrompt": False, "seed": 41, "public": False,
        }  # fmt: skip

    def test_a_style_may_be_set(self, server: LeonardoServer, make_context: MakeContext) -> None:
        style = "111dc692-d470-4eec-b791-3475abac4c46"
        generate(VENDOR.make(server, style=style, contrast="4"), make_context, LedgerLine())
        assert (server.jobs[0].asked["styleUUID"], server.jobs[0].asked["contrast"]) == (style, 4.0)

    def test_where_the_frames_size_is_not_made_the_next_one_is_asked_for_and_remembered(
        self, server: LeonardoServer, make_context: MakeContext, tmp_path: Path
    ) -> None:
        server.largest_side = 1536
        line = LedgerLine()
        visual = generate(VENDOR.make(server), make_context, line)
        assert line.steps == ["intended", "refused", "intended", "accepted"]
        with Image.open(visual.path) as picture:
            assert picture.size == (1536, 864)
        assert fit_still(visual.path, tmp_path / "fitted.png") == (1920, 1080)
        generate(VENDOR.make(server), make_context, LedgerLine())
        assert len([request for request in server.requests if request.method == "POST"]) == 3

    def test_no_size_at_all_is_an_error(self, server: LeonardoServer, make_context: MakeContext) -> None:
        server.largest_side = 1000
        line = LedgerLine()
        with pytest.raises(InvalidProviderRequest, match="does not make this size"):
            generate(VENDOR.make(server), make_context, line)
        assert line.steps == ["intended", "refused"] * 2

    def test_the_evidence_is_of_the_size_that_was_made(
        self, server: LeonardoServer, make_context: MakeContext, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        server.largest_side = 1536
        line = LedgerLine()
        first = generate(VENDOR.make(server), make_context, line)
        monkeypatch.setattr(leonardo_provider, "_refused_sizes", set())  # as in another process
        assert generate(VENDOR.make(server), make_context, line).request_sha256 == first.request_sha256

    @pytest.mark.parametrize(
        ("cost", "charges"),
        [
            ({"amount": "0.0147", "unit": "DOLLARS"}, [(Decimal("0.0147"), "USD")]),
            ({"amount": "24", "unit": "CREDITS"}, [(Decimal(24), "CREDITS")]),
            (None, []),
        ],
    )
    def test_what_it_costs_is_noted(
        self,
        provider: VisualProvider,
        server: LeonardoServer,
        make_context: MakeContext,
        cost: dict[str, object] | None,
        charges: list[tuple[Decimal, str]],
    ) -> None:
        server.cost = cost
        line = LedgerLine()
        generate(provider, make_context, line)
        assert line.charges == charges

    def test_an_empty_result_was_filtered(
        self, provider: VisualProvider, server: LeonardoServer, make_context: MakeContext
    ) -> None:
        server.is_empty = True
        with pytest.raises(ContentRefused, match="filter held the result back"):
            generate(provider, make_context, LedgerLine())

    def test_a_marked_result_is_not_taken(
        self, provider: VisualProvider, server: LeonardoServer, make_context: MakeContext
    ) -> None:
        server.marks_nsfw = True
        with pytest.raises(ContentRefused):
            generate(provider, make_context, LedgerLine())

    def test_one_that_is_not_known_yet_is_waited_for(
        self, provider: VisualProvider, server: LeonardoServer, make_context: MakeContext
    ) -> None:
        server.faults["poll"] = [Fault(json_answer({"generations_by_pk": None}))] * 2
        generate(provider, make_context, LedgerLine())

    def test_a_picture_that_is_far_too_small_is_told(
        self, provider: VisualProvider, server: LeonardoServer, make_context: MakeContext
    ) -> None:
        server.lasting["download"] = Fault(Answer(200, make_picture(320, 180, 1), "image/jpeg"))
        with pytest.raises(BrokenReply, match="320x180"):
            generate(provider, make_context, LedgerLine())


class TestCheck:
    def test_an_empty_balance_fails_it(self, provider: VisualProvider, server: LeonardoServer) -> None:
        server.account |= {"apiPaidTokens": 0, "apiSubscriptionTokens": 0}
        with pytest.raises(ProviderBalanceEmpty, match="top it up"):
            provider.check(visual_count=20, own_files=None)

    def test_an_unknown_balance_passes_it(self, provider: VisualProvider, server: LeonardoServer) -> None:
        server.account = {"user": {"id": "user-1"}, "apiPaidTokens": None}
        provider.check(visual_count=20, own_files=None)

    def test_its_slots_are_the_concurrency(self, provider: VisualProvider, server: LeonardoServer) -> None:
        server.account["apiConcurrencySlots"] = 2
        provider.check(visual_count=20, own_files=None)
        assert provider.capabilities.concurrency == 2
        assert VENDOR.make(server).capabilities.concurrency == 2

    def test_a_platform_model_that_is_gone_fails_it(self, provider: VisualProvider, server: LeonardoServer) -> None:
        server.models = ["another"]
        with pytest.raises(InvalidProviderRequest, match="LEONARDO_IMAGE_MODEL"):
            provider.check(visual_count=20, own_files=None)

    def test_a_model_of_ones_own_passes_it(self, server: LeonardoServer) -> None:
        own = VENDOR.make(server, image_model="11111111-2222-3333-4444-555555555555")
        own.check(visual_count=20, own_files=None)

    def test_a_retired_loop_model_fails_it(self, server: LeonardoServer) -> None:
        with pytest.raises(InvalidProviderRequest, match=r"retired the model VEO3.*LEONARDO_LOOP_MODEL"):
            VENDOR.make(server, loop_model="VEO3").check(visual_count=20, own_files=None)


class TestLoops:
    def test_the_clip_begins_and_ends_with_the_still(
        self, provider: VisualProvider, server: LeonardoServer, make_context: MakeContext
    ) -> None:
        line = LedgerLine()
        visual = generate(provider, make_context, line, visual_kind="loop")
        still, clip = server.jobs
        assert (still.asked["kind"], clip.asked["kind"]) == ("still", "clip")
        frame = {"image": {"id": server.image_ids[still.id], "type": "GENERATED"}}
        assert clip.asked["parameters"]["guidances"] == {"start_frame": [frame], "end_frame": [frame]}
        assert clip.asked["parameters"]["duration"] == 10
        assert line.provider_job_id == f"{still.id}+{clip.id}"
        assert visual.provider_image_id == clip.id
        assert line.charges == [(Decimal("0.0147"), "USD"), (Decimal(24), "CREDITS")]  # the last one stands
        assert visual.path.suffix == ".mp4"
        with av.open(str(visual.path)) as container:
            assert container.streams.video[0].frames > 1

    @pytest.mark.parametrize(
        ("model", "seconds", "duration", "has_end"),
        [
            ("KLING2_1", 10, 10, True),
            ("KLING2_1", 6, 5, True),
            ("KLING2_5", 15, 10, False),
            ("MOTION2", 10, None, False),
            ("kling-video-o-3", 3, 3, True),
            ("kling-3.0-turbo", 7, 7, False),
            ("hailuo-03", 3, 5, True),
            ("some-newer-model", 8, 8, False),
        ],
    )
    def test_each_model_gets_what_it_takes(
        self,
        server: LeonardoServer,
        make_context: MakeContext,
        model: str,
        seconds: int,
        duration: int | None,
        has_end: bool,
    ) -> None:
        generate(
            VENDOR.make(server, loop_model=model, loop_seconds=seconds), make_context, LedgerLine(), visual_kind="loop"
        )
        asked = server.jobs[1].asked
        parameters = asked.get("parameters", asked)
        assert parameters.get("duration") == duration
        assert ("endFrameImage" in parameters or "end_frame" in parameters.get("guidances", {})) == has_end

    def test_what_both_steps_cost_is_added_up_where_it_can_be(
        self, server: LeonardoServer, make_context: MakeContext
    ) -> None:
        line = LedgerLine()
        generate(VENDOR.make(server, loop_model="KLING2_1"), make_context, line, visual_kind="loop")
        assert line.charges[-1] == (Decimal("0.0294"), "USD")

    def test_a_still_that_an_earlier_attempt_bought_costs_what_the_settings_say(
        self, server: LeonardoServer, make_context: MakeContext
    ) -> None:
        provider = VENDOR.make(server, loop_model="KLING2_1", price_per_still_usd=0.5)
        line = LedgerLine()
        server.faults["create"] = [Fault(is_taken=True), Fault(server.rate_limited(retry_after="3600"))]
        with pytest.raises(ProviderRateLimited):
            generate(provider, make_context, line, visual_kind="loop")
        generate(provider, make_context, line, visual_kind="loop")
        assert line.charges[-1] == (Decimal("0.5147"), "USD")

    @pytest.mark.parametrize("kind", ["still", "clip"])
    def test_a_stopped_attempt_is_taken_up_where_it_was(
        self, provider: VisualProvider, server: LeonardoServer, make_context: MakeContext, kind: str
    ) -> None:
        server.endless_kind = kind
        line = LedgerLine()
        with pytest.raises(Stopped):
            generate(
                provider,
                make_context,
                line,
                visual_kind="loop",
                should_stop=lambda: any(job.asked["kind"] == kind and job.polls > 2 for job in server.jobs),
            )
        server.endless_kind = None
        generate(provider, make_context, line, visual_kind="loop")
        assert [job.asked["kind"] for job in server.jobs] == ["still", "clip"]

    def test_a_clip_whose_answer_was_lost_is_not_bought_twice(
        self, provider: VisualProvider, server: LeonardoServer, make_context: MakeContext
    ) -> None:
        server.faults["create"] = [Fault(is_taken=True), RESET_AFTER_ACCEPT]
        line = LedgerLine()
        for _ in range(3):
            with pytest.raises(SubmissionUnknown, match="already be charged"):
                generate(provider, make_context, line, visual_kind="loop")
        assert len(server.jobs) == 2
        assert (line.provider_job_id or "").endswith("+?")

    def test_a_refused_clip_leaves_the_still_to_be_used(
        self, provider: VisualProvider, server: LeonardoServer, make_context: MakeContext
    ) -> None:
        limited = Fault(server.rate_limited(retry_after="3600"))
        server.faults["create"] = [Fault(is_taken=True), limited]
        line = LedgerLine()
        with pytest.raises(ProviderRateLimited):
            generate(provider, make_context, line, visual_kind="loop")
        assert line.provider_job_id == server.jobs[0].id
        generate(provider, make_context, line, visual_kind="loop")
        assert [job.asked["kind"] for job in server.jobs] == ["still", "clip"]

    def test_a_clip_that_cannot_be_shown_is_told(
        self, provider: VisualProvider, server: LeonardoServer, make_context: MakeContext
    ) -> None:
        server.lasting["download"] = Fault(Answer(200, NOISE, "video/mp4"))
        with pytest.raises(BrokenReply, match="clip that cannot be shown"):
            generate(provider, make_context, LedgerLine(), visual_kind="loop")

    def test_an_unknown_model_of_leonardos_second_version_is_tried(self) -> None:
        assert not find_loop_model("kling-9").takes_end_frame
