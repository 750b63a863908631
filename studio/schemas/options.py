"""How one album is to be made: the `options` column and the advanced part of the form."""

from pydantic import Field

from studio.schemas.values import Body


class AlbumOptions(Body):
    music_provider: str
    visual_provider: str
    own_tracks: str | None = None
    """Absolute path of a folder, for the `library` music provider."""
    own_visuals: str | None = None
    """Absolute path of a folder, for the `library` visual provider."""
    crossfade_seconds: float = Field(ge=0, le=10)
    motion: bool = True
    """Whether stills move gently."""
    fps: int
    seed: int
    """Different seeds write, paint and move differently; the same seed repeats itself."""
