"""What stands in an MP4 film before its pictures and sound, as bytes.

By ISO/IEC 14496-12, -14 and -15, and Apple's QuickTime File Format for the chapters. There is no edit
list: a picture has its own offset from its decoding to its showing, which may be negative, and the first
sample of each track is shown at 0. Pure: no file is read or written.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

MOVIE_TIMESCALE = 48_000
"""Ticks a second of the film's clock: a frame and a sample of sound are both whole ticks."""
LARGEST_DURATION = 2**32 - 1
"""In ticks of the film's clock: a little more than 24 hours."""

_LARGEST_32_BIT_CONTENT = 2**32 - 2**28
"""Bytes that offsets of 32 bits can reach: the index of 24 hours is far shorter than what is left."""
_UNITY_MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_UNDETERMINED_LANGUAGE = 0x55C4
_ENABLED, _IN_MOVIE = 1, 2
_MOST_NERO_CHAPTERS = _MOST_NERO_BYTES = 255
_MOST_TEXT_BYTES = 2**16 - 1


class BitRate(NamedTuple):
    """Bits a second."""

    mean: int
    peak: int


class ChapterStart(NamedTuple):
    tick: int
    """Of the film's clock."""
    title: str


@dataclass(frozen=True, slots=True, eq=False)
class SampleTable:
    """When the samples of a track come, and where they lie. Chunks are runs of samples that lie together."""

    timescale: int
    """Ticks a second."""
    durations: Sequence[tuple[int, int]]
    """Runs of samples that last equally long: how many, and how many ticks each."""
    sizes: npt.NDArray[np.int32]
    """Bytes of each sample."""
    chunk_lengths: npt.NDArray[np.int64]
    """Samples in each chunk, at least one."""
    chunk_offsets: npt.NDArray[np.int64]
    """Where each chunk begins, in bytes from the end of the head."""
    composition_offsets: npt.NDArray[np.int32] | None = None
    """How many ticks after its decoding each sample is shown; None where all are at once."""
    keys: npt.NDArray[np.int64] | None = None
    """Samples, counted from 0, where decoding can begin; None where it can at each."""

    @property
    def duration(self) -> int:
        return sum(count * ticks for count, ticks in self.durations)

    @property
    def movie_duration(self) -> int:
        """In ticks of the film's clock."""
        return self.duration * MOVIE_TIMESCALE // self.timescale


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    handler: str
    name: str
    media_header: bytes
    sample_entry: bytes
    table: SampleTable
    width: int = 0
    height: int = 0
    volume: int = 0
    """8.8 fixed point."""
    flags: int = _ENABLED | _IN_MOVIE


def video_track(table: SampleTable, headers: bytes, bit_rate: BitRate, width: int, height: int) -> Track:
    """H.264 in square pixels, BT.709 in limited range. `headers` is the content of `avcC`."""
    entry = _box(
        "avc1",
        struct.pack(">6xH16xHHII4xH32xHh", 1, width, height, 72 << 16, 72 << 16, 1, 24, -1),
        _box("avcC", headers),
        _box("colr", b"nclx", struct.pack(">HHHB", 1, 1, 1, 0)),
        _box("pasp", struct.pack(">II", 1, 1)),
        _box("btrt", struct.pack(">III", 0, bit_rate.peak, bit_rate.mean)),
    )
    return Track("vide", "VideoHandler", _full_box("vmhd", bytes(8), flags=1), entry, table, width, height)


def sound_track(table: SampleTable, headers: bytes, bit_rate: BitRate) -> Track:
    """Stereo AAC; the table's timescale is its sample rate. `headers` is the AudioSpecificConfig."""
    # 0x40 is MPEG-4 audio, 0x15 a stream of sound; the size of a decoder's buffer is left open.
    decoder = struct.pack(">BB3xII", 0x40, 0x15, bit_rate.peak, bit_rate.mean)
    stream = _descriptor(3, bytes(3), _descriptor(4, decoder, _descriptor(5, headers)), _descriptor(6, b"\x02"))
    entry = _box("mp4a", struct.pack(">6xH8xHH4xI", 1, 2, 16, table.timescale << 16), _full_box("esds", stream))
    return Track("soun", "SoundHandler", _full_box("smhd", bytes(4)), entry, table, volume=0x100)


def film_head(video: Track, sound: Track, *, title: str, chapters: Sequence[ChapterStart], content_bytes: int) -> bytes:
    """All that comes before the samples of `video` and `sound`, which are `content_bytes` long.

    There is at least one chapter; the first one begins at 0.
    """
    texts = b"".join(_chapter_text(chapter.title) for chapter in chapters)
    tracks = (video, sound, _chapter_track(chapters, video.table.movie_duration))
    user_data = _box("udta", _title_box(title), _nero_chapters(chapters))
    media_bytes = len(texts) + content_bytes
    is_large = media_bytes > _LARGEST_32_BIT_CONTENT
    # A reader must know version 4 of the base format to take negative offsets between decoding and showing.
    file_type = _box("ftyp", b"iso4", bytes(4), b"iso4", b"avc1", b"mp42")
    if is_large:
        media_head = struct.pack(">I4sQ", 1, b"mdat", 16 + media_bytes)
    else:
        media_head = struct.pack(">I4s", 8 + media_bytes, b"mdat")
    # Offsets in the index depend on how long it is; how long it is does not depend on them.
    index_bytes = len(_index(tracks, user_data, 0, is_large=is_large))
    head_bytes = len(file_type) + index_bytes + len(media_head) + len(texts)
    return b"".join((file_type, _index(tracks, user_data, head_bytes, is_large=is_large), media_head, texts))


def _index(tracks: Sequence[Track], user_data: bytes, head_bytes: int, *, is_large: bool) -> bytes:
    duration = max(track.table.movie_duration for track in tracks)
    chapters = len(tracks)
    header = _full_box(
        "mvhd",
        struct.pack(">4I", 0, 0, MOVIE_TIMESCALE, duration),
        struct.pack(">IH10x", 1 << 16, 1 << 8),
        _UNITY_MATRIX,
        struct.pack(">24xI", len(tracks) + 1),
    )
    boxes = [
        _box(
            "trak",
            _track_header(number, track),
            _box("tref", _box("chap", struct.pack(">I", chapters))) if track.handler == "vide" else b"",
            _media(track, head_bytes, is_large=is_large),
        )
        for number, track in enumerate(tracks, start=1)
    ]
    return _box("moov", header, *boxes, user_data)


def _track_header(number: int, track: Track) -> bytes:
    return _full_box(
        "tkhd",
        struct.pack(">5I8x", 0, 0, number, 0, track.table.movie_duration),
        struct.pack(">hhHxx", 0, 0, track.volume),
        _UNITY_MATRIX,
        struct.pack(">II", track.width << 16, track.height << 16),
        flags=track.flags,
    )


def _media(track: Track, head_bytes: int, *, is_large: bool) -> bytes:
    table = track.table
    return _box(
        "mdia",
        _full_box("mdhd", struct.pack(">4IHxx", 0, 0, table.timescale, table.duration, _UNDETERMINED_LANGUAGE)),
        _handler(track.handler, "", track.name),
        _box(
            "minf",
            track.media_header,
            # Flag 1: the samples lie in this very file.
            _box("dinf", _full_box("dref", struct.pack(">I", 1), _full_box("url ", flags=1))),
            _box(
                "stbl",
                _full_box("stsd", struct.pack(">I", 1), track.sample_entry),
                *_sample_times(table),
                *_sample_places(table, head_bytes, is_large=is_large),
            ),
        ),
    )


def _sample_times(table: SampleTable) -> list[bytes]:
    boxes = [_full_box("stts", _rows(np.array(table.durations)))]
    if table.composition_offsets is not None:
        starts, counts = _find_runs(table.composition_offsets)
        rows = np.stack([counts, table.composition_offsets[starts]], axis=1)
        boxes.append(_full_box("ctts", _rows(rows), version=1))
    if table.keys is not None:
        boxes.append(_full_box("stss", _rows(table.keys + 1)))
    return boxes


def _sample_places(table: SampleTable, head_bytes: int, *, is_large: bool) -> list[bytes]:
    starts, _ = _find_runs(table.chunk_lengths)
    offsets = table.chunk_offsets + head_bytes
    return [
        _full_box("stsc", _rows(np.stack([starts + 1, table.chunk_lengths[starts], np.ones_like(starts)], axis=1))),
        _full_box("stsz", bytes(4), _rows(table.sizes)),
        _full_box("co64", _rows(offsets, ">u8")) if is_large else _full_box("stco", _rows(offsets)),
    ]


def _chapter_track(chapters: Sequence[ChapterStart], film_duration: int) -> Track:
    """Titles as QuickTime text, at the very end of the head. Not enabled: no player lays them over the pictures."""
    sizes = np.array([len(_chapter_text(chapter.title)) for chapter in chapters], np.int32)
    lengths = np.diff([chapter.tick for chapter in chapters], append=film_duration)
    table = SampleTable(
        timescale=MOVIE_TIMESCALE,
        durations=[(1, int(length)) for length in lengths],
        sizes=sizes,
        chunk_lengths=np.array([len(sizes)]),
        chunk_offsets=np.array([-sizes.sum()]),
    )
    # The graphics mode, and the grey that goes with it, are what QuickTime writes by default.
    graphics = _full_box("gmin", struct.pack(">4H4x", 0x40, 0x8000, 0x8000, 0x8000))
    header = _box("gmhd", graphics, _box("text", _UNITY_MATRIX))
    entry = _box("text", struct.pack(">6xH44x", 1))
    return Track("text", "ChapterHandler", header, entry, table, flags=_IN_MOVIE)


def _chapter_text(title: str) -> bytes:
    text = _clip(title, _MOST_TEXT_BYTES)
    return struct.pack(">H", len(text)) + text + _box("encd", struct.pack(">I", 0x100))  # UTF-8


def _nero_chapters(chapters: Sequence[ChapterStart]) -> bytes:
    """The list of chapters for players that know no chapter track, in units of 100 ns."""
    listed = chapters[:_MOST_NERO_CHAPTERS]
    rows = b""
    for tick, title in listed:
        text = _clip(title, _MOST_NERO_BYTES)
        rows += struct.pack(">QB", round(tick * 10_000_000 / MOVIE_TIMESCALE), len(text)) + text
    return _full_box("chpl", struct.pack(">4xB", len(listed)), rows, version=1)


def _title_box(title: str) -> bytes:
    """The film's title, as iTunes keeps it."""
    data = _box("data", struct.pack(">II", 1, 0), title.encode())  # 1: UTF-8
    return _full_box("meta", _handler("mdir", "appl", ""), _box("ilst", _box("©nam", data)))


def _box(kind: str, *contents: bytes) -> bytes:
    size = 8 + sum(len(content) for content in contents)
    return b"".join((struct.pack(">I4s", size, kind.encode("latin-1")), *contents))


def _full_box(kind: str, *contents: bytes, version: int = 0, flags: int = 0) -> bytes:
    """A box with a version and flags."""
    return _box(kind, struct.pack(">I", version << 24 | flags), *contents)


def _handler(kind: str, maker: str, name: str) -> bytes:
    return _full_box("hdlr", struct.pack(">4x4s4s8x", kind.encode(), maker.encode()), name.encode(), b"\0")


def _descriptor(tag: int, *contents: bytes) -> bytes:
    """Of ISO/IEC 14496-1. The length takes four bytes of seven bits each, as other writers have it."""
    content = b"".join(contents)
    return struct.pack(">BI", tag, 0x80808000 | len(content)) + content


def _rows(values: npt.NDArray[np.signedinteger], dtype: str = ">u4") -> bytes:
    """A table as boxes hold it: how many rows, then the rows."""
    return struct.pack(">I", len(values)) + values.astype(dtype).tobytes()


def _find_runs(values: npt.NDArray[np.signedinteger]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Where runs of equal values begin, and how long they are."""
    starts = np.concatenate([[0], np.flatnonzero(np.diff(values)) + 1])
    return starts, np.diff(starts, append=len(values))


def _clip(text: str, most_bytes: int) -> bytes:
    """As many whole characters as fit."""
    return text.encode()[:most_bytes].decode(errors="ignore").encode()
