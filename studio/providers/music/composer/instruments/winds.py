"""Flutes, reeds, brass and leads that behave like them."""

from studio.providers.music.composer.instruments.base import Instrument, Role, Sustain
from studio.providers.music.composer.sound.choral import Choral, drawbars, formants, slope
from studio.providers.music.composer.sound.melodic import Melodic

_LINE = (Role.LEAD, Role.ANSWER, Role.COUNTER)

WINDS = (
    Instrument(
        "flute",
        ("breathy flute", "wooden flute", "silver flute", "flute"),
        Melodic(
            soft=drawbars(1.0, 0.22, 0.07, 0.02), strong=drawbars(1.0, 0.6, 0.28, 0.1, 0.05, 0.02), attack_seconds=0.07,
            release_seconds=0.09, vibrato_hertz=4.9, vibrato_cents=9.0, parting=0.4, swell=0.35, breath=0.085,
            breath_hertz=3000.0, bite=0.12,
        ),
        62, 89, _LINE, Sustain.BLOWN,
    ),
    Instrument(
        "bamboo flute",
        ("bamboo flute", "shakuhachi", "bansuri", "native flute", "ney"),
        Melodic(
            soft=drawbars(1.0, 0.12, 0.1, 0.02), strong=drawbars(1.0, 0.35, 0.3, 0.08, 0.03), attack_seconds=0.14,
            release_seconds=0.2, glide_seconds=0.11, vibrato_hertz=4.3, vibrato_cents=22.0, vibrato_delay_seconds=0.6,
            scoop_cents=55.0, parting=0.25, swell=0.5, breath=0.16, breath_hertz=1900.0, bite=0.16,
        ),
        55, 81, _LINE, Sustain.BLOWN,
    ),
    Instrument(
        "whistle",
        ("low whistle", "tin whistle", "whistle", "wooden recorder", "recorder", "ocarina", "pan flute"),
        Melodic(
            soft=drawbars(1.0, 0.12, 0.03), strong=drawbars(1.0, 0.3, 0.12, 0.04), attack_seconds=0.045,
            release_seconds=0.06, vibrato_hertz=4.6, vibrato_cents=10.0, vibrato_delay_seconds=0.5, parting=0.45,
            swell=0.25, breath=0.07, breath_hertz=3600.0, bite=0.1,
        ),
        62, 88, _LINE, Sustain.BLOWN,
    ),
    Instrument(
        "clarinet",
        ("clarinet in its low register", "clarinet", "bass clarinet", "woodwinds in close harmony"),
        Melodic(
            soft=drawbars(1.0, 0.03, 0.42, 0.02, 0.12, 0.02, 0.04), attack_seconds=0.06, release_seconds=0.08,
            strong=drawbars(1.0, 0.06, 0.75, 0.08, 0.45, 0.12, 0.25, 0.1, 0.1, 0.05), vibrato_cents=4.0, parting=0.4,
            swell=0.4, breath=0.025, breath_hertz=2200.0, bite=0.03,
        ),
        50, 82, _LINE, Sustain.BLOWN,
    ),
    Instrument(
        "oboe",
        ("oboe", "english horn", "cor anglais", "duduk"),
        Melodic(
            soft=formants((1000.0, 420.0, 1.0), (2600.0, 500.0, 0.25), tilt=0.5, floor=0.18), attack_seconds=0.06,
            strong=formants((1150.0, 500.0, 1.0), (2800.0, 600.0, 0.45), tilt=0.4, floor=0.15), release_seconds=0.08,
            vibrato_hertz=5.2, vibrato_cents=11.0, parting=0.4, swell=0.4, breath=0.012, bite=0.03,
        ),
        60, 84, _LINE, Sustain.BLOWN, decibels=-2.0,
    ),
    Instrument(
        "bassoon",
        ("bassoon",),
        Melodic(
            soft=formants((440.0, 220.0, 1.0), (1150.0, 300.0, 0.3), tilt=0.4, floor=0.15), attack_seconds=0.06,
            strong=formants((480.0, 260.0, 1.0), (1220.0, 400.0, 0.5), tilt=0.35, floor=0.14), release_seconds=0.09,
            vibrato_cents=7.0, parting=0.42, swell=0.35, breath=0.012, bite=0.03,
        ),
        41, 69, (*_LINE, Role.BASS), Sustain.BLOWN,
    ),
    Instrument(
        "tenor saxophone",
        ("tenor saxophone", "saxophone", "tenor sax", "sax"),
        Melodic(
            soft=formants((520.0, 300.0, 1.0), (1200.0, 420.0, 0.3), tilt=0.75, floor=0.3), attack_seconds=0.065,
            strong=formants((620.0, 380.0, 1.0), (1450.0, 600.0, 0.65), (2700.0, 800.0, 0.25), tilt=0.5, floor=0.25),
            release_seconds=0.11, glide_seconds=0.07, vibrato_hertz=4.9, vibrato_cents=17.0, vibrato_delay_seconds=0.45,
            scoop_cents=60.0, parting=0.3, swell=0.45, breath=0.075, breath_hertz=2400.0, bite=0.08, low_cut_hertz=90.0,
        ),
        47, 74, _LINE, Sustain.BLOWN,
    ),
    Instrument(
        "alto saxophone",
        ("soft alto saxophone", "alto saxophone", "alto sax", "soprano saxophone"),
        Melodic(
            soft=formants((750.0, 420.0, 1.0), (1500.0, 450.0, 0.3), tilt=0.7, floor=0.3), attack_seconds=0.06,
            strong=formants((850.0, 480.0, 1.0), (1750.0, 650.0, 0.6), tilt=0.5, floor=0.25), release_seconds=0.1,
            glide_seconds=0.06, vibrato_cents=15.0, vibrato_delay_seconds=0.4, scoop_cents=45.0, parting=0.3, swell=0.42,
            breath=0.06, breath_hertz=2800.0, bite=0.07, low_cut_hertz=120.0,
        ),
        54, 79, _LINE, Sustain.BLOWN, decibels=-0.5,
    ),
    Instrument(
        "muted trumpet",
        ("muted trumpet", "hushed trumpet", "harmon trumpet", "trumpet"),
        Melodic(
            soft=formants((1100.0, 420.0, 0.8), (2300.0, 600.0, 0.3), tilt=0.4, floor=0.16), attack_seconds=0.045,
            strong=formants((1300.0, 500.0, 1.0), (2700.0, 800.0, 0.5), tilt=0.3, floor=0.13), release_seconds=0.09,
            glide_seconds=0.05, vibrato_cents=12.0, vibrato_delay_seconds=0.4, scoop_cents=35.0, parting=0.35, swell=0.38,
            breath=0.035, breath_hertz=2600.0, bite=0.05, low_cut_hertz=180.0,
        ),
        57, 79, _LINE, Sustain.BLOWN, decibels=-2.0,
    ),
    Instrument(
        "flugelhorn",
        ("flugelhorn", "cornet", "euphonium", "trombone"),
        Melodic(
            soft=slope(700.0, tilt=0.9), strong=slope(1700.0, tilt=0.7), attack_seconds=0.07, release_seconds=0.11,
            glide_seconds=0.05, vibrato_cents=10.0, vibrato_delay_seconds=0.45, scoop_cents=25.0, parting=0.38, swell=0.42,
            breath=0.04, breath_hertz=1800.0, bite=0.05, low_cut_hertz=120.0,
        ),
        53, 77, _LINE, Sustain.BLOWN,
    ),
    Instrument(
        "horns",
        ("horns held far in the background", "soft horn", "low horn", "french horn", "horn", "brass"),
        Choral(
            slope(620.0, tilt=0.7), attack_seconds=0.3, release_seconds=0.5, cents=4.0, blur=0.7, most_partials=18,
            swell=0.25, swell_seconds=2.6,
        ),
        46, 70, (Role.PAD, Role.COUNTER, Role.CHORDS), Sustain.HELD,
    ),
    Instrument(
        "pedal steel",
        ("pedal steel guitar", "pedal steel", "slide guitar", "lap steel"),
        Melodic(
            soft=slope(1100.0, tilt=1.1), strong=slope(2400.0, tilt=1.0), attack_seconds=0.12, release_seconds=0.5,
            glide_seconds=0.2, vibrato_hertz=5.0, vibrato_cents=14.0, scoop_cents=100.0, parting=0.1, swell=0.2,
            decay_seconds=3.5, chorus_cents=6.0,
        ),
        55, 84, _LINE, Sustain.BLOWN,
    ),
    Instrument(
        "soft lead",
        ("glassy analogue lead", "soft synth lead", "soft lead", "airy synth tone", "synth lead", "analogue lead"),
        Melodic(
            soft=slope(700.0, tilt=1.2), strong=slope(1800.0, tilt=1.0), attack_seconds=0.06, release_seconds=0.3,
            glide_seconds=0.07, vibrato_cents=8.0, parting=0.12, swell=0.15, chorus_cents=12.0,
        ),
        57, 86, _LINE, Sustain.BLOWN,
    ),
    Instrument(
        "saw lead",
        ("soft saw lead", "saw lead", "talking synth brass", "synth brass"),
        Melodic(
            soft=slope(900.0, tilt=1.0), strong=slope(2600.0, tilt=0.85), attack_seconds=0.035, release_seconds=0.2,
            glide_seconds=0.06, vibrato_cents=9.0, parting=0.2, swell=0.15, chorus_cents=18.0,
        ),
        55, 81, _LINE, Sustain.BLOWN, decibels=-1.0,
    ),
    Instrument(
        "voice lead",
        ("vocoder-like pad melody", "wordless airy", "wordless", "vocoder", "humming"),
        Melodic(
            soft=formants((430.0, 130.0, 1.0), (820.0, 160.0, 0.5), (2700.0, 400.0, 0.06), tilt=0.3, floor=0.02),
            strong=formants((620.0, 160.0, 1.0), (1050.0, 200.0, 0.6), (2800.0, 400.0, 0.12), tilt=0.25, floor=0.02),
            attack_seconds=0.16, release_seconds=0.3, glide_seconds=0.1, vibrato_hertz=5.1, vibrato_cents=20.0,
            scoop_cents=30.0, parting=0.15, swell=0.4, breath=0.05, breath_hertz=2500.0, chorus_cents=9.0,
        ),
        55, 79, _LINE, Sustain.BLOWN,
    ),
)  # fmt: skip
