"""What lies beside a film for the person: the inspection's page, the album's plot, its contact sheet, thumbnails.

All of that is drawn from the finished film and from its inspection. Text to paste, steps of the upload and record of
rights join it with the metadata.
"""

import dataclasses
import json
from pathlib import Path

from studio.pipeline.files import write_whole
from studio.render.album import RenderRequest
from studio.render.inspection import FilmReport, write_report
from studio.render.timeline import Timeline

REPORT_NAME = "inspection.html"
FINDINGS_NAME = "inspection.json"
LICENCES_PAGE_NAME = "licences.html"
LICENCES_NAME = "licences.json"
TEXT_NAME = "metadata.txt"
VALUES_NAME = "metadata.json"
STEPS_NAME = "upload.txt"
REQUEST_NAME = "upload.json"

METADATA_NAMES = (TEXT_NAME, VALUES_NAME, STEPS_NAME, REQUEST_NAME, LICENCES_PAGE_NAME, LICENCES_NAME)
"""What the stage metadata writes."""


def list_artwork(folder: Path) -> list[str]:
    """The names of what lies in a film's folder."""
    thumbnails = sorted(path.name for path in folder.glob("thumbnail-?.jpg"))
    pages = [REPORT_NAME, FINDINGS_NAME, *METADATA_NAMES]
    names = ["album-plot.png", "contact-sheet.png", *thumbnails, *pages]
    return [name for name in names if (folder / name).is_file()]


def lost_texts(folder: Path) -> list[str]:
    """The names of what the stage metadata wrote and is not there any more."""
    return [name for name in METADATA_NAMES if not (folder / name).is_file()]


def film_loudness(folder: Path) -> list[float] | None:
    """LUFS of each second of the film in this folder, as its inspection heard it; None where it left nothing."""
    try:
        findings = json.loads((folder / FINDINGS_NAME).read_text(encoding="utf-8"))
        return [float(level) for level in findings["audio"]["loudness_each_second"]]
    except (OSError, ValueError, KeyError, TypeError):
        return None  # of an album from before this file was written, or changed by hand


def lay_artwork_beside(film: Path, request: RenderRequest, timeline: Timeline, report: FilmReport) -> None:
    """Write all of it into the film's folder, in the place of what is there.

    Raises UnreadableMedia when the film does not decode, and OSError.
    """
    # Drawing loads matplotlib, which takes a second and 40 MB: only a worker that has made a film needs it.
    from studio.render.artwork import AlbumLoudness, make_artwork

    write_report(report, film.parent / REPORT_NAME)
    write_whole(film.parent / FINDINGS_NAME, json.dumps(dataclasses.asdict(report), indent=1) + "\n")
    sound = report.audio
    loudness = AlbumLoudness(
        momentary_lufs=() if sound is None else sound.loudness_each_second,
        step_seconds=1.0,
        target_lufs=request.profile.loudness_lufs,
        integrated_lufs=None if sound is None else sound.loudness_lufs,
        true_peak_dbtp=None if sound is None else sound.true_peak_dbtp,
        track_lufs=[track.loudness_lufs for track in report.tracks],
    )
    make_artwork(
        film,
        film.parent,
        title=request.title,
        timeline=timeline,
        track_titles=[track.title for track in request.tracks],
        loudness=loudness,
    )
