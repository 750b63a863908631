"""Listens to a sound by FFmpeg's ebur128, in chunks that are remembered by their coded bytes.

A chunk that was heard before is not decoded again: after a change at one join, only what lies around
it is. It reports what was heard; nothing is judged here.
"""

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from studio.render.arguments import PACKET_SAMPLES, path_argument
from studio.render.ffmpeg import Command, Outcome
from studio.render.inspection.loudness import FLOOR_DBTP, FLOOR_LUFS, HOPS_PER_SECOND, Levels, SoundCurve
from studio.render.inspection.memo import Memo, Values, digest_of
from studio.render.timeline import SAMPLE_RATE

HOP_SAMPLES = SAMPLE_RATE // HOPS_PER_SECOND

CHUNK_PACKETS = 4200
"""89.6 s. A multiple of 75 packets, which are 16 times 100 ms, so that each chunk begins with one of those."""
CHUNK_SECONDS = CHUNK_PACKETS * PACKET_SAMPLES / SAMPLE_RATE
_LEAD_IN_PACKETS = 75
"""Decoded before a chunk: the weighting filters and the first block need what came before."""
_LEAD_OUT_PACKETS = 1
"""Decoded after a chunk: a sound cut off would have peaks, between its samples, that it has not."""

_OVERSAMPLED_RATE = 4 * SAMPLE_RATE
"""True peaks lie between the samples; BS.1770-4 looks for them at four times the rate."""
_TAPS = 16
"""A phase: four more than the filter that BS.1770-4 gives, and half as many as FFmpeg would take."""
_KIND = "sound"
_AAC_LC = 2
_RATE_INDEX_48000 = 3
_ADTS_BYTES = 7
_MOST_ADTS_BYTES = 8191
_HARMLESS = ("Estimating duration from bitrate", "Guessed Channel Layout")
"""What FFmpeg says of every bare AAC stream, and of every one that does not name its channels."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """What one run of FFmpeg hears, and which of its 100 ms count."""

    digest: str
    start_hop: int
    lead_in_hops: int
    hops: int | None
    """None: all that come."""


class Listening:
    """A sound to be heard: its commands are run, and then it is read.

    Each command remembers what it heard as soon as it has ended. `folder` holds the files that FFmpeg
    reads and writes; it belongs to the caller, who removes it when all is read.
    """

    def __init__(self, *, ffmpeg: Path, memo: Memo, folder: Path) -> None:
        self._ffmpeg = ffmpeg
        self._memo = memo
        self._folder = folder
        self._pieces: list[_Piece] = []
        self._heard: dict[str, Values] = {}
        self._commands: dict[str, Command] = {}

    @property
    def commands(self) -> tuple[Command, ...]:
        """What has to be run before `read`, in any order; nothing where everything is remembered."""
        return tuple(self._commands.values())

    def read(self) -> SoundCurve:
        """What was heard. A piece whose command did not end well is silent, and a fault."""
        momentary: list[Levels] = []
        peaks: list[Levels] = []
        faults: list[str] = []
        for piece in self._pieces:
            values = self._heard.get(piece.digest)
            if values is None:
                values = _values(piece, [], [], ["nothing was heard"])
            momentary.append(values["momentary_lufs"])
            peaks.append(values["true_peak_dbtp"])
            where = f"from {piece.start_hop / HOPS_PER_SECOND:.1f} s on"
            faults += [f"{where}: {fault}" for fault in values["faults"].tolist()]
        empty = np.empty(0, np.float32)
        return SoundCurve(np.concatenate([empty, *momentary]), np.concatenate([empty, *peaks]), tuple(faults))

    def hear_chunk(self, digest: str, *, chunk: int, lead_in_packets: int, packets: int) -> Path | None:
        """Add a chunk by its number; `packets` of it count, after those of the lead-in.

        Returns where it has to be written as ADTS; None where that was heard before.
        """
        piece = _Piece(
            digest,
            chunk * CHUNK_PACKETS * PACKET_SAMPLES // HOP_SAMPLES,
            lead_in_packets * PACKET_SAMPLES // HOP_SAMPLES,
            -(-packets * PACKET_SAMPLES // HOP_SAMPLES),
        )
        if not self._is_new(piece):
            return None
        source = self._folder / f"{digest}.aac"
        self._plan(piece, source)
        return source

    def hear_file(self, path: Path, digest: str) -> None:
        """Add the first sound of a file of any format, as one piece. `digest` is that of its packets."""
        piece = _Piece(digest, 0, 0, None)
        if self._is_new(piece):
            self._plan(piece, path)

    def _is_new(self, piece: _Piece) -> bool:
        self._pieces.append(piece)
        if piece.digest in self._heard or piece.digest in self._commands:
            return False
        known = self._memo.find(_KIND, piece.digest)
        if known is not None:
            self._heard[piece.digest] = known
        return known is None

    def _plan(self, piece: _Piece, source: Path) -> None:
        momentary_file = self._folder / f"{piece.digest}.momentary"
        peak_file = self._folder / f"{piece.digest}.peaks"

        def take(outcome: Outcome) -> None:
            lines = (re.sub(r" @ 0x[0-9a-f]+", "", line) for line in outcome.stderr.splitlines())
            faults = [line for line in lines if line.strip() and not any(word in line for word in _HARMLESS)]
            momentary = _read_levels(momentary_file, r"r128\.M=(\S+)")
            peaks = _read_levels(peak_file, r"Peak_level=(\S+)")
            values = _values(piece, momentary, peaks, faults)
            self._heard[piece.digest] = values
            self._memo.keep(_KIND, piece.digest, values)

        arguments = _arguments(self._ffmpeg, source, momentary_file, peak_file)
        self._commands[piece.digest] = Command(arguments, "decode the sound", on_done=take)


@dataclass(slots=True)
class ChunkWriter:
    """Divides AAC packets, as they come, into the chunks of a listening."""

    config: bytes
    """The AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1) of a sound of which `is_divisible` is true."""
    listening: Listening
    _packets: list[bytes] = field(default_factory=list)
    _lead_in: int = 0
    _chunks: int = 0

    def take(self, packet: bytes) -> None:
        """The next packet as it is coded, without a header."""
        self._packets.append(packet)
        if len(self._packets) == self._lead_in + CHUNK_PACKETS + _LEAD_OUT_PACKETS:
            self._close_chunk(CHUNK_PACKETS)
            self._packets = self._packets[-_LEAD_IN_PACKETS - _LEAD_OUT_PACKETS :]
            self._lead_in = _LEAD_IN_PACKETS

    def close(self) -> None:
        """No packet follows."""
        rest = len(self._packets) - self._lead_in
        if rest > 0:
            self._close_chunk(rest)
        self._packets = []

    def _close_chunk(self, packets: int) -> None:
        lengths = array("I", map(len, self._packets)).tobytes()
        source = self.listening.hear_chunk(
            digest_of(self.config, lengths, *self._packets),
            chunk=self._chunks,
            lead_in_packets=self._lead_in,
            packets=packets,
        )
        if source is not None:
            source.write_bytes(b"".join(self._adts_header(len(packet)) + packet for packet in self._packets))
        self._chunks += 1

    def _adts_header(self, size: int) -> bytes:
        """ISO/IEC 13818-7, 6.2. A packet that is too large for it is damaged, and FFmpeg will say so."""
        kind, rate_index, channels = _read_config(self.config)
        length = min(size + _ADTS_BYTES, _MOST_ADTS_BYTES)
        # The sync word and "MPEG-4, no checksum" come first; all ones stand for a buffer that varies.
        fields = 0xFFF1 << 40 | (kind - 1) << 38 | rate_index << 34 | channels << 30 | length << 13 | 0x7FF << 2
        return fields.to_bytes(_ADTS_BYTES, "big")


def is_divisible(config: bytes | None) -> bool:
    """Whether a sound can be heard in chunks: AAC-LC at 48 kHz, mono or stereo."""
    if config is None or len(config) < 2:
        return False
    kind, rate_index, channels = _read_config(config)
    return kind == _AAC_LC and rate_index == _RATE_INDEX_48000 and channels in {1, 2}


def plan_listening(packets: Iterable[bytes], config: bytes, *, ffmpeg: Path, memo: Memo, folder: Path) -> Listening:
    """How to hear AAC packets. Those of chunks that were never heard are written into `folder`."""
    listening = Listening(ffmpeg=ffmpeg, memo=memo, folder=folder)
    writer = ChunkWriter(config, listening)
    for packet in packets:
        writer.take(packet)
    writer.close()
    return listening


def _read_config(config: bytes) -> tuple[int, int, int]:
    """Object type, index of the sample rate, and channels."""
    word = int.from_bytes(config[:2], "big")
    return word >> 11, word >> 7 & 15, word >> 3 & 15


def _arguments(ffmpeg: Path, source: Path, momentary_file: Path, peak_file: Path) -> tuple[str, ...]:
    graph = (
        f"[0:a:0]aresample={SAMPLE_RATE},aformat=sample_fmts=fltp,asplit=2[sound][again];"
        # `framelog` rounds to tenths, and the peaks in `metadata` only ever grow: hence two branches.
        "[sound]ebur128=metadata=1:framelog=quiet,"
        f"ametadata=mode=print:key=lavfi.r128.M:file={_quoted(momentary_file)}[heard];"
        f"[again]aresample={_OVERSAMPLED_RATE}:filter_size={_TAPS},"
        f"asetnsamples=n={_OVERSAMPLED_RATE // HOPS_PER_SECOND}:p=0,"
        "astats=metadata=1:reset=1:measure_perchannel=none:measure_overall=Peak_level,"
        f"ametadata=mode=print:key=lavfi.astats.Overall.Peak_level:file={_quoted(peak_file)},anullsink"
    )
    return (
        *(str(ffmpeg), "-hide_banner", "-loglevel", "warning", "-nostats", "-y", "-filter_complex_threads", "1"),
        # Damage is to be told in full; without this FFmpeg gives up where most of a chunk is damaged.
        *("-max_error_rate", "1", "-vn", "-sn", "-dn", "-i", path_argument(source)),
        *("-filter_complex", graph, "-map", "[heard]", "-f", "null", "-"),
    )


def _quoted(path: Path) -> str:
    """A path within a filter graph: escaped once for the option and once for the graph (ffmpeg-utils, 2.1)."""
    option = re.sub(r"([\\':])", r"\\\1", str(path.absolute()))
    return re.sub(r"([\\'\[\],;])", r"\\\1", option)


def _read_levels(path: Path, pattern: str) -> list[str]:
    """Damage may be such that FFmpeg heard nothing and wrote no file."""
    return re.findall(pattern, path.read_text(encoding="ascii")) if path.exists() else []


def _values(piece: _Piece, momentary: list[str], peaks: list[str], faults: list[str]) -> Values:
    hops = len(peaks) if piece.hops is None else piece.hops
    return {
        "momentary_lufs": _levels(momentary[piece.lead_in_hops :], hops, FLOOR_LUFS),
        "true_peak_dbtp": _levels(peaks[piece.lead_in_hops :], hops, FLOOR_DBTP),
        "faults": np.array(faults, np.str_),
    }


def _levels(texts: list[str], hops: int, floor: float) -> Levels:
    """So many values, those that are missing or lower at the floor."""
    levels = np.full(hops, floor, np.float32)
    values = np.array(texts[:hops], np.float32)
    levels[: len(values)] = np.fmax(values, np.float32(floor))
    return levels
