"""Pads, choirs and the plucks of synthesizers."""

from studio.providers.music.composer.instruments.base import Instrument, Role, Sustain
from studio.providers.music.composer.sound.choral import Choral, drawbars, formants, slope
from studio.providers.music.composer.sound.electric import FmPiano
from studio.providers.music.composer.sound.struck import StruckString

_PAD = (Role.PAD, Role.CHORDS)

PADS = (
    Instrument(
        "warm pad",
        ("warm analogue chord", "tape-worn pad", "gentle sidechained pad", "warm pad", "wide pad", "analogue chord", "pad",
         "slow sidechained string"),
        Choral(
            slope(620.0, tilt=0.9, steepness=1.6), attack_seconds=1.1, release_seconds=2.2, cents=12.0, blur=0.9,
            most_partials=26, swell=0.28, swell_seconds=4.5, sheen=0.3, sheen_profile=slope(1900.0, tilt=0.8),
        ),
        45, 76, _PAD, Sustain.HELD,
    ),
    Instrument(
        "airy pad",
        ("long evolving pad", "breathing synth pad", "airy pad", "evolving pad", "soft synth pad", "air", "synth pad"),
        Choral(
            slope(900.0, tilt=1.1), attack_seconds=1.8, release_seconds=3.2, cents=17.0, blur=1.0, most_partials=24,
            swell=0.35, swell_seconds=5.5, sheen=0.35, sheen_profile=formants((2400.0, 900.0, 1.0), tilt=0.1, floor=0.02),
        ),
        48, 81, _PAD, Sustain.HELD,
    ),
    Instrument(
        "breath pad",
        ("breath-like filtered noise", "breath pad", "filtered noise", "breath-like"),
        Choral(
            slope(750.0, tilt=0.8), attack_seconds=2.2, release_seconds=3.0, cents=70.0, blur=0.35, most_partials=14,
            swell=0.5, swell_seconds=4.2,
        ),
        50, 78, _PAD, Sustain.HELD,
    ),
    Instrument(
        "choir",
        ("distant choir", "choir", "voices", "vocal pad"),
        Choral(
            formants((560.0, 110.0, 1.0), (900.0, 130.0, 0.55), (2650.0, 260.0, 0.09), tilt=0.25, floor=0.025),
            attack_seconds=0.8, release_seconds=1.4, cents=15.0, blur=0.75, most_partials=30, swell=0.25, swell_seconds=3.0,
        ),
        48, 77, _PAD, Sustain.HELD,
    ),
    Instrument(
        "drone",
        ("low drone", "drone", "tanpura", "slow swell"),
        Choral(
            drawbars(1.0, 0.7, 0.42, 0.3, 0.2, 0.16, 0.11, 0.08, 0.06, 0.05), attack_seconds=2.4, release_seconds=3.0,
            cents=5.0, blur=0.9, most_partials=14, swell=0.4, swell_seconds=6.0, low_cut_hertz=45.0,
        ),
        36, 62, (Role.PAD, Role.BASS), Sustain.HELD,
    ),
    Instrument(
        "synth strings",
        ("lush seventh chord", "synth string", "analogue string", "polysynth pad", "analog string"),
        Choral(
            slope(1500.0, tilt=0.95), attack_seconds=0.35, release_seconds=0.9, cents=15.0, blur=0.85, most_partials=34,
            swell=0.2, swell_seconds=2.8,
        ),
        48, 79, _PAD, Sustain.HELD,
    ),
    Instrument(
        "polysynth",
        ("arpeggiated polysynth", "rolling sequence", "polysynth", "sequence", "arpeggio", "synth pluck"),
        StruckString(
            decay_seconds=1.9, brightness_hertz=950.0, attack_seconds=0.003, release_seconds=0.18, tilt=1.0, position=0.5,
            stiffness=0.0, loss_hertz=700.0, unison_hertz=1.1, most_partials=22, width=0.6,
        ),
        48, 84, (Role.FIGURE, Role.CHORDS, Role.LEAD), Sustain.STRUCK,
    ),
    Instrument(
        "synth bell",
        ("synth bell", "digital bell", "crystal"),
        FmPiano(
            decay_seconds=6.0, index=0.9, index_seconds=0.9, ratio=3.0, tine_ratio=5.0, tine_gain=0.05, tine_seconds=0.4,
            release_seconds=0.8, chorus_cents=4.0,
        ),
        60, 88, (Role.FIGURE, Role.LEAD, Role.ANSWER), decibels=-1.0,
    ),
)  # fmt: skip
