"""The studio as a person uses it: the command in a folder of its own, with real servers and workers."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

PLUGIN = Path(__file__).parent / "plugin"
REPOSITORY = Path(__file__).parents[2]
LONGEST_SECONDS = 400


@dataclass
class StudioFolder:
    """A folder with a studio in it, and the environment of its commands."""

    path: Path
    environment: dict[str, str] = field(default_factory=dict)
    started: list["subprocess.Popen[str]"] = field(default_factory=list)

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-m", "studio", *arguments],
            cwd=self.path,
            env=self.environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.started.append(process)
        return process

    def run(self, *arguments: str, status: int = 0) -> str:
        """What the command printed. Its exit status must be `status`."""
        process = self.start(*arguments)
        printed, _ = process.communicate(timeout=LONGEST_SECONDS)
        assert process.returncode == status, printed
        return printed

    def film(self) -> Path:
        (film,) = (self.path / "output").glob("*/*/*.mp4")
        return film


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[StudioFolder]:
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    folder = StudioFolder(
        tmp_path,
        environment
        | {
            "PYTHONPATH": os.pathsep.join(map(str, (REPOSITORY, PLUGIN))),
            "SLOWHUM_LEDGER": str(tmp_path / "ledger"),
            "FFMPEG_PRESET": "ultrafast",
            "ALBUM_CROSSFADE_SECONDS": "1",
            "LIBRARY_SHORTEST_TRACK_SECONDS": "3",
            "COLUMNS": "200",
        },
    )
    yield folder
    for process in folder.started:
        if process.poll() is None:
            process.kill()
        process.communicate()
    wait_until(lambda: not left_behind(tmp_path), "the studio's processes to end")


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def left_behind(folder: Path) -> list[psutil.Process]:
    """Processes that were started for this folder."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                continue
            known = (*process.cmdline(), *process.environ().values(), process.cwd())
            if any(str(folder) in word for word in known):
                found.append(process)
        except psutil.Error:
            continue
    return found


def wait_until(holds: Callable[[], bool], what: str, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}"
        time.sleep(0.1)
