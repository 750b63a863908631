"""Gaps in the sound, from the runs in which its packets are noted."""

from fractions import Fraction
from pathlib import Path

import av
import pytest

from studio.render.inspection.packets import AudioPackets, read_audio
from studio.render.inspection.timestamps import any_audio_fault, audio_span, planned_audio_fault
from tests.render.media import never

PACKET = 1024


def read(folder: Path, times: list[int], last_samples: int = PACKET) -> AudioPackets:
    """Packets that were written to begin at `times`, in samples, all but the last one equally long."""
    path = folder / "sound.nut"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=48_000, layout="mono")
        for time in times:
            packet = av.Packet(bytes(2 * (last_samples if time == times[-1] else PACKET)))
            packet.stream = stream
            packet.time_base = Fraction(1, 48_000)
            packet.pts = packet.dts = time
            container.mux(packet)
    with av.open(str(path)) as container:
        return read_audio(container, None, should_stop=never, on_progress=lambda share: None)


def test_packets_that_follow_each_other_are_one_run(tmp_path: Path) -> None:
    packets = read(tmp_path, [place * PACKET for place in range(50)])
    assert (packets.count, len(packets.run_times)) == (50, 1)
    assert audio_span(packets)[1] == pytest.approx(50 * PACKET / 48_000)
    assert planned_audio_fault(packets) == any_audio_fault(packets) == ""


def test_a_shorter_last_packet_is_no_fault(tmp_path: Path) -> None:
    packets = read(tmp_path, [place * PACKET for place in range(10)], last_samples=500)
    assert audio_span(packets)[1] == pytest.approx((9 * PACKET + 500) / 48_000)
    assert planned_audio_fault(packets) == any_audio_fault(packets) == ""


def test_a_gap_is_told_with_its_place(tmp_path: Path) -> None:
    packets = read(tmp_path, [place * PACKET + (4800 if place >= 47 else 0) for place in range(60)])
    assert planned_audio_fault(packets) == any_audio_fault(packets) == "100.0 ms missing at 0:01.1"


def test_sound_that_begins_late_is_a_fault_of_a_plan_only(tmp_path: Path) -> None:
    packets = read(tmp_path, [4800 + place * PACKET for place in range(5)])
    assert planned_audio_fault(packets) == "100.0 ms missing at 0:00.1"
    assert any_audio_fault(packets) == ""
