"""Pictures that lie beside a finished film: the album's plot, its contact sheet, thumbnails for YouTube.

Everything is drawn from the film itself and from values; nothing here changes the film or judges it.
Importing this loads matplotlib, which takes about a second: do it where it is used.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.render.artwork.appeal import choose_pictures
from studio.render.artwork.film import film_pictures
from studio.render.artwork.plot import AlbumLoudness, draw_album_plot
from studio.render.artwork.sheet import draw_contact_sheet
from studio.render.artwork.thumbnails import PROPOSALS, THUMBNAIL_SIZE, propose_thumbnails
from studio.render.timeline import Timeline

__all__ = [
    "AlbumLoudness",
    "Artwork",
    "choose_pictures",
    "draw_album_plot",
    "draw_contact_sheet",
    "film_pictures",
    "make_artwork",
    "propose_thumbnails",
]

_OVERVIEW_WIDTH = 640
"""Pixels: enough for plot and sheet, and sixty of them take 40 MB."""


@dataclass(frozen=True, slots=True)
class Artwork:
    plot: Path
    sheet: Path
    thumbnails: tuple[Path, ...]


def make_artwork(
    film: Path, folder: Path, *, title: str, timeline: Timeline, track_titles: Sequence[str], loudness: AlbumLoudness
) -> Artwork:
    """Draw everything for one film: `album-plot.png`, `contact-sheet.png` and `thumbnail-1.jpg` on, in `folder`.

    Each visual is taken from the middle of its track's stretch. Only those chosen as thumbnails are read
    a second time, at full size.

    Raises UnreadableMedia when the film does not decode, InvalidInput when titles or loudness do not
    belong to the timeline.
    """
    middles = [(entry.solo_start_frame + entry.solo_end_frame) / 2 / timeline.fps for entry in timeline.entries]
    pictures = film_pictures(film, middles, _OVERVIEW_WIDTH)
    plot, sheet = folder / "album-plot.png", folder / "contact-sheet.png"
    draw_album_plot(
        plot, title=title, timeline=timeline, track_titles=track_titles, pictures=pictures, loudness=loudness
    )
    draw_contact_sheet(sheet, title=title, timeline=timeline, track_titles=track_titles, pictures=pictures)
    chosen = [middles[index] for index in choose_pictures(pictures, PROPOSALS)]
    thumbnails = propose_thumbnails(film_pictures(film, chosen, THUMBNAIL_SIZE[0]), title, folder)
    return Artwork(plot, sheet, thumbnails)
