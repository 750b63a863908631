"""How one album is to be made: the `options` column and the advanced part of the form."""

from pydantic import Field

from studio.schemas.values import Body
from studio.settings import ClipLoopName, MotionName, VisualJoinName, VisualKindName


class AlbumOptions(Body):
    music_provider: str
    visual_provider: str
    second_music_provider: str | None = None
    """Makes the remaining tracks once the first one refuses everything until a person has mended it. None: nobody."""
    second_visual_provider: str | None = None
    own_tracks: str | None = None
    """Absolute path of a folder, for the `library` music provider."""
    own_visuals: str | None = None
    """Absolute path of a folder, for the `library` visual provider."""
    crossfade_seconds: float = Field(ge=0, le=10)
    visual_kind: VisualKindName = "still"
    """What visuals are to be. A provider that makes no loops makes stills, which `motion` moves."""
    motion: MotionName = "drift"
    """How stills move."""
    visual_join: VisualJoinName = "crossfade"
    """How one visual gives way to the next."""
    clip_loop: ClipLoopName = "crossfade"
    """How a clip becomes a loop without a seam."""
    trim_silence: bool = True
    """Whether silence at the head and tail of a track is left out."""
    title_cards: bool = False
    film_grain: bool = False
    vignette: bool = False
    fps: int
    budget_usd: float | None = Field(default=None, ge=0)
    """Most that the job may cost; None: what the settings say."""
    seed: int
    """Different seeds write, paint and move differently; the same seed repeats itself."""
