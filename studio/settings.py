"""The one place that reads the environment.

Names are GROUP_SETTING: `OPENAI_API_KEY` is `settings.openai.api_key`. A `.env` file in the working
directory is read too; the environment wins. `.env.example` lists every name with its default.
"""

import datetime
import functools
import ipaddress
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

VisualKindName = Literal["still", "loop"]
MotionName = Literal["drift", "zoom", "parallax", "none"]
VisualJoinName = Literal["crossfade", "cut", "dip"]
ClipLoopName = Literal["crossfade", "back-and-forth"]


class Group(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class DatabaseSettings(Group):
    url: SecretStr | None = None
    """A PostgreSQL address. Unset: the embedded server is used, while `studio up` or `studio album` runs."""
    direct_url: SecretStr | None = None
    """Address that migrations use where `url` is a pooler in transaction mode. Unset: `url`."""
    pool_size: int = Field(default=12, ge=1)


class RedisSettings(Group):
    url: SecretStr | None = None
    """A Redis address with a database number. Results are kept in the database after it. Unset: embedded."""


class StackSettings(Group):
    directory: Path = Path(".studio")
    """Where the embedded servers keep their data and logs."""
    flower_port: int = Field(default=5555, ge=0, le=65535)
    page_port: int = Field(default=3000, ge=0, le=65535)
    io_threads: int = Field(default=8, ge=1)


class OutputSettings(Group):
    root: Path = Path("output")
    """Everything that the studio makes lies below this folder."""
    library_root: Path | None = None
    """Own files named in an API request must lie below this folder. Unset: only the command line may name them."""


class OpenAISettings(Group):
    api_key: SecretStr | None = None
    base_url: str | None = None
    model: str = "gpt-4o-mini"
    response_format: Literal["auto", "json_schema", "json_object", "text"] = "auto"
    timeout_seconds: float = Field(default=120, gt=0)


class FFmpegSettings(Group):
    binary: Path | None = None
    """Unset: the FFmpeg that ships with the imageio-ffmpeg package."""
    preset: str = "veryfast"
    """Of x264."""
    encoder: Literal["x264", "nvenc", "qsv", "videotoolbox", "vaapi"] = "x264"
    """All but x264 need a device; where it does not work, x264 is used and the log says so."""
    jobs: int | None = Field(default=None, ge=1)
    """Encoders that run side by side. Unset: one a core."""


class AlbumSettings(Group):
    """What an album is made with where the job does not say otherwise."""

    music_provider: str | None = None
    """Unset: the first vendor whose key is set, else the built-in composer; for visuals, the painter."""
    visual_provider: str | None = None
    minutes: int = Field(default=70, ge=1, le=180)
    tracks: int = Field(default=20, ge=1, le=60)
    crossfade_seconds: float = Field(default=2.0, ge=0, le=10)
    fps: Annotated[Literal[24, 25, 30, 60], BeforeValidator(int)] = 30
    video_bitrate_kbps: int = Field(default=8000, ge=500)
    audio_bitrate_kbps: int = Field(default=192, ge=64)
    loudness_lufs: float = Field(default=-14.0, ge=-40, le=-5)
    true_peak_dbtp: float = Field(default=-1.0, ge=-12, le=0)
    gop_seconds: float = Field(default=1.0, ge=0.25, le=2)
    """Length of a closed group of pictures: the longest distance of two key frames."""
    visual_kind: VisualKindName = "still"
    """What visuals are to be, where their provider can make it."""
    motion: MotionName = "drift"
    visual_join: VisualJoinName = "crossfade"
    clip_loop: ClipLoopName = "crossfade"
    trim_silence: bool = True
    """Whether silence at the head and tail of a track is left out, so that no crossfade fades into nothing."""
    title_cards: bool = False
    film_grain: bool = False
    vignette: bool = False


class LibrarySettings(Group):
    """The `library` providers, which take the person's own files."""

    shortest_track_seconds: float = Field(default=30.0, gt=0)


class ProvidersSettings(Group):
    """What all vendors' providers share."""

    allow_private_addresses: bool = False
    """Whether finished pieces may be fetched from private and loopback addresses: for servers of one's own."""


class VendorSettings(Group):
    """What the person knows of the contract with a vendor: nothing of it can be asked over its API."""

    plan: str = "not stated"
    terms_url: str | None = None
    terms_date: datetime.date | None = None
    """Of the terms that were read."""
    commercial_use: bool | None = None
    """Unset: nobody has said."""
    concurrency: int = Field(default=2, ge=1)
    """Most pieces that the plan lets be made at the same time."""
    timeout_seconds: float = Field(default=900, gt=0)
    """Longest wait for one piece, before it is looked at again later."""


class MubertSettings(VendorSettings):
    """https://mubert.com/api/docs"""

    company_id: SecretStr | None = None
    license_token: SecretStr | None = None
    customer: str = Field(default="studio", max_length=255, pattern=r"^[A-Za-z0-9._@-]+$")
    """The name of the customer that tracks are made for; Mubert makes it where it is not there."""
    base_url: str = "https://music-api.mubert.com/api/v3"
    format: Literal["mp3", "wav"] = "mp3"
    intensity: Literal["low", "medium", "high"] = "medium"
    price_per_track_usd: float = Field(default=0.49, ge=0)
    poll_seconds: float = Field(default=5, gt=0)
    terms_url: str | None = "https://mubert.com/api"


class BeatovenSettings(VendorSettings):
    """https://github.com/Beatoven/public-api"""

    api_key: SecretStr | None = None
    base_url: str = "https://public-api.beatoven.ai"
    format: Literal["wav", "mp3", "aac"] = "wav"
    price_per_track_usd: float = Field(default=10.5, ge=0)
    poll_seconds: float = Field(default=10, gt=0)
    terms_url: str | None = "https://www.beatoven.ai/tos"


class ElevenLabsSettings(VendorSettings):
    """https://elevenlabs.io/docs/api-reference/music/compose"""

    api_key: SecretStr | None = None
    base_url: str = "https://api.elevenlabs.io"
    model: str = "music_v2"
    output_format: Literal[
        "mp3_44100_128", "mp3_44100_192", "mp3_48000_128", "mp3_48000_192", "mp3_48000_240", "mp3_48000_320"
    ] = "mp3_48000_192"
    price_per_track_usd: float = Field(default=0.53, ge=0)
    timeout_seconds: float = Field(default=300, gt=0)
    terms_url: str | None = "https://elevenlabs.io/eleven-music-model-specific-terms"


class StabilitySettings(VendorSettings):
    """https://platform.stability.ai/docs/api-reference"""

    api_key: SecretStr | None = None
    base_url: str = "https://api.stability.ai"
    model: Literal["stable-audio-3", "stable-audio-2.5", "stable-audio-2"] = "stable-audio-3"
    format: Literal["mp3", "wav"] = "mp3"
    price_per_track_usd: float = Field(default=0.26, ge=0)
    poll_seconds: float = Field(default=10, gt=0)
    terms_url: str | None = "https://stability.ai/terms-of-service"


class LeonardoSettings(VendorSettings):
    """https://docs.leonardo.ai"""

    api_key: SecretStr | None = None
    base_url: str = "https://cloud.leonardo.ai/api/rest"
    image_model: str = "7b592283-e8a7-4c5a-9ba6-d18c31f258b9"
    """Lucid Origin."""
    contrast: Literal["1", "1.3", "1.8", "2.5", "3", "3.5", "4", "4.5"] = "3.5"
    style: str | None = None
    """A preset style's uuid, as the model's guide lists them."""
    loop_model: str = "kling-3.0"
    loop_seconds: int = Field(default=10, ge=3, le=15)
    price_per_still_usd: float = Field(default=0.02, ge=0)
    price_per_loop_usd: float = Field(default=1.0, ge=0)
    poll_seconds: float = Field(default=4, gt=0)
    concurrency: int = Field(default=5, ge=1)
    terms_url: str | None = "https://intercom.help/leonardo-ai/en/articles/8044018-commercial-usage"


class GeminiSettings(VendorSettings):
    """https://ai.google.dev/gemini-api/docs/image-generation"""

    api_key: SecretStr | None = None
    base_url: str = "https://generativelanguage.googleapis.com"
    image_model: str = "gemini-nano-banana-2.1"
    image_size: Literal["1K", "2K", "4K"] = "2K"
    price_per_still_usd: float = Field(default=0.07, ge=0)
    timeout_seconds: float = Field(default=300, gt=0)
    terms_url: str | None = "https://ai.google.dev/gemini-api/terms"


class RecoverySettings(Group):
    lease_seconds: float = Field(default=90, gt=0)
    stall_seconds: float = Field(default=120, gt=0)
    scan_seconds: float = Field(default=60, gt=0)
    max_attempts: int = Field(default=5, ge=1)
    """Times an item is tried before it is reported as failed."""
    max_resumes: int = Field(default=5, ge=1)
    """Times a run is resumed by itself without a new piece finished in between."""
    jobs_at_once: int = Field(default=4, ge=1)


class BudgetSettings(Group):
    """Caps on what providers may cost, in US dollars. Unset: no cap; 0: nothing may be paid for."""

    job_usd: float | None = Field(default=None, ge=0)
    """Of one job, where it has no budget of its own."""
    month_usd: float | None = Field(default=None, ge=0)
    """Of all jobs together, in a calendar month (UTC)."""


class AdminSettings(Group):
    token: SecretStr | None = None
    """When set, every request needs it, and so does Flower. When unset, the API answers on its own machine only."""


class ApiSettings(Group):
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    cors_origins: tuple[str, ...] = ("http://localhost:3000",)


def is_loopback(host: str) -> bool:
    """Whether a name or an address means this machine and nothing else."""
    try:
        address = ipaddress.ip_address(host)
        # A server of both kinds names an address of version 4 within one of version 6.
        return (getattr(address, "ipv4_mapped", None) or address).is_loopback
    except ValueError:
        return host.lower() == "localhost" or host.lower().endswith(".localhost")


class LoggingSettings(Group):
    format: Literal["auto", "json", "console"] = "auto"
    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"


class _GroupsOnly:
    """Ignores variables that bear a bare group's name: an `OUTPUT` or `API` of somebody else's is none of ours."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        return None, field_name, True


class _Environment(_GroupsOnly, EnvSettingsSource):
    """The environment."""


class _DotEnv(_GroupsOnly, DotEnvSettingsSource):
    """The `.env` file."""


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_nested_delimiter="_",
        env_nested_max_split=1,
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    database: DatabaseSettings = DatabaseSettings()
    redis: RedisSettings = RedisSettings()
    stack: StackSettings = StackSettings()
    output: OutputSettings = OutputSettings()
    openai: OpenAISettings = OpenAISettings()
    ffmpeg: FFmpegSettings = FFmpegSettings()
    album: AlbumSettings = AlbumSettings()
    library: LibrarySettings = LibrarySettings()
    providers: ProvidersSettings = ProvidersSettings()
    mubert: MubertSettings = MubertSettings()
    beatoven: BeatovenSettings = BeatovenSettings()
    elevenlabs: ElevenLabsSettings = ElevenLabsSettings()
    stability: StabilitySettings = StabilitySettings()
    leonardo: LeonardoSettings = LeonardoSettings()
    gemini: GeminiSettings = GeminiSettings()
    recovery: RecoverySettings = RecoverySettings()
    budget: BudgetSettings = BudgetSettings()
    admin: AdminSettings = AdminSettings()
    api: ApiSettings = ApiSettings()
    logging: LoggingSettings = LoggingSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        env_file = dotenv_settings.env_file if isinstance(dotenv_settings, DotEnvSettingsSource) else None
        return init_settings, _Environment(settings_cls), _DotEnv(settings_cls, env_file=env_file)


@functools.lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process. They are read once; a change needs a restart."""
    return Settings()
