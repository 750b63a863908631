"""The company's account at Mubert: its customer's token, its licence, and what its refusals mean."""

import datetime
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote

from pydantic import ValidationError

from studio.errors import BrokenReply, ProviderBalanceEmpty, ProviderError, ProviderKeyRefused, ProviderRateLimited
from studio.logs import conceal
from studio.providers.http.client import VendorClient
from studio.providers.http.credentials import read_key
from studio.providers.http.replies import Lenient, Reply, Vendor, invalid_request, sentence
from studio.providers.music.mubert.licence import PERIODS, Licence, LicenceReply, Unwrapped, aware, read_licence
from studio.providers.preflight import LOOK_SECONDS, ONCE
from studio.providers.retries import RetryPolicy, never_stop
from studio.settings import MubertSettings

Result = TypeVar("Result")

VENDOR = Vendor("Mubert", "MUBERT_LICENSE_TOKEN", "MUBERT_BASE_URL", "https://mubert.com/api")

_CONCURRENCY_PAUSE_SECONDS = 15.0
_TOKEN_MARGIN = datetime.timedelta(minutes=5)
_QUOTA_CODES = {
    "LicenseLimitTracksCount": "number of tracks",
    "LicenseLimitTracksDuration": "minutes of tracks",
    "LicenseLimitStreamingDuration": "minutes of streaming",
    "LicenseLimitUsersCount": "number of customers",
}
_INACTIVE_CODES = frozenset({
    "LicenseExpired", "LicenseIsNotActive", "LicenseNotFound", "CompanyIsNotActive", "CompanyNotFound",
    "CustomerIsNotActive", "CustomerNotFound",
})  # fmt: skip


class TokenExpired(ProviderKeyRefused):
    """The customer's token is over; the company's pair brings a new one."""


class _Access(Lenient):
    token: str
    license_id: str | None = None
    expired_at: datetime.datetime | None = None


class _CustomerReply(Unwrapped):
    id: str
    access: _Access


class _Refusal(Lenient):
    code: str | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True)
class _Customer:
    headers: Mapping[str, str]
    licence_id: str | None
    expires_at: datetime.datetime | None

    @property
    def is_fresh(self) -> bool:
        now = datetime.datetime.now(datetime.UTC)
        return self.expires_at is None or aware(self.expires_at) - _TOKEN_MARGIN > now


_customers: dict[MubertSettings, _Customer] = {}
_known_licences: dict[MubertSettings, Licence] = {}
_lock = threading.Lock()
"""One thread asks for a token, and the others take it."""


def known_licence(settings: MubertSettings) -> Licence:
    """The licence as it was read last in this process; one without limits before that."""
    return _known_licences.get(settings, Licence())


class Account:
    """Raises ProviderNotConfigured where a key is missing."""

    def __init__(self, settings: MubertSettings, policy: RetryPolicy) -> None:
        company = read_key(settings.company_id, "MUBERT_COMPANY_ID")
        token = read_key(settings.license_token, "MUBERT_LICENSE_TOKEN")
        self._settings = settings
        self._service_headers = {"company-id": company, "license-token": token}
        self.client = VendorClient(
            VENDOR, settings.base_url, headers={"Accept": "application/json"}, explain=explain, policy=policy
        )

    def as_customer(self, call: Callable[[Mapping[str, str]], Result], should_stop: Callable[[], bool]) -> Result:
        """`call` with the customer's headers; once more with new ones where the token is over after all."""
        customer = self._customer(should_stop)
        try:
            return call(customer.headers)
        except TokenExpired:
            with _lock:
                if _customers.get(self._settings) is customer:
                    del _customers[self._settings]
        return call(self._customer(should_stop).headers)

    def licence(self, should_stop: Callable[[], bool]) -> Licence:
        """Read once in the life of the process."""
        if self._settings not in _known_licences:
            self._read_licence(should_stop, None)
        return known_licence(self._settings)

    def look(self) -> Licence:
        """Read customer and licence anew, without patience: somebody waits for what is left of it."""
        self._read_licence(never_stop, ONCE)
        return known_licence(self._settings)

    def _read_licence(self, should_stop: Callable[[], bool], policy: RetryPolicy | None) -> None:
        customer = self._customer(should_stop, policy)
        if customer.licence_id is None:  # then there is nothing that could be read
            return
        _, licence = self.client.read(
            f"/service/licenses/{quote(customer.licence_id, safe='')}",
            LicenceReply,
            headers=self._service_headers,
            should_stop=should_stop,
            limit_seconds=LOOK_SECONDS,
            policy=policy,
        )
        _known_licences[self._settings] = read_licence(licence)

    def _customer(self, should_stop: Callable[[], bool], policy: RetryPolicy | None = None) -> _Customer:
        """The customer, with a token that lives."""
        with _lock:
            known = _customers.get(self._settings)
            if known is None or not known.is_fresh:
                _, read = self.client.read(
                    "/service/customers",
                    _CustomerReply,
                    method="POST",  # it finds or creates, so it may be repeated
                    json={"custom_id": self._settings.customer},
                    headers=self._service_headers,
                    should_stop=should_stop,
                    limit_seconds=LOOK_SECONDS,
                    policy=policy,
                )
                conceal(read.access.token)
                headers = {"customer-id": read.id, "access-token": read.access.token}
                known = _Customer(headers, read.access.license_id, read.access.expired_at)
                _customers[self._settings] = known
        return known


def explain(reply: Reply) -> ProviderError | None:
    """By the code in the body: what the status says, several causes share."""
    try:
        refusal = _Refusal.model_validate_json(reply.body)
    except ValidationError:
        return None
    code = refusal.code or ""
    if code == "AccessTokenExpired":
        return TokenExpired(sentence("Mubert's token is over; it is renewed", reply))
    if code == "LicenseLimitConcurrentTrackGenerationsCount":
        return ProviderRateLimited(
            sentence("Mubert makes as many tracks as the licence allows at a time; it is tried again later", reply),
            retry_after_seconds=reply.retry_after_seconds or _CONCURRENCY_PAUSE_SECONDS,
        )
    if code in _QUOTA_CODES:
        period = f" ({refusal.type})" if refusal.type in PERIODS else ""
        return ProviderBalanceEmpty(
            sentence(
                f"The licence at Mubert has used up its {_QUOTA_CODES[code]}{period}; "
                f"choose a larger plan at {VENDOR.account_page} or another provider",
                reply,
            )
        )
    if code in _INACTIVE_CODES:
        return ProviderKeyRefused(
            sentence(f"Mubert says: {reply.words()} ({code}); look at {VENDOR.account_page}", reply)
        )
    if code.startswith("LicenseForbidden"):
        return invalid_request(VENDOR, reply)
    if code == "TrackNotFound":
        return BrokenReply(sentence("Mubert no longer knows this track; re-make it", reply))
    return None
