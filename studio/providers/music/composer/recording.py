"""Where the sound goes: first to a spool, because its level is known only at the end, and then into the file."""

import tempfile
from pathlib import Path
from types import TracebackType

import av
import numpy as np

from studio.providers.music.composer.sound.samples import SAMPLE_RATE, Samples

_FRAME = 4608
_FULL_SCALE = 2**15 - 2
"""With room for the dither."""


class Spool:
    """Stereo blocks on the disk, without a name, gone when it is closed."""

    def __init__(self, directory: Path) -> None:
        self._file = tempfile.TemporaryFile(dir=directory)  # noqa: SIM115 - closed by __exit__
        self.length = 0

    def __enter__(self) -> "Spool":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def write(self, block: Samples) -> None:
        """Raises OSError where the disk is full."""
        self._file.write(np.ascontiguousarray(block.T, np.float32).data)
        self.length += block.shape[1]

    def read(self, first: int, count: int) -> Samples:
        """So many samples from the `first` on; zeros before the start and behind the end."""
        begin, end = max(0, first), min(self.length, first + count)
        sound = np.zeros((2, count), np.float32)
        if end > begin:
            self._file.seek(begin * 8)
            stored = np.frombuffer(self._file.read((end - begin) * 8), np.float32).reshape(-1, 2)
            sound[:, begin - first : end - first] = stored.T
        return sound


class FlacFile:
    """16 bits, 48 kHz, stereo, dithered. It is whole once the block that it was opened for ends without an error.

    The dither is a triangle of two steps (Lipshitz, Wannamaker and Vanderkooy, 1992): what fades out stays smooth.
    Neighbours share a draw, which moves its noise up to where ears are weak.
    """

    def __init__(self, path: Path, chance: np.random.Generator) -> None:
        self._container = av.open(str(path), "w", format="flac")
        options = {"compression_level": "3"}
        self._stream = self._container.add_stream("flac", rate=SAMPLE_RATE, layout="stereo", options=options)
        self._stream.format = "s16"
        self._chance = chance
        self._left = np.zeros((0, 2), np.int16)
        self._written = 0

    def __enter__(self) -> "FlacFile":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._finish()
        self._container.close()

    def write(self, block: Samples) -> None:
        draws = self._chance.random((2, block.shape[1] + 1), np.float32)
        dithered = block * np.float32(_FULL_SCALE)
        dithered += draws[:, 1:]
        dithered -= draws[:, :-1]
        whole = np.empty((block.shape[1], 2), np.int16)
        whole.T[...] = np.rint(dithered, out=dithered)
        self._left = np.concatenate([self._left, whole])
        used = len(self._left) // _FRAME * _FRAME
        for first in range(0, used, _FRAME):
            self._encode(self._left[first : first + _FRAME])
        self._left = self._left[used:]

    def _finish(self) -> None:
        if len(self._left):
            self._encode(self._left)
        self._container.mux(self._stream.encode(None))

    def _encode(self, samples: "np.typing.NDArray[np.int16]") -> None:
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples).reshape(1, -1), "s16", "stereo")
        frame.sample_rate = SAMPLE_RATE
        frame.pts = self._written
        self._written += len(samples)
        self._container.mux(self._stream.encode(frame))
