"""The album's sound: every track at the album's level, crossfaded, as pieces of AAC that join packet by packet.

A piece is what of one track no other piece holds, and the crossfade into the next track. It begins and
ends where a track plays alone, on a packet of the album's own clock. Each piece is encoded with some of
the real sound before its first packet and after its last one, and the film leaves those packets out: so
both sides of a seam were made from the same sound by an encoder in the same state, and nothing is heard.

Pure, but for `settle_level`, which listens to a limited track. Nothing here reads or writes the film.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.errors import UnreadableMedia
from studio.render.album import RenderProfile, RenderTrack, ShouldStop
from studio.render.arguments import HEARD_FORMAT, PACKET_SAMPLES, RESAMPLE, Arguments, path_argument
from studio.render.ffmpeg import run_ffmpeg
from studio.render.timeline import SAMPLE_RATE, Timeline, TimelineEntry

CODING_MARGIN_DB = 0.5
"""How far below the profile's ceiling true peaks are kept before AAC, whose noise can raise them: by 0.4 dB
at most in ten orchestral and rock tracks at 192 kbit/s, and usually by less than 0.1 dB."""

MOST_LIMITING_DB = 9.0
"""How far a track's gain may go beyond what its peaks allow. At -14 LUFS and -1 dBTP that brings tracks with up
to 20 dB between loudness and peak to the target: of 41 orchestral and rock tracks all but one, which has 20.4 and
ends 0.7 LU below. What is more dynamic than that stays quieter rather than lose its attacks."""

_SLIGHT_LIMITING_DB = 1.0
"""Limiting by so little is not listened to: it hardly takes more off than it is, and took 0.0 LU off eight tracks."""
_LISTENING_ROUNDS = 3
_CLOSE_ENOUGH_DB = 0.5
"""A change of gain and ceiling up to this much needs no other look: what limiting takes off that is a tenth of it."""

# Half a period of 50 Hz ahead, so that the gain does not follow the single waves of a bass; and back over
# 100 ms, which is slow enough for that too and fast enough not to be heard as a hole behind a drum.
_LIMITER = "attack=10:release=100:level=disabled:latency=1"
_LIMITER_SETTLES_SECONDS = 2
"""The gain of a limiter that starts so much earlier is that of one that heard the whole track."""
# Rounded, for the quotient may lie a hair below the whole number, and would lose a sample.
_COUNTED = "asetpts=round(N/SR/TB)"
_MIX_MARGIN_SAMPLES = SAMPLE_RATE // 4
"""The crossfade's limiter runs this much longer than the crossfade at both ends: it has come to rest by then."""

_LEAD_IN_PACKETS = 240
"""5.1 s. The encoder weighs loud moments against quiet ones by what it has heard so far: after 2 s it still leaves
3 dB more noise than one that has run for long, after 5 s less than 1 dB more."""
_SEAM_SAMPLES = 11 * SAMPLE_RATE // 2
"""A seam lies so long after a crossfade, which gives room for the lead-in; or amid what is left if that is less."""
_RUN_OUT_PACKETS = 3
"""One for the overlap of the transform, one that the encoder looks ahead, one to spare."""
_PRIMING_PACKETS = 1

_CLICK_FADE_SAMPLES = SAMPLE_RATE // 100
"""10 ms at the album's very start and end: too short to be heard as a fade, long enough against a click."""

# Intensity stereo and noise substitution save bits that 192 kbit/s need not save: both throw away the waveform
# above 6 kHz. Without them the fast search leaves less noise than the default one in half of the time.
# Temporal noise shaping changes nothing for the better on attacks and spoils pure tones.
_CODER = ("-aac_coder", "fast", "-aac_is", "0", "-aac_pns", "0", "-aac_tns", "0")


@dataclass(frozen=True, slots=True)
class Level:
    """How one track is brought to the album's loudness."""

    gain_db: float
    ceiling_dbfs: float | None
    """Where a limiter holds the sample peaks after the gain; None where the gain alone keeps below."""
    expected_lufs: float | None
    """None for silence."""


def guess_level(track: RenderTrack, profile: RenderProfile) -> Level:
    """The gain that brings a track to the album's loudness, were limiting to take nothing off it. Pure.

    There is a limiter only where the true peaks would else come too close to the ceiling. A silent track
    stays as it is.
    """
    if track.integrated_lufs is None:
        return Level(0.0, None, None)
    gain = profile.loudness_lufs - track.integrated_lufs
    room = _room_db(track, profile)
    if gain <= room:
        return Level(round(gain, 2), None, profile.loudness_lufs)
    gain = min(gain, room + MOST_LIMITING_DB)
    return Level(round(gain, 2), _highest_peak(profile), track.integrated_lufs + gain)


def settle_level(track: RenderTrack, profile: RenderProfile, ffmpeg: Path, should_stop: ShouldStop) -> Level:
    """The level that brings a track to the album's loudness and keeps its true peaks, found by listening.

    Where gain alone serves, or limiting would be slight, nothing runs. Else the limited track is measured
    (EBU R128), the gain raised by what limiting took off, and the ceiling lowered by what true peaks lie
    above the samples; once is enough for nearly all music. The answer depends on nothing but the track,
    the profile and FFmpeg.

    Raises UnreadableMedia when the track cannot be measured; Stopped and the runner's errors.
    """
    level = guess_level(track, profile)
    room = _room_db(track, profile)
    if level.ceiling_dbfs is None or level.gain_db - room <= _SLIGHT_LIMITING_DB:
        return level
    ceiling = level.ceiling_dbfs
    for _ in range(_LISTENING_ROUNDS):
        arguments = limited_arguments(str(ffmpeg), track, level)
        heard = run_ffmpeg(arguments, purpose=f"limit {track.path.name}", should_stop=should_stop).stderr
        loudness, true_peak = _last(r"\bI:\s+(\S+) LUFS", heard), _last(r"Peak:\s+(\S+) dBFS", heard)
        if loudness is None or true_peak is None:
            raise UnreadableMedia(f"{track.path.name} cannot be measured any more; take another copy.")
        gain = min(level.gain_db + profile.loudness_lufs - loudness, room + MOST_LIMITING_DB)
        raised = round(gain - level.gain_db, 2)
        lowered = round(max(0.0, true_peak - _highest_peak(profile)), 2)
        ceiling = round(ceiling - lowered, 2)
        level = Level(round(gain, 2), ceiling, round(loudness + raised, 2))
        if abs(raised) + lowered <= _CLOSE_ENOUGH_DB:
            break
    return level


def limited_arguments(ffmpeg: str, track: RenderTrack, level: Level) -> Arguments:
    """Decode a track, level it, and report loudness and true peak at the end of stderr."""
    heard = f"[0:a:0]{_levelled(level.gain_db, level.ceiling_dbfs)},ebur128=peak=true:framelog=quiet[heard]"
    return (
        *(ffmpeg, "-hide_banner", "-loglevel", "info", "-nostats", "-filter_complex_threads", "1"),
        *("-vn", "-sn", "-dn", "-i", path_argument(track.path)),
        *("-filter_complex", heard, "-map", "[heard]", "-f", "null", "-"),
    )


def more_headroom(found_dbtp: float, profile: RenderProfile) -> float:
    """By how many dB a piece must be kept lower yet, after its decoded sound was found to reach `found_dbtp`.

    0 where that is no higher than the profile's ceiling.
    """
    excess = found_dbtp - profile.true_peak_dbtp
    # Two tenths besides: coded anew, other peaks may be the highest ones.
    return round(excess + 0.2, 2) if excess > 0 else 0.0


@dataclass(frozen=True, slots=True)
class SoundSource:
    """A stretch of one track, levelled. Samples are those of the film's rate."""

    track: RenderTrack
    start_sample: int
    """In the track's file."""
    samples: int
    gain_db: float
    ceiling_dbfs: float | None


@dataclass(frozen=True, slots=True)
class SoundPiece:
    """A file of AAC, of which the film takes `packets` packets after leaving out `skipped_packets`."""

    index: int
    first_packet: int
    """Of the film."""
    packets: int
    skipped_packets: int
    """The encoder's priming and the lead-in."""
    outgoing: SoundSource
    incoming: SoundSource | None
    """The head of the next track; None in the last piece."""
    overlap_samples: int
    ceiling_dbfs: float
    """What the sum of two tracks in their crossfade keeps."""
    bitrate_kbps: int
    is_faded_in: bool
    fade_out_sample: int | None
    """Where in this piece the album's end begins to fade."""

    @property
    def samples(self) -> int:
        """All that is encoded, the lead-in and the run-out included."""
        return (self.skipped_packets - _PRIMING_PACKETS + self.packets + _RUN_OUT_PACKETS) * PACKET_SAMPLES

    @property
    def seconds(self) -> float:
        return self.samples / SAMPLE_RATE

    def arguments(self, ffmpeg: str, target: str, path_of: Callable[[RenderTrack], str]) -> Arguments:
        """Encode this piece to `target`, an MP4 file. The same piece gives the same list."""
        sources = [source for source in (self.outgoing, self.incoming) if source is not None]
        inputs = [word for source in sources for word in ("-vn", "-sn", "-dn", "-i", path_of(source.track))]
        return (
            # One thread for filters: pieces are encoded side by side, and that fills the cores better.
            *(ffmpeg, "-hide_banner", "-loglevel", "error", "-y", "-filter_complex_threads", "1"),
            *inputs,
            *("-filter_complex", self._graph(), "-map", "[piece]"),
            *("-c:a", "aac", "-profile:a", "aac_low", "-b:a", f"{self.bitrate_kbps}k", *_CODER),
            *("-map_metadata", "-1", "-f", "mp4", target),
        )

    def _graph(self) -> str:
        if self.incoming is None:
            joined = f"[0:a:0]{_exact(self.outgoing)}"
        elif self.overlap_samples == 0:
            joined = (
                f"[0:a:0]{_exact(self.outgoing)}[out];[1:a:0]{_exact(self.incoming)}[in];[out][in]concat=n=2:v=0:a=1"
            )
        else:
            joined = self._crossfade(self.outgoing, self.incoming)
        ends = []
        if self.is_faded_in:
            ends.append(f"afade=t=in:ss=0:ns={_CLICK_FADE_SAMPLES}")
        if self.fade_out_sample is not None:
            ends.append(f"afade=t=out:ss={self.fade_out_sample}:ns={_CLICK_FADE_SAMPLES}")
            ends.append(f"apad=whole_len={self.samples}")
        return ",".join([joined, *ends]) + "[piece]"

    def _crossfade(self, outgoing: SoundSource, incoming: SoundSource) -> str:
        """Limited where the two tracks meet and nowhere else: two peaks there can pass what each of them keeps."""
        meeting = outgoing.samples - self.overlap_samples - _MIX_MARGIN_SAMPLES
        parting = self.overlap_samples + _MIX_MARGIN_SAMPLES
        return (
            f"[0:a:0]{_exact(outgoing)},asplit[out1][out2];[1:a:0]{_exact(incoming)},asplit[in1][in2];"
            f"[out1]{_cut(0, meeting)}[before];[out2]{_cut(meeting, outgoing.samples)}[out];"
            f"[in1]{_cut(0, parting)}[in];[in2]{_cut(parting, incoming.samples)}[after];"
            # Two quarter sines: their powers add up to one, so unlike sounds cross without a dip.
            f"[out][in]acrossfade=ns={self.overlap_samples}:c1=qsin:c2=qsin,{_limited(self.ceiling_dbfs)}[mix];"
            "[before][mix][after]concat=n=3:v=0:a=1"
        )


def plan_sound(
    tracks: Sequence[RenderTrack],
    timeline: Timeline,
    levels: Sequence[Level],
    profile: RenderProfile,
    headroom_db: Mapping[int, float] = {},
) -> tuple[SoundPiece, ...]:
    """One piece a track, in their order; their packets follow one another without a gap. Pure.

    `headroom_db` says, by a piece's index, how much lower its peaks are to be kept than at first. It holds
    for both tracks of the piece from their start to their end, by a limiter that touches nothing but
    peaks: so a track's level never steps, and the neighbouring pieces change with it.
    """
    count = len(tracks)
    headroom = [headroom_db.get(index, 0.0) for index in range(count)]
    # A track sounds in its own piece and in the one before.
    settled = [
        _lowered(level, max(headroom[max(0, index - 1) : index + 1]), profile) for index, level in enumerate(levels)
    ]
    total_packets = max(1, round(timeline.total_samples / PACKET_SAMPLES))
    seams = [0, *(_seam_packet(entry) for entry in timeline.entries[1:]), total_packets]
    pieces = []
    for index, entry in enumerate(timeline.entries):
        following = timeline.entries[index + 1] if index + 1 < count else None
        first, end = seams[index], seams[index + 1]
        lead_in = min(_LEAD_IN_PACKETS, first - math.ceil(_solo_start(entry) / PACKET_SAMPLES)) if index else 0
        start = (first - lead_in) * PACKET_SAMPLES
        stop = (end + _RUN_OUT_PACKETS) * PACKET_SAMPLES
        incoming = None
        if following is not None:
            length = stop - following.start_sample
            incoming = _source(tracks[index + 1], settled[index + 1], 0, length)
        # The muxer may leave the last packet out, so the fade ends before it.
        fade_out = timeline.total_samples - PACKET_SAMPLES - _CLICK_FADE_SAMPLES - start
        pieces.append(
            SoundPiece(
                index=index,
                first_packet=first,
                packets=end - first,
                skipped_packets=_PRIMING_PACKETS + lead_in,
                outgoing=_source(tracks[index], settled[index], start - entry.start_sample, entry.end_sample - start),
                incoming=incoming,
                overlap_samples=entry.overlap_after_frames * entry.samples_per_frame,
                ceiling_dbfs=round(_highest_peak(profile) - headroom[index], 2),
                bitrate_kbps=profile.audio_bitrate_kbps,
                is_faded_in=index == 0,
                fade_out_sample=fade_out if following is None else None,
            )
        )
    return tuple(pieces)


def _highest_peak(profile: RenderProfile) -> float:
    return profile.true_peak_dbtp - CODING_MARGIN_DB


def _room_db(track: RenderTrack, profile: RenderProfile) -> float:
    """The most gain without a limiter."""
    peak = track.true_peak_dbtp
    return math.inf if peak is None or not math.isfinite(peak) else _highest_peak(profile) - peak


def _lowered(level: Level, headroom_db: float, profile: RenderProfile) -> Level:
    if headroom_db <= 0:
        return level
    ceiling = _highest_peak(profile) if level.ceiling_dbfs is None else level.ceiling_dbfs
    return Level(level.gain_db, round(ceiling - headroom_db, 2), level.expected_lufs)


def _solo_start(entry: TimelineEntry) -> int:
    return entry.solo_start_frame * entry.samples_per_frame


def _seam_packet(entry: TimelineEntry) -> int:
    """The packet with which a track's own piece begins. The timeline gives a track a second alone at least."""
    alone = entry.solo_frames * entry.samples_per_frame
    return round((_solo_start(entry) + min(_SEAM_SAMPLES, alone // 2)) / PACKET_SAMPLES)


def _source(track: RenderTrack, level: Level, start_sample: int, samples: int) -> SoundSource:
    start = round(track.start_seconds * SAMPLE_RATE) + start_sample
    return SoundSource(track, start, samples, level.gain_db, level.ceiling_dbfs)


def _exact(source: SoundSource) -> str:
    """The stretch's very samples: filled with silence should the track end too soon."""
    cut_seconds = max(0, source.start_sample // SAMPLE_RATE - _LIMITER_SETTLES_SECONDS)
    start = source.start_sample - cut_seconds * SAMPLE_RATE
    end = start + source.samples
    # What is not heard is decoded, so that samples are counted from the first, but goes no further. A whole
    # second is a whole number of samples at every rate: the resampler then starts where it would be anyway.
    unheard = f"{_COUNTED},atrim=start={cut_seconds}," if cut_seconds else ""
    levelled = _levelled(source.gain_db, source.ceiling_dbfs)
    return f"{unheard}{levelled},apad=whole_len={end},{_cut(start, end)}"


def _levelled(gain_db: float, ceiling_dbfs: float | None) -> str:
    filters = [RESAMPLE, HEARD_FORMAT]
    if gain_db:
        filters.append(f"volume={gain_db:.2f}dB")
    if ceiling_dbfs is not None:
        filters.append(_limited(ceiling_dbfs))
    return ",".join(filters)


def _limited(ceiling_dbfs: float) -> str:
    # The limiter works on doubles; what follows it need not.
    return f"alimiter=limit={10 ** (ceiling_dbfs / 20):.6f}:{_LIMITER},{HEARD_FORMAT}"


def _cut(start: int, end: int) -> str:
    return f"atrim=start_sample={start}:end_sample={end},{_COUNTED}"


def _last(pattern: str, text: str) -> float | None:
    found = re.findall(pattern, text)
    return float(found[-1]) if found else None
