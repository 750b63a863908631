"""The studio at a scale of seconds: short leases, frequent scans, and films of a minute."""

import os

from studio.settings import Settings
from studio.stages import Stage

LEASE_SECONDS = 3
MAX_ATTEMPTS = 4
SETTINGS = {
    "RECOVERY_LEASE_SECONDS": str(LEASE_SECONDS),
    "RECOVERY_STALL_SECONDS": "2",
    "RECOVERY_SCAN_SECONDS": "1",
    "RECOVERY_MAX_ATTEMPTS": str(MAX_ATTEMPTS),
    "FFMPEG_PRESET": "ultrafast",
    "ALBUM_MUSIC_PROVIDER": "loopback",
    "ALBUM_VISUAL_PROVIDER": "loopback",
    "ALBUM_CROSSFADE_SECONDS": "0.5",
    "ALBUM_MOTION": "none",
    "ALBUM_FPS": "24",
    "ALBUM_VIDEO_BITRATE_KBPS": "1000",
    "LOGGING_FORMAT": "console",
}
TYPICAL_SECONDS = {Stage.PROMPTS: 0.3, Stage.TRACKS: 2.5, Stage.VISUALS: 2.0, Stage.RENDER: 8.0, Stage.METADATA: 0.5}
"""How long a stage of such an album takes when nothing happens to it."""


def clean_environment() -> dict[str, str]:
    """The environment without any setting of the studio."""
    groups = tuple(f"{group.upper()}_" for group in Settings.model_fields)
    return {name: value for name, value in os.environ.items() if not name.startswith((*groups, "PG", "LOOPBACK_"))}
