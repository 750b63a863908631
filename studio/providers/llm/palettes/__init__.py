"""The sounds and places of each kind of niche, for the built-in prompt writer. Data only, a module a kind."""

from studio.providers.llm.palettes.academia import ACADEMIA
from studio.providers.llm.palettes.cafe import CAFE
from studio.providers.llm.palettes.calm import CALM
from studio.providers.llm.palettes.chamber import CHAMBER
from studio.providers.llm.palettes.city import CITY
from studio.providers.llm.palettes.general import GENERAL
from studio.providers.llm.palettes.hearth import HEARTH
from studio.providers.llm.palettes.jazz import JAZZ
from studio.providers.llm.palettes.nature import NATURE
from studio.providers.llm.palettes.study import STUDY
from studio.providers.llm.vocabulary import Palette

PALETTES: tuple[Palette, ...] = (STUDY, JAZZ, ACADEMIA, CALM, CHAMBER, CITY, HEARTH, CAFE, NATURE, GENERAL)
"""In the order in which they are asked; the last one knows no words and serves every other niche."""
