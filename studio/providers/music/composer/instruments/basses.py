"""What holds the harmony from below."""

from studio.providers.music.composer.instruments.base import Instrument, Role, Sustain
from studio.providers.music.composer.sound.choral import Choral, drawbars, slope
from studio.providers.music.composer.sound.melodic import Melodic
from studio.providers.music.composer.sound.plucked import PluckedString

_BASS = (Role.BASS,)

BASSES = (
    Instrument(
        "upright bass",
        ("upright bass", "double bass", "walking bass", "string bass", "acoustic bass", "plucked bass"),
        PluckedString(
            7.0, 0.62, 950.0, position=0.3, release_seconds=0.07, body=((98.0, 5.0, 0.8), (190.0, 4.0, 0.6), (420.0, 3.0, 0.3)),
            width=0.0,
        ),
        28, 50, _BASS,
    ),
    Instrument(
        "round bass",
        ("round bass", "electric bass", "fingered bass", "bass guitar", "muted bass"),
        PluckedString(
            9.0, 0.8, 560.0, position=0.25, release_seconds=0.06, body=((80.0, 2.0, 0.4),), width=0.0,
        ),
        28, 52, _BASS,
    ),
    Instrument(
        "sub bass",
        ("warm sub bass", "deep sub tone", "sub bass", "warm sub", "sub", "deep bass"),
        Melodic(
            soft=drawbars(1.0, 0.12, 0.03), strong=drawbars(1.0, 0.26, 0.09, 0.03), attack_seconds=0.03,
            release_seconds=0.1, glide_seconds=0.03, vibrato_cents=0.0, parting=0.5, swell=0.1, decay_seconds=2.8,
        ),
        29, 48, _BASS,
    ),
    Instrument(
        "synth bass",
        ("pulsing bass", "synth bass", "low pulse", "analogue bass", "bassline"),
        Melodic(
            soft=slope(170.0, tilt=0.9, steepness=1.6), strong=slope(420.0, tilt=0.9, steepness=1.6), attack_seconds=0.012,
            release_seconds=0.06, glide_seconds=0.015, vibrato_cents=0.0, parting=0.75, swell=0.0, decay_seconds=0.45,
        ),
        28, 48, _BASS,
    ),
    Instrument(
        "fretless bass",
        ("fretless bass melody", "fretless bass", "fretless"),
        Melodic(
            soft=slope(240.0, tilt=0.8), strong=slope(620.0, tilt=0.8), attack_seconds=0.03, release_seconds=0.1,
            glide_seconds=0.08, vibrato_cents=10.0, scoop_cents=40.0, parting=0.4, swell=0.15, decay_seconds=2.2,
        ),
        33, 57, (Role.BASS, Role.LEAD), Sustain.STRUCK,
    ),
    Instrument(
        "bowed bass",
        ("bowed bass", "arco bass", "contrabass"),
        Choral(
            slope(420.0, tilt=0.8), attack_seconds=0.3, release_seconds=0.6, cents=5.0, blur=0.8, most_partials=20,
            swell=0.2, swell_seconds=2.5, low_cut_hertz=38.0,
        ),
        28, 50, _BASS, Sustain.HELD,
    ),
)  # fmt: skip
