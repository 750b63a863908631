import os
import signal
import stat
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import psutil
import pytest

from studio.errors import EncoderFailed, EncoderKilled, EncoderMissing, NotEnoughDisk, Stopped
from studio.render.ffmpeg import (
    Command,
    EncoderProgress,
    check_encoders,
    ffmpeg_version,
    find_ffmpeg,
    run_ffmpeg,
    run_together,
)
from tests.render.media import never


def endless(ffmpeg: Path) -> tuple[str, ...]:
    return (str(ffmpeg), "-loglevel", "error", "-re", "-f", "lavfi", "-i", "testsrc2", "-f", "null", "-")


def script(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def children() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if "ffmpeg" in child.name() or "sleep" in child.name()]


def test_the_packed_ffmpeg_is_found_and_can_encode(ffmpeg: Path) -> None:
    check_encoders(ffmpeg)
    assert ffmpeg_version(ffmpeg)


def test_a_setting_that_names_no_program_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EncoderMissing, match="FFMPEG_BINARY names"):
        find_ffmpeg(tmp_path / "nothing")


def test_an_ffmpeg_without_libx264_is_refused(tmp_path: Path) -> None:
    poor = script(tmp_path / "ffmpeg", "echo ' A....D aac  AAC (Advanced Audio Coding)'")
    with pytest.raises(EncoderMissing, match="lacks libx264"):
        check_encoders(find_ffmpeg(poor))


def test_a_program_that_is_no_ffmpeg_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EncoderMissing, match="does not answer like FFmpeg"):
        ffmpeg_version(script(tmp_path / "ffmpeg", "echo hello"))


def test_progress_counts_frames(ffmpeg: Path) -> None:
    said: list[EncoderProgress] = []
    arguments = [str(ffmpeg), "-f", "lavfi", "-i", "testsrc2=duration=2:rate=25", "-f", "null", "-"]
    outcome = run_ffmpeg(arguments, purpose="count", should_stop=never, on_progress=said.append)
    assert outcome.progress.frame == 50
    assert said[-1] == outcome.progress
    assert outcome.progress.seconds == pytest.approx(2.0, abs=0.05)


def test_a_failure_keeps_the_reason(ffmpeg: Path, tmp_path: Path) -> None:
    with pytest.raises(EncoderFailed, match=r"could not read it .*No such file"):
        run_ffmpeg([str(ffmpeg), "-i", str(tmp_path / "none.wav")], purpose="read it", should_stop=never)


def test_a_stop_kills_all_within_a_second(ffmpeg: Path) -> None:
    begun = time.monotonic()
    commands = [Command(endless(ffmpeg), "run on") for _ in range(2)]
    with pytest.raises(Stopped):
        run_together(commands, jobs=2, should_stop=lambda: time.monotonic() - begun > 0.5)
    assert time.monotonic() - begun < 1.5
    assert not children()


def test_one_failure_ends_the_others(ffmpeg: Path, tmp_path: Path) -> None:
    broken = (str(ffmpeg), "-i", str(tmp_path / "none.wav"))
    with pytest.raises(EncoderFailed):
        run_together([Command(endless(ffmpeg), "run on"), Command(broken, "fail")], jobs=2, should_stop=never)
    assert not children()


def test_a_process_that_stands_still_is_ended(tmp_path: Path) -> None:
    stuck = script(tmp_path / "ffmpeg", "exec sleep 60")
    with pytest.raises(EncoderKilled, match="stood still"):
        run_ffmpeg([str(stuck)], purpose="move", should_stop=never, stall_seconds=0.5)
    assert not children()


def test_a_signal_is_told_from_a_failure(tmp_path: Path) -> None:
    killed = script(tmp_path / "ffmpeg", "kill -9 $$")
    with pytest.raises(EncoderKilled, match=f"signal {int(signal.SIGKILL)}") as caught:
        run_ffmpeg([str(killed)], purpose="live", should_stop=never)
    assert caught.value.retryable


def test_a_full_disk_is_recognised(tmp_path: Path) -> None:
    full = script(tmp_path / "ffmpeg", "echo 'av_interleaved_write_frame(): No space left on device' >&2; exit 228")
    with pytest.raises(NotEnoughDisk):
        run_ffmpeg([str(full)], purpose="write", should_stop=never)


def test_much_output_does_not_block(tmp_path: Path) -> None:
    loud = script(tmp_path / "ffmpeg", "head -c 3000000 /dev/zero | tr '\\0' 'x' >&2; exit 3")
    with pytest.raises(EncoderFailed, match="status 3"):
        run_ffmpeg([str(loud)], purpose="whisper", should_stop=never)


def test_it_runs_in_a_thread(ffmpeg: Path) -> None:
    frames: list[int] = []

    def run() -> None:
        arguments = [str(ffmpeg), "-f", "lavfi", "-i", "testsrc2=duration=1", "-f", "null", "-"]
        frames.append(run_ffmpeg(arguments, purpose="count", should_stop=never).progress.frame)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert frames == [25]


@pytest.mark.skipif(sys.platform != "linux", reason="the parent-death signal is Linux's")
def test_a_killed_parent_leaves_no_encoder(ffmpeg: Path) -> None:
    program = textwrap.dedent(
        f"""
        from studio.render.ffmpeg import run_ffmpeg
        run_ffmpeg({endless(ffmpeg)!r}, purpose="run on", should_stop=lambda: False)
        """
    )
    parent = subprocess.Popen([sys.executable, "-c", program])
    try:
        deadline = time.monotonic() + 20
        encoders: list[psutil.Process] = []
        while not encoders and time.monotonic() < deadline:
            encoders = psutil.Process(parent.pid).children()
            time.sleep(0.05)
        assert encoders
        assert os.getpgid(encoders[0].pid) == encoders[0].pid
    finally:
        parent.kill()
        parent.wait()
    gone, alive = psutil.wait_procs(encoders, timeout=5)
    assert gone
    assert not [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]
