"""Pianos, electric pianos, organs and reeds."""

from studio.providers.music.composer.instruments.base import Instrument, Role, Sustain
from studio.providers.music.composer.sound.choral import Choral, drawbars, formants, slope
from studio.providers.music.composer.sound.electric import FmPiano
from studio.providers.music.composer.sound.struck import StruckString, Thump

_ALL = (Role.LEAD, Role.CHORDS, Role.FIGURE, Role.ANSWER)
_HARMONY = (Role.CHORDS, Role.PAD)

KEYBOARDS = (
    Instrument(
        "felt piano",
        ("felt upright piano", "felt piano", "distant felt piano", "soft piano", "intimate piano", "muted piano"),
        StruckString(
            decay_seconds=9.0, brightness_hertz=620.0, attack_seconds=0.006, release_seconds=0.16, tilt=0.85,
            loss_hertz=1300.0, unison_hertz=0.3, thump=Thump(0.05, 210.0, 0.022), most_partials=20,
        ),
        45, 84, _ALL,
    ),
    Instrument(
        "grand piano",
        ("old grand piano", "grand piano", "concert piano", "piano voicing", "sparse piano", "low piano", "piano"),
        StruckString(
            decay_seconds=12.0, brightness_hertz=1350.0, attack_seconds=0.0028, release_seconds=0.14, tilt=0.8,
            loss_hertz=2000.0, thump=Thump(0.03, 420.0, 0.012), most_partials=30,
        ),
        40, 88, _ALL,
    ),
    Instrument(
        "upright piano",
        ("upright piano", "old piano", "tack piano", "honky"),
        StruckString(
            decay_seconds=7.0, brightness_hertz=1000.0, attack_seconds=0.0035, release_seconds=0.12, tilt=0.85,
            loss_hertz=1500.0, unison_hertz=0.75, thump=Thump(0.06, 330.0, 0.016), most_partials=24,
        ),
        43, 84, _ALL,
    ),
    Instrument(
        "fortepiano",
        ("fortepiano", "pianoforte", "square piano"),
        StruckString(
            decay_seconds=5.0, brightness_hertz=1900.0, attack_seconds=0.0018, release_seconds=0.09, tilt=0.95,
            loss_hertz=1500.0, position=0.1, thump=Thump(0.05, 900.0, 0.008), most_partials=28,
        ),
        43, 86, _ALL,
    ),
    Instrument(
        "harpsichord",
        ("harpsichord", "quiet continuo", "continuo", "virginal", "spinet"),
        StruckString(
            decay_seconds=4.5, brightness_hertz=3600.0, attack_seconds=0.0012, release_seconds=0.07, tilt=0.75,
            loss_hertz=3000.0, position=0.16, stiffness=0.0001, thump=Thump(0.05, 2600.0, 0.004), most_partials=34,
        ),
        45, 84, _ALL, decibels=-1.5,
    ),
    Instrument(
        "electric piano",
        ("muted rhodes piano", "detuned electric piano", "electric piano", "rhodes", "wurlitzer", "wurli", "suitcase piano"),
        FmPiano(
            decay_seconds=9.0, index=0.95, index_seconds=0.5, tine_gain=0.045, tremolo_hertz=4.6, tremolo_depth=0.22,
            chorus_cents=3.0,
        ),
        43, 84, _ALL,
    ),
    Instrument(
        "glass piano",
        ("bell-like fm piano", "fm piano", "digital piano", "dx piano", "glassy piano"),
        FmPiano(
            decay_seconds=8.0, index=0.55, index_seconds=0.8, tine_ratio=7.0, tine_gain=0.12, tine_seconds=0.25,
            chorus_cents=5.0,
        ),
        48, 88, _ALL,
    ),
    Instrument(
        "organ",
        ("hammond organ", "soft organ chord", "electric organ", "organ chord", "hammond", "organ"),
        Choral(
            drawbars(1.0, 0.55, 0.5, 0.18, 0.05, 0.06), attack_seconds=0.05, release_seconds=0.14, cents=2.2,
            blur=0.6, most_partials=8, swell=0.12, swell_seconds=0.45, low_cut_hertz=70.0,
        ),
        48, 79, (Role.CHORDS, Role.PAD, Role.LEAD), Sustain.HELD,
    ),
    Instrument(
        "pipe organ",
        ("hushed organ pedal", "pipe organ", "church organ", "organ pedal"),
        Choral(
            drawbars(1.0, 0.6, 0.16, 0.28, 0.04, 0.06, 0.02, 0.08), attack_seconds=0.16, release_seconds=0.5, cents=2.5,
            blur=0.7, most_partials=10, swell=0.06, low_cut_hertz=45.0,
        ),
        43, 76, (Role.PAD, Role.CHORDS, Role.BASS), Sustain.HELD,
    ),
    Instrument(
        "harmonium",
        ("harmonium", "reed organ", "pump organ", "shruti"),
        Choral(
            formants((420.0, 260.0, 1.0), (1300.0, 500.0, 0.5), (2600.0, 700.0, 0.22), tilt=0.35, floor=0.12),
            attack_seconds=0.22, release_seconds=0.3, cents=3.5, blur=0.6, most_partials=22, swell=0.16, swell_seconds=1.9,
        ),
        48, 76, _HARMONY, Sustain.HELD,
    ),
    Instrument(
        "accordion",
        ("warm accordion", "accordion chord", "accordion", "musette", "bandoneon", "concertina"),
        Choral(
            formants((600.0, 420.0, 1.0), (1700.0, 600.0, 0.55), (3000.0, 800.0, 0.2), tilt=0.3, floor=0.15),
            attack_seconds=0.06, release_seconds=0.1, cents=7.0, blur=0.55, most_partials=22, swell=0.15, swell_seconds=1.1,
        ),
        53, 84, (Role.LEAD, Role.CHORDS, Role.PAD, Role.ANSWER), Sustain.HELD, decibels=-1.0,
    ),
    Instrument(
        "melodica",
        ("melodica",),
        Choral(
            formants((900.0, 500.0, 1.0), (2200.0, 600.0, 0.4), tilt=0.4, floor=0.1),
            attack_seconds=0.06, release_seconds=0.09, cents=3.0, blur=0.5, most_partials=16, swell=0.2, swell_seconds=0.6,
        ),
        57, 84, (Role.LEAD, Role.ANSWER), Sustain.HELD, decibels=-1.0,
    ),
    Instrument(
        "glass pad",
        ("glass harmonica", "bowed vibraphone", "slowly crossing sine tone", "bowed glass", "sine tone"),
        Choral(
            drawbars(1.0, 0.03, 0.12, 0.01, 0.02), attack_seconds=0.9, release_seconds=2.4, cents=3.0, most_partials=5,
            swell=0.45, swell_seconds=2.6, low_cut_hertz=90.0,
        ),
        55, 86, (Role.LEAD, Role.PAD, Role.FIGURE, Role.ANSWER), Sustain.HELD,
    ),
    Instrument(
        "bell pad",
        ("shimmering chord", "shimmer"),
        Choral(
            slope(2600.0, tilt=1.3), attack_seconds=0.4, release_seconds=2.0, cents=11.0, most_partials=14, swell=0.3,
        ),
        55, 84, _HARMONY, Sustain.HELD,
    ),
)  # fmt: skip
