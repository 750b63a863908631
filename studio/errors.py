"""Errors that know their fate.

Each class has a stable `code`, the HTTP `status` that the API answers with, and says whether trying
again helps (`retryable`), and after how long. The message is one sentence for the person, with the
remedy in it. Secrets never go into a message.

    StudioError
    ├── InvalidInput              what the person typed cannot be used
    ├── NotFound                  no such channel, job or file
    ├── Conflict                  the thing is in a state that does not allow this
    │   └── BudgetReached         a cap on spending does not allow this purchase
    ├── NotSignedIn               the admin token is missing or wrong
    ├── TooManyAttempts           too many wrong admin tokens were offered of late
    ├── NoAdminToken              without one, the studio is for its own machine only
    ├── OtherSite                 a page of another site asked for a change
    ├── NotEnoughDisk             the album would not fit
    ├── OutputNotWritable         the output folder is read-only, another account's, or no folder
    ├── OutsideOutputRoot         a path leaves the folder it must stay in
    ├── NotRunning                no database is configured or started here
    ├── ServiceUnreachable        retryable: database or broker do not answer
    ├── Stopped                   the person cancelled, or the worker is shutting down
    ├── Fenced                    another run or owner has taken over; write nothing
    ├── RunInterrupted            a piece that was there is gone; the run goes on from it by itself
    ├── MediaError                a file is not what it should be
    │   ├── UnreadableMedia  TrackTooShort  SilentTrack  DuplicateMedia  MissingMedia
    ├── RenderError
    │   ├── EncoderMissing        FFmpeg, or a codec in it, is not there
    │   ├── EncoderFailed         FFmpeg ended with an error
    │   ├── EncoderKilled         retryable: FFmpeg was ended by a signal
    │   └── InspectionFailed      the finished file is not what the plan says
    └── ProviderError
        ├── ProviderNotConfigured     a setting is missing
        ├── ProviderKeyRefused        wrong key
        ├── ProviderBalanceEmpty      quota or balance used up
        ├── ProviderRateLimited       retryable, after `retry_after_seconds`
        ├── ProviderUnavailable       retryable: down, unreachable, or timed out before accepting
        ├── ContentRefused            the vendor will not make this
        ├── InvalidProviderRequest    the vendor refused the form of the request
        │   └── ProviderModelRetired  the model that the settings name is gone
        ├── BrokenReply               the vendor answered something that cannot be used
        ├── DamagedDownload           retryable: the file did not arrive whole; fetching it again costs nothing
        └── SubmissionUnknown         it may already be charged; only a person may repeat it
"""

from typing import ClassVar


class StudioError(Exception):
    """Base of every error that the studio raises on purpose."""

    code: ClassVar[str] = "studio_error"
    status: ClassVar[int] = 500
    retryable: ClassVar[bool] = False

    def __init__(self, message: str, *, retry_after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.retry_after_seconds = retry_after_seconds


class InvalidInput(StudioError):
    code = "invalid_input"
    status = 422


class NotFound(StudioError):
    code = "not_found"
    status = 404


class Conflict(StudioError):
    code = "conflict"
    status = 409


class BudgetReached(Conflict):
    code = "budget_reached"


class NotSignedIn(StudioError):
    code = "not_signed_in"
    status = 401


class TooManyAttempts(StudioError):
    code = "too_many_attempts"
    status = 429


class NoAdminToken(StudioError):
    code = "no_admin_token"
    status = 403


class OtherSite(StudioError):
    code = "other_site"
    status = 403


class NotEnoughDisk(StudioError):
    code = "not_enough_disk"
    status = 507


class OutputNotWritable(StudioError):
    code = "output_not_writable"
    status = 507


class OutsideOutputRoot(InvalidInput):
    code = "outside_output_root"


class NotRunning(StudioError):
    code = "not_running"
    status = 503


class ServiceUnreachable(StudioError):
    code = "service_unreachable"
    status = 503
    retryable = True


class Stopped(StudioError):
    code = "stopped"
    status = 409


class Fenced(StudioError):
    code = "fenced"
    status = 409


class RunInterrupted(StudioError):
    code = "run_interrupted"
    status = 409


class MediaError(StudioError):
    code = "media_error"
    status = 422


class UnreadableMedia(MediaError):
    code = "unreadable_media"


class MissingMedia(MediaError):
    code = "missing_media"


class TrackTooShort(MediaError):
    code = "track_too_short"


class SilentTrack(MediaError):
    code = "silent_track"


class DuplicateMedia(MediaError):
    code = "duplicate_media"


class RenderError(StudioError):
    code = "render_error"


class EncoderMissing(RenderError):
    code = "encoder_missing"
    status = 503


class EncoderFailed(RenderError):
    code = "encoder_failed"


class EncoderKilled(RenderError):
    code = "encoder_killed"
    retryable = True


class InspectionFailed(RenderError):
    code = "inspection_failed"


class ProviderError(StudioError):
    code = "provider_error"
    status = 502


class ProviderNotConfigured(ProviderError):
    code = "provider_not_configured"
    status = 422


class ProviderKeyRefused(ProviderError):
    code = "provider_key_refused"


class ProviderBalanceEmpty(ProviderError):
    code = "provider_balance_empty"


class ProviderRateLimited(ProviderError):
    code = "provider_rate_limited"
    retryable = True


class ProviderUnavailable(ProviderError):
    code = "provider_unavailable"
    retryable = True


class ContentRefused(ProviderError):
    code = "content_refused"


class InvalidProviderRequest(ProviderError):
    code = "invalid_provider_request"


class ProviderModelRetired(InvalidProviderRequest):
    code = "provider_model_retired"


class BrokenReply(ProviderError):
    code = "broken_reply"


class DamagedDownload(ProviderError):
    code = "damaged_download"
    retryable = True


class SubmissionUnknown(ProviderError):
    code = "submission_unknown"
