"""The embedded stack: PostgreSQL, Redis and the processes of one studio, from pip's wheels alone.

`with Stack(settings, studio_programs(settings, ...)) as stack` is a whole studio in the foreground. It knows
nothing of albums, and imports no part of the studio but its settings and errors.
"""

from studio.stack.addresses import Addresses, join_running_stack, running_stack
from studio.stack.programs import Program, studio_programs
from studio.stack.supervisor import Stack

__all__ = ["Addresses", "Program", "Stack", "join_running_stack", "running_stack", "studio_programs"]
