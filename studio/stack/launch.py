"""Becomes another program that ends when the studio does.

Started as a script, never imported: `python -I -S launch.py PARENT SIGNAL UID GID NICENESS COMMAND...`. It gives up
root where UID is not -1, lets others go first by NICENESS, asks the kernel for SIGNAL at the parent's death, and
replaces itself with COMMAND.
A `preexec_fn` would do the same between fork and exec, where a process that has threads may hang and newer
Pythons warn; here both steps happen in a fresh process. It imports nothing from the studio: the account that
it changes to may not be able to read these files.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def main() -> None:
    parent, death_signal, uid, gid, niceness = (int(word) for word in sys.argv[1:6])
    command = sys.argv[6:]
    # ctypes loads the C library first: after the change of account it may be out of reach.
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
    if uid != -1:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if niceness:
        give_way(niceness)
    if libc is not None:
        # After the change of account, which clears it. It survives exec, but is not inherited by forks.
        if libc.prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0) != 0:
            sys.exit(f"prctl(PR_SET_PDEATHSIG): {os.strerror(ctypes.get_errno())}")
        if os.getppid() != parent:
            sys.exit("The studio ended before this process began.")
    try:
        os.execv(command[0], command)  # noqa: S606 - this program's whole purpose
    except OSError as error:
        sys.exit(f"{command[0]}: {error.strerror}")


def give_way(niceness: int) -> None:
    """Let other processes go first. Where Linux weighs sessions against each other (sched(7), autogroup), this one."""
    os.nice(niceness)
    try:
        with open("/proc/self/autogroup", "w") as group:  # noqa: PTH123 - pathlib takes a while to import
            group.write(str(niceness))
    except OSError:
        return  # another system, or one that does not group


if __name__ == "__main__":
    main()
