"""Leonardo, API v1 and v2: https://docs.leonardo.ai

A still is one generation. A loop is two: a still, and a clip that begins with it and, where the model can do that, ends
with it, too (`loops.py`); the render closes the seam in any case. Both are noted in the item's one line of the ledger.
"""

from studio.providers.visual.leonardo.provider import LeonardoVisualProvider

__all__ = ["LeonardoVisualProvider"]
