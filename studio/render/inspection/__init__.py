"""Looks at a finished film and says what it is, and whether it is what the plan promised.

It reads the file itself and nothing that the renderer noted down. What a group of pictures looks like and how
a chunk of sound sounds depends on its coded bytes alone, so both are measured once and remembered.
"""

from studio.render.inspection.film import inspect_file, inspect_film
from studio.render.inspection.page import write_report
from studio.render.inspection.report import FilmReport

__all__ = ["FilmReport", "inspect_file", "inspect_film", "write_report"]
