"""What moves in a loop: falling flakes, rising embers, running drops, flames, mist, water that ripples.

One module for each sort of thing. Each movement works on the developed still and repeats after one period. Lengths are
in heights of the picture.
"""

from studio.providers.visual.painter.loop import Frame, Movement


class Together:
    """Several movements in one picture, one upon the other."""

    def __init__(self, *movements: Movement) -> None:
        self._movements = movements

    @property
    def is_soft(self) -> bool:
        return all(movement.is_soft for movement in self._movements)

    def show(self, still: Frame, phase: float) -> Frame:
        for movement in self._movements:
            still = movement.show(still, phase)
        return still
