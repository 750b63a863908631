"""What a film's container says: its boxes, edit lists, title and chapters. No packet is read here."""

import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
from av.container import InputContainer

_WRAPPING = frozenset({b"moov", b"trak", b"edts", b"mdia", b"minf", b"stbl"})
_SIZE_AND_NAME = 8
_LARGE_SIZE = 16


@dataclass(frozen=True, slots=True)
class Chapter:
    """The end is exclusive. Times in seconds."""

    title: str
    start_seconds: float
    end_seconds: float


@dataclass(frozen=True, slots=True)
class ContainerFacts:
    format: str
    """FFmpeg's names of the format, separated by commas."""
    size_bytes: int
    boxes: tuple[str, ...]
    """The outermost boxes in their order (ISO/IEC 14496-12, 4.2); none where the file is no MP4."""
    has_edit_list: bool
    header_counts: tuple[int, ...]
    """For each track of an MP4, how many sets of decoder headers it has."""
    title: str
    chapters: tuple[Chapter, ...]

    @property
    def is_mp4(self) -> bool:
        return "mp4" in self.format.split(",")

    @property
    def has_index_first(self) -> bool:
        """A player can start while the file is still being loaded."""
        names = self.boxes
        return "moov" in names and "mdat" in names and names.index("moov") < names.index("mdat")


def read_container(path: Path, container: InputContainer) -> ContainerFacts:
    is_mp4 = "mp4" in container.format.name.split(",")
    boxes: list[str] = []
    has_edit_list = False
    header_counts: list[int] = []
    if is_mp4:
        with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
            for name, start, end in _walk(data, 0, len(data)):
                if name == b"elst":
                    has_edit_list = True
                elif name == b"stsd" and end - start >= _SIZE_AND_NAME:
                    header_counts.append(int.from_bytes(data[start + 4 : start + 8], "big"))
            boxes = [name.decode("latin-1") for name, _, _ in _boxes(data, 0, len(data))]
    return ContainerFacts(
        format=container.format.name,
        size_bytes=path.stat().st_size,
        boxes=tuple(boxes),
        has_edit_list=has_edit_list,
        header_counts=tuple(header_counts),
        title=container.metadata.get("title", ""),
        chapters=tuple(
            Chapter(
                chapter["metadata"].get("title", ""),
                float(chapter["start"] * (chapter["time_base"] or 0)),
                float(chapter["end"] * (chapter["time_base"] or 0)),
            )
            for chapter in container.chapters()
        ),
    )


def open_film(path: Path) -> InputContainer:
    """Raises PyAV's errors. Tags in another encoding than UTF-8 are no fault."""
    return av.open(str(path), "r", metadata_errors="replace")


def _walk(data: mmap.mmap, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, start of the content and end of each box, also of those within others."""
    for name, inside, behind in _boxes(data, start, end):
        yield name, inside, behind
        if name in _WRAPPING:
            yield from _walk(data, inside, behind)


def _boxes(data: mmap.mmap, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    while start + _SIZE_AND_NAME <= end:
        size = int.from_bytes(data[start : start + 4], "big")
        inside = start + _SIZE_AND_NAME
        if size == 1:
            size = int.from_bytes(data[inside : inside + 8], "big")
            inside = start + _LARGE_SIZE
        elif size == 0:
            size = end - start
        if size < inside - start:
            return  # no box is so small: the file is damaged here
        yield data[start + 4 : start + 8], inside, min(start + size, end)
        start += size
