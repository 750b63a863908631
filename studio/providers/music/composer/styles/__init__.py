"""The styles: a module a style, found by being here. Each has one value, STYLE."""

import importlib
import pkgutil

from studio.providers.music.composer.styles.base import Style


def _find_styles() -> tuple[Style, ...]:
    """In the order of the modules' names, so that equals are always told apart in the same way."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return tuple(module.STYLE for module in modules if isinstance(getattr(module, "STYLE", None), Style))


STYLES: tuple[Style, ...] = _find_styles()
DEFAULT_STYLE: Style = next(style for style in STYLES if style.name == "ambient")
"""For prompts that name none: it disturbs nobody."""
