"""Stills and loops by Leonardo: asked for, waited for, and fetched."""

import hashlib
from pathlib import Path
from urllib.parse import quote

from studio.errors import BrokenReply, ProviderBalanceEmpty, ProviderModelRetired
from studio.providers.facts import Evidence, Rights
from studio.providers.generation import GenerationContext, Submission
from studio.providers.http.client import CreateRequest, VendorClient
from studio.providers.http.credentials import read_key
from studio.providers.http.downloads import collect
from studio.providers.http.pieces import IMAGE, VIDEO, PieceKind
from studio.providers.http.replies import Reply, sentence
from studio.providers.polling import wait_for_piece
from studio.providers.preflight import LOOK_SECONDS, ONCE, look_once
from studio.providers.prompts import fit_prompt
from studio.providers.retries import DEFAULT_POLICY, RetryPolicy
from studio.providers.visual.arrival import WORDLESS, settle_clip, settle_picture
from studio.providers.visual.base import GeneratedVisual, VisualCapabilities
from studio.providers.visual.leonardo.api import (
    VENDOR,
    Account,
    Created,
    GeneratedImage,
    Generation,
    GenerationReply,
    Job,
    Me,
    PlatformModels,
    SizeRefused,
    explain,
)
from studio.providers.visual.leonardo.loops import ClipLine, find_loop_model
from studio.providers.whole_file import raise_if_stopped
from studio.settings import LeonardoSettings, ProvidersSettings

LONGEST_PROMPT = 1500
SIZES = ((1920, 1080), (1536, 864))
"""The frame's own, which guides show, and the largest that the specification allows."""

_MOTION = "Gentle, continuous motion; the camera stands still."
_LARGEST_SEED = 2_147_483_637
_CLIP_PATIENCE = 2
"""Clips take longer, and are looked at half as often."""
_PLATFORM_MODELS = frozenset(
    {
        "7b592283-e8a7-4c5a-9ba6-d18c31f258b9",  # Lucid Origin
        "05ce0082-2d80-4a2d-8653-4d1c85e2418e",  # Lucid Realism
        "de7d3faf-762f-48e0-b3b7-9d0ac3a3fcf3",  # Phoenix 1.0
        "6b645e3a-d64f-4341-a6d8-7a3690fbf042",  # Phoenix 0.9
    }
)
"""Leonardo's own. Others may be the person's, which the list of models does not hold."""

_refused_sizes: set[tuple[str, str]] = set()
"""Base URL and model of those that do not make the frame's own size, so that a process asks for it once."""
_known_slots: dict[LeonardoSettings, int] = {}
"""Jobs side by side, as the account was read last in this process."""


class LeonardoVisualProvider:
    """Stills of the frame's size where the model makes them, and loops that begin and end alike."""

    name = "leonardo"

    def __init__(
        self, settings: LeonardoSettings, network: ProvidersSettings, *, policy: RetryPolicy = DEFAULT_POLICY
    ) -> None:
        self._settings = settings
        self._network = network
        self._policy = policy
        self.rights = Rights.of_vendor(settings)
        self.capabilities = _capabilities(settings, _known_slots.get(settings))

    def check(self, *, visual_count: int, own_files: Path | None) -> None:
        """Ask for account and models, which costs nothing. Raises a ProviderError for what would stop the album."""
        client = self._open()
        find_loop_model(self._settings.loop_model)
        look_once((self.name, self._settings), lambda: self._look(client))
        self.capabilities = _capabilities(self._settings, _known_slots.get(self._settings))

    def generate_visual(self, prompt: str, context: GenerationContext) -> GeneratedVisual:
        """One still or loop. Raises ContentRefused where the filter left nothing, another ProviderError, or Stopped."""
        raise_if_stopped(context.should_stop)
        client = self._open()
        line = ClipLine(context.submission, VENDOR, self._settings.price_per_still_usd)
        still_id = line.still_id
        if still_id is None:
            job = self._create_still(client, prompt, context)
            line.still_charge = job.charge or line.still_charge
            still_id = job.id
        if context.visual_kind == "loop":
            return self._make_loop(client, still_id, line, prompt, context)
        path = context.directory / "visual.picture"
        reply = self._collect(client, still_id, path, IMAGE, context)
        size = _size_made(reply) or self._still_size()
        request = self._still_request(prompt, context, size)
        return self._finished(settle_picture(path, VENDOR.label), still_id, request, reply)

    def _make_loop(
        self, client: VendorClient, still_id: str, line: ClipLine, prompt: str, context: GenerationContext
    ) -> GeneratedVisual:
        model = find_loop_model(self._settings.loop_model)
        _, still = self._wait(client, still_id, context)
        text = f"{_text(prompt, context, LONGEST_PROMPT - len(_MOTION) - 1)} {_MOTION}"
        request = model.request(text, still.id, self._settings.loop_seconds)
        clip_id = line.provider_job_id
        if clip_id is None:
            clip_id = self._accept(client, client.create(request, line, should_stop=context.should_stop), line).id
        path = context.directory / "visual.mp4"
        reply = self._collect(client, clip_id, path, VIDEO, context)
        return self._finished(settle_clip(path, VENDOR.label), clip_id, request, reply)

    def _finished(self, path: Path, made_id: str, request: CreateRequest, reply: Reply) -> GeneratedVisual:
        return GeneratedVisual(
            path=path,
            provider_image_id=made_id,
            license_document_url=self._settings.terms_url,
            request_sha256=request.sha256,
            response_sha256=hashlib.sha256(reply.body).hexdigest(),
        )

    def account(self) -> tuple[str, ...]:
        """The tokens that are left for its API."""
        client = self._open()
        seen = look_once((self.name, self._settings), lambda: self._look(client))
        return () if seen is None else seen.describe()

    def _look(self, client: VendorClient) -> Account:
        _, me = client.read("/v1/me", Me, limit_seconds=LOOK_SECONDS, policy=ONCE)
        account = me.accounts[0] if me.accounts else None
        if account is not None and account.is_empty:
            raise ProviderBalanceEmpty(
                f"The balance at Leonardo is used up; top it up at {VENDOR.account_page}, or choose another provider."
            )
        if account is not None and account.concurrency:
            _known_slots[self._settings] = account.concurrency
        model = self._settings.image_model
        _, known = client.read("/v1/platformModels", PlatformModels, limit_seconds=LOOK_SECONDS, policy=ONCE)
        if model in _PLATFORM_MODELS and known.models and model not in {entry.id for entry in known.models}:
            raise ProviderModelRetired(
                f"Leonardo no longer has the model {model}; set LEONARDO_IMAGE_MODEL to one of its list of models."
            )
        return account or Account()

    def _open(self) -> VendorClient:
        """Raises ProviderNotConfigured."""
        key = read_key(self._settings.api_key, VENDOR.key_setting)
        return VendorClient(
            VENDOR,
            self._settings.base_url,
            headers={"Authorization": f"Bearer {key}", "Accept": "application/json"},
            explain=explain,
            policy=self._policy,
        )

    def _still_size(self) -> tuple[int, int]:
        return SIZES[(self._settings.base_url, self._settings.image_model) in _refused_sizes]

    def _still_request(self, prompt: str, context: GenerationContext, size: tuple[int, int]) -> CreateRequest:
        asked: dict[str, object] = {
            "prompt": _text(prompt, context, LONGEST_PROMPT),
            "modelId": self._settings.image_model,
            "width": size[0],
            "height": size[1],
            "num_images": 1,
            "contrast": float(self._settings.contrast),
            "alchemy": False,
            "enhancePrompt": False,
            "seed": context.seed % _LARGEST_SEED,
            "public": False,
        }
        if self._settings.style is not None:
            asked["styleUUID"] = self._settings.style
        return CreateRequest("/v1/generations", json=asked)

    def _create_still(self, client: VendorClient, prompt: str, context: GenerationContext) -> Job:
        try:
            reply = self._ask_for_still(client, prompt, context)
        except SizeRefused:
            if self._still_size() != SIZES[0]:
                raise
            _refused_sizes.add((self._settings.base_url, self._settings.image_model))
            reply = self._ask_for_still(client, prompt, context)
        return self._accept(client, reply, context.submission)

    def _accept(self, client: VendorClient, reply: Reply, submission: Submission) -> Job:
        """The generation that was begun. The ledger knows it from now on, and what it costs."""
        job = client.parse_accepted(reply, Created).job
        submission.accept(job.id)
        if job.charge is not None:
            submission.charge(*job.charge)
        return job

    def _ask_for_still(self, client: VendorClient, prompt: str, context: GenerationContext) -> Reply:
        request = self._still_request(prompt, context, self._still_size())
        return client.create(request, context.submission, should_stop=context.should_stop)

    def _wait(
        self, client: VendorClient, generation_id: str, context: GenerationContext, patience: int = 1
    ) -> tuple[Reply, GeneratedImage]:
        """The reply that says that it is done, and what was made."""

        def look() -> tuple[Reply, GeneratedImage] | None:
            path = f"/v1/generations/{quote(generation_id, safe='')}"
            reply, read = client.read(path, GenerationReply, should_stop=context.should_stop)
            made = (read.generation or Generation(status="PENDING")).finished(reply)
            return None if made is None else (reply, made)

        return wait_for_piece(
            look,
            label=VENDOR.label,
            every_seconds=self._settings.poll_seconds * patience,
            limit_seconds=self._settings.timeout_seconds,
            should_stop=context.should_stop,
        )

    def _collect(
        self, client: VendorClient, generation_id: str, path: Path, kind: PieceKind, context: GenerationContext
    ) -> Reply:
        """Wait for the still or clip, and fetch it. Returns the reply with its link."""

        def wait() -> tuple[Reply, str]:
            reply, made = self._wait(client, generation_id, context, _CLIP_PATIENCE if kind is VIDEO else 1)
            link = made.clip_url if kind is VIDEO else made.url
            if not link:
                raise BrokenReply(sentence(f"Leonardo finished without a {kind.name}; re-make this visual", reply))
            return reply, link

        return collect(
            wait,
            path,
            kind,
            VENDOR,
            should_stop=context.should_stop,
            allow_private_addresses=self._network.allow_private_addresses,
            policy=self._policy,
        )


def _size_made(reply: Reply) -> tuple[int, int] | None:
    """The size that was asked for, as the finished generation tells it: it may have been another process that asked."""
    generation = GenerationReply.model_validate_json(reply.body).generation
    if generation is None or generation.width is None or generation.height is None:
        return None
    return generation.width, generation.height


def _text(prompt: str, context: GenerationContext, most_characters: int) -> str:
    return fit_prompt(prompt, context.title, WORDLESS, most_characters=most_characters)


def _capabilities(settings: LeonardoSettings, slots: int | None) -> VisualCapabilities:
    return VisualCapabilities(
        label=VENDOR.label,
        needs_key=True,
        makes_placeholders=False,
        uses_own_files=False,
        makes_stills=True,
        makes_loops=True,
        price_per_visual_usd=settings.price_per_still_usd,
        concurrency=min(settings.concurrency, slots or settings.concurrency),
        price_per_loop_usd=settings.price_per_loop_usd,
        still_sizes=SIZES,
        loop_seconds=(settings.loop_seconds,),
        formats=("jpg", "png", "mp4"),
        price_basis="pay as you go; the defaults are guesses, what is charged is read from each answer",
        evidence=Evidence.UNVERIFIED,
        known_limits=(
            "Whether 1920x1080 is made, its documents do not agree; else 1536x864 is made and enlarged here.",
            "That a clip with the same first and last frame makes a loop is a conclusion; look at the joins.",
            "A loop is bought in two steps, a still and a clip.",
            "Models of others may bring terms of their own.",
        ),
        key_settings=(VENDOR.key_setting,),
        looks_at="key, balance, jobs side by side, whether a model of its own is still there",
    )
