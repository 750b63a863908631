"""The faults. Importing this fills the catalogue, in the order of the table."""

from tests.faults.scenarios import kills, messages, broker, database, workers, provider, disk, clock, cancelling  # noqa: I001

__all__ = ["broker", "cancelling", "clock", "database", "disk", "kills", "messages", "provider", "workers"]
