"""Leonardo's answers: what they hold, what they cost, and what its refusals mean."""

import re
from decimal import Decimal
from typing import Any

from pydantic import AliasChoices, Field, field_validator

from studio.errors import BrokenReply, ContentRefused, InvalidProviderRequest, ProviderError
from studio.providers.http.replies import Lenient, Reply, Vendor, balance_empty, content_refused, sentence

VENDOR = Vendor("Leonardo", "LEONARDO_API_KEY", "LEONARDO_BASE_URL", "https://app.leonardo.ai/api-access")

_ABOUT_SIZE = re.compile(r"\b(width|height|dimension|resolution|size)", re.IGNORECASE)
_ABOUT_CONTENT = re.compile(
    r"moderat|nsfw|content (?:policy|filter|violat)|inappropriate|unsafe|banned word|blocked", re.IGNORECASE
)
_ABOUT_MONEY = re.compile(r"credit|token|balance|insufficient|fund", re.IGNORECASE)
_CURRENCIES = {"DOLLARS": "USD"}


class SizeRefused(InvalidProviderRequest):
    """The model does not make pictures of this size."""


class Cost(Lenient):
    amount: Decimal
    unit: str


class Job(Lenient):
    """What a create of v1 answers with, under a name of its own for each kind."""

    id: str = Field(alias="generationId")
    cost: Cost | None = None
    credit_cost: Decimal | None = Field(default=None, alias="apiCreditCost")

    @property
    def charge(self) -> tuple[Decimal, str] | None:
        """Amount and currency, where the answer tells."""
        if self.cost is not None:
            return self.cost.amount, _CURRENCIES.get(self.cost.unit, self.cost.unit)
        return None if self.credit_cost is None else (self.credit_cost, "CREDITS")


class Created(Lenient):
    """A create's answer: v1 has a name for each kind of job, v2 has one for all."""

    job: Job = Field(validation_alias=AliasChoices("sdGenerationJob", "motionVideoGenerationJob", "generate"))


class GeneratedImage(Lenient):
    id: str
    url: str | None = None
    is_unsafe: bool = Field(default=False, alias="nsfw")
    clip_url: str | None = Field(default=None, alias="motionMP4URL")

    @field_validator("is_unsafe", mode="before")
    @classmethod
    def _read_missing(cls, value: Any) -> Any:
        return False if value is None else value


class Generation(Lenient):
    status: str
    images: list[GeneratedImage] = Field(default_factory=list, alias="generated_images")
    width: int | None = Field(default=None, alias="imageWidth")
    height: int | None = Field(default=None, alias="imageHeight")

    def finished(self, reply: Reply) -> GeneratedImage | None:
        """What was made; None while it is being made.

        Raises BrokenReply where it failed, and ContentRefused where the filter left nothing, or marked what is there.
        """
        if self.status == "FAILED":
            raise BrokenReply(sentence("Leonardo could not make this; re-make it, or change its prompt", reply))
        if self.status != "COMPLETE":
            return None
        if not self.images or self.images[0].is_unsafe:
            raise ContentRefused(
                sentence("Leonardo does not make this: its filter held the result back; change the prompt", reply)
            )
        return self.images[0]


class GenerationReply(Lenient):
    generation: Generation | None = Field(alias="generations_by_pk")
    """None before Leonardo's own books know of it."""


class Account(Lenient):
    concurrency: int | None = Field(default=None, alias="apiConcurrencySlots")
    paid: float | None = Field(default=None, alias="apiPaidTokens")
    subscribed: float | None = Field(default=None, alias="apiSubscriptionTokens")

    @property
    def tokens(self) -> float | None:
        """Bought ones and those of the subscription together; None where neither is told."""
        known = [amount for amount in (self.paid, self.subscribed) if amount is not None]
        return sum(known) if known else None

    @property
    def is_empty(self) -> bool:
        return self.tokens is not None and self.tokens <= 0

    def describe(self) -> tuple[str, ...]:
        """What is left, as phrases."""
        return ("its balance is not told",) if self.tokens is None else (f"{self.tokens:,.0f} API tokens left",)


class Me(Lenient):
    accounts: list[Account] = Field(alias="user_details")


class PlatformModel(Lenient):
    id: str


class PlatformModels(Lenient):
    models: list[PlatformModel] = Field(alias="custom_models")


def explain(reply: Reply) -> ProviderError | None:
    """By its words: validation, moderation and an empty balance share a status."""
    said = reply.words()
    if reply.status not in (400, 403, 422):
        return None
    if reply.status != 403 and _ABOUT_SIZE.search(said):
        return SizeRefused(sentence(f"Leonardo does not make this size ({said})", reply))
    if _ABOUT_CONTENT.search(said):
        return content_refused(VENDOR, reply)
    if _ABOUT_MONEY.search(said):
        return balance_empty(VENDOR, reply)
    return None
