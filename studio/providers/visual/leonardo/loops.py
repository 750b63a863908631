"""Loops by Leonardo: what each model takes, and the second purchase of an item in its one line of the ledger."""

from dataclasses import dataclass
from decimal import Decimal

from studio.errors import ProviderModelRetired, SubmissionUnknown
from studio.providers.generation import Submission
from studio.providers.http.client import CreateRequest
from studio.providers.http.replies import Vendor

_ASKED_FOR = "?"
"""Stands where the clip's id will stand, from before it is asked for until the answer is there."""


@dataclass(frozen=True, slots=True)
class LoopModel:
    """One that makes a clip of a picture, as its guide describes it."""

    name: str
    is_version_1: bool
    seconds: tuple[int, ...]
    """Lengths that may be asked for; empty where there is no choice."""
    takes_end_frame: bool
    size: tuple[int, int] | None = (1920, 1080)
    resolution: str | None = None
    """The word for it, where the model wants one."""

    def nearest_seconds(self, wanted: int) -> int:
        return min(self.seconds, key=lambda seconds: abs(seconds - wanted))

    def request(self, prompt: str, image_id: str, wanted_seconds: int) -> CreateRequest:
        frame = {"id": image_id, "type": "GENERATED"}
        size = {} if self.size is None else {"width": self.size[0], "height": self.size[1]}
        length = {"duration": self.nearest_seconds(wanted_seconds)} if self.seconds else {}
        if self.is_version_1:
            asked: dict[str, object] = {
                "prompt": prompt,
                "imageId": image_id,
                "imageType": "GENERATED",
                "model": self.name,
                "resolution": self.resolution,
                **size,
                **length,
            }
            if self.takes_end_frame:
                asked["endFrameImage"] = frame
            return CreateRequest("/v1/generations-image-to-video", json=asked)
        guidances = {"start_frame": [{"image": frame}]}
        if self.takes_end_frame:
            guidances["end_frame"] = [{"image": frame}]
        parameters: dict[str, object] = {
            "prompt": prompt,
            **length,
            **size,
            "motion_has_audio": False,
            "guidances": guidances,
        }
        if self.resolution is not None:
            parameters["mode"] = self.resolution
        return CreateRequest("/v2/generations", json={"model": self.name, "public": False, "parameters": parameters})


_THREE_TO_FIFTEEN = tuple(range(3, 16))
_FULL, _MEDIUM = "RESOLUTION_1080", "RESOLUTION_720"
_MODELS = {
    model.name: model
    for model in (
        LoopModel("kling-3.0", False, _THREE_TO_FIFTEEN, True, resolution=_FULL),
        LoopModel("kling-video-o-3", False, _THREE_TO_FIFTEEN, True, resolution=_FULL),
        LoopModel("kling-3.0-turbo", False, _THREE_TO_FIFTEEN, False),
        LoopModel("hailuo-03", False, tuple(range(5, 16)), True, size=(2560, 1440)),
        LoopModel("hailuo-2_3", False, (6,), False, resolution=_FULL),
        LoopModel("KLING2_1", True, (5, 10), True, resolution=_FULL),
        LoopModel("KLING2_5", True, (5, 10), False, resolution=_FULL),
        LoopModel("MOTION2", True, (), False, size=None, resolution=_MEDIUM),
        LoopModel("MOTION2FAST", True, (), False, size=None, resolution=_MEDIUM),
    )
}
_RETIRED = {
    "VEO3": "29 June 2026",
    "VEO3FAST": "29 June 2026",
    "SORA2": "9 July 2026",
    "seedance-1.0-lite": "May 2026",
}


def find_loop_model(name: str) -> LoopModel:
    """One that is not known here is taken for one of v2 that wants a picture to begin with and nothing else.

    Raises ProviderModelRetired for one that was.
    """
    if name in _RETIRED:
        raise ProviderModelRetired(
            f"Leonardo retired the model {name} ({_RETIRED[name]}); set LEONARDO_LOOP_MODEL, to kling-3.0 for one."
        )
    return _MODELS.get(name) or LoopModel(name, False, _THREE_TO_FIFTEEN, False)


class ClipLine:
    """The line of an item that buys a still and then a clip: `STILL`, `STILL+?` while it is asked for, `STILL+CLIP`.

    So the still that was paid for is found again, and a clip whose answer was lost is not bought twice.
    """

    def __init__(self, line: Submission, vendor: Vendor, still_price_usd: float) -> None:
        self._line = line
        self._vendor = vendor
        self.still_charge = Decimal(str(still_price_usd)), "USD"
        """What the still cost: what the settings say, until the vendor has said it to this very attempt."""

    @property
    def still_id(self) -> str | None:
        noted = self._line.provider_job_id
        return None if noted is None else noted.partition("+")[0]

    @property
    def provider_job_id(self) -> str | None:
        """Of the clip. Raises SubmissionUnknown where its answer was lost."""
        clip_id = (self._line.provider_job_id or "").partition("+")[2]
        if clip_id == _ASKED_FOR:
            raise SubmissionUnknown(
                f"A request for a clip was sent to {self._vendor.label} before and its answer was lost, so it may "
                f"already be charged; look at your account at {self._vendor.account_page}, then re-make this item."
            )
        return clip_id or None

    def intend(self) -> None:
        """Raises SubmissionUnknown where it was asked for before and the answer lost."""
        if self.provider_job_id is None:
            self._line.accept(f"{self.still_id}+{_ASKED_FOR}")

    def accept(self, provider_job_id: str) -> None:
        self._line.accept(f"{self.still_id}+{provider_job_id}")

    def refuse(self, reason: str) -> None:
        """The still remains."""
        if self.still_id is not None:
            self._line.accept(self.still_id)

    def charge(self, amount: Decimal, currency: str) -> None:
        """What both cost in all; where they are counted in different units, the clip, which is most of it."""
        still_amount, still_currency = self.still_charge
        self._line.charge(amount + still_amount if currency == still_currency else amount, currency)
