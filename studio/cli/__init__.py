"""The `studio` command. Each module holds a few commands; none of them decides anything about albums."""

from studio.cli.app import app

__all__ = ["app"]
