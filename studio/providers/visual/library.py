"""The person's own pictures and clips: each at most once, in natural order of the file names.

The files are copied as they are; scaling and cropping to the film's frame is done by the render.
"""

import dataclasses
from pathlib import Path

from studio.providers.facts import OWN_FILES
from studio.providers.generation import GenerationContext
from studio.providers.own_files import (
    FileKind,
    copy_own_file,
    find_own_files,
    readable_name,
    refuse_copies,
)
from studio.providers.visual.base import GeneratedVisual, VisualCapabilities
from studio.providers.visual.decoding import decode_first_frame, decode_picture

_PICTURE_SUFFIXES = frozenset({
    ".avif", ".bmp", ".jfif", ".jpe", ".jpeg", ".jpg", ".png", ".tga", ".tif", ".tiff", ".webp",
})  # fmt: skip
_CLIP_SUFFIXES = frozenset({
    ".avi", ".gif", ".m2ts", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".mts", ".ogv", ".ts",
    ".webm", ".wmv",
})  # fmt: skip

VISUAL_FILES = FileKind(
    plural="pictures or clips",
    suffixes=_PICTURE_SUFFIXES | _CLIP_SUFFIXES,
    option="--own-visuals DIR",
)


class LibraryVisualProvider:
    """Takes the i-th picture or clip of the folder for place i of the album."""

    name = "library"
    rights = OWN_FILES
    capabilities = VisualCapabilities(
        label="Your own pictures and clips",
        needs_key=False,
        makes_placeholders=False,
        uses_own_files=True,
        makes_stills=True,
        makes_loops=True,
        price_per_visual_usd=0.0,
        concurrency=2,
        formats=tuple(sorted(suffix.removeprefix(".") for suffix in VISUAL_FILES.suffixes)),
    )

    def check(self, *, visual_count: int, own_files: Path | None) -> None:
        """Open the files of the first `visual_count` places.

        Raises MissingMedia (no folder, or too few files), UnreadableMedia or DuplicateMedia; the
        message names the file.
        """
        files = find_own_files(own_files, VISUAL_FILES).first(visual_count)
        refuse_copies(files)
        for path in files:
            _require_visual(path)

    def generate_visual(self, prompt: str, context: GenerationContext) -> GeneratedVisual:
        """A copy of the file for this place. The prompt does not matter: the file is what it is.

        Raises what `check` raises for this one file, Stopped, or NotEnoughDisk.
        """
        source = find_own_files(context.own_files, VISUAL_FILES).first(context.order_index + 1)[-1]
        visual = self.accept(source)
        return dataclasses.replace(visual, path=copy_own_file(source, context.directory, context.should_stop))

    def accept(self, path: Path) -> GeneratedVisual:
        """One file, checked as those of a folder are, as a visual. Raises UnreadableMedia."""
        _require_visual(path)
        return GeneratedVisual(path=path, provider_image_id=readable_name(path))


def _require_visual(path: Path) -> None:
    if path.suffix.lower() in _PICTURE_SUFFIXES:
        decode_picture(path)
    else:
        decode_first_frame(path)
