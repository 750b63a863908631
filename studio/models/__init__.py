"""The mapped classes, one file each. They hold columns and constraints and no behaviour."""

from studio.models.audio_track import AudioTrack, MusicProviderName
from studio.models.base import Base
from studio.models.channel import Channel
from studio.models.image import Image, VisualProviderName
from studio.models.job_event import EventLevel, JobEvent
from studio.models.provider_state import ProviderState
from studio.models.provider_submission import ProviderSubmission, SubmissionState
from studio.models.render_task import RenderStatus, RenderTask
from studio.models.video_job import VideoJob
from studio.models.work_item import WorkItem

__all__ = [
    "AudioTrack",
    "Base",
    "Channel",
    "EventLevel",
    "Image",
    "JobEvent",
    "MusicProviderName",
    "ProviderState",
    "ProviderSubmission",
    "RenderStatus",
    "RenderTask",
    "SubmissionState",
    "VideoJob",
    "VisualProviderName",
    "WorkItem",
]
