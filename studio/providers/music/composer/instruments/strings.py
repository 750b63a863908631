"""Plucked and bowed strings."""

from studio.providers.music.composer.instruments.base import Instrument, Role, Sustain
from studio.providers.music.composer.sound.choral import Choral, formants, slope
from studio.providers.music.composer.sound.melodic import Melodic
from studio.providers.music.composer.sound.plucked import PluckedString
from studio.providers.music.composer.sound.struck import StruckString, Thump

_PLUCKED = (Role.FIGURE, Role.LEAD, Role.CHORDS, Role.ANSWER)
_LINE = (Role.LEAD, Role.COUNTER, Role.ANSWER)
_SECTION = (Role.PAD, Role.CHORDS, Role.COUNTER)

_GUITAR_BODY = ((102.0, 9.0, 0.9), (205.0, 8.0, 0.7), (390.0, 6.0, 0.35), (780.0, 5.0, 0.25))
_VIOLIN_BODY = ((290.0, 4.0, 4.0), (480.0, 4.0, 5.0), (1100.0, 2.0, 2.0), (2500.0, 1.2, 3.0))
_CELLO_BODY = ((110.0, 4.0, 4.0), (220.0, 3.5, 5.0), (640.0, 2.0, 2.0), (1500.0, 1.4, 2.5))

PLUCKED = (
    Instrument(
        "nylon guitar",
        (
            "nylon guitar",
            "classical guitar",
            "spanish guitar",
            "rhythm guitar",
            "second guitar",
            "comping guitar",
            "guitar",
        ),
        PluckedString(4.2, 0.42, 2100.0, position=0.22, release_seconds=0.12, body=_GUITAR_BODY),
        43,
        81,
        _PLUCKED,
    ),
    Instrument(
        "steel guitar",
        (
            "fingerpicked steel guitar",
            "acoustic guitar",
            "steel guitar",
            "fingerstyle",
            "layered guitar",
            "folk guitar",
        ),
        PluckedString(6.0, 0.2, 3400.0, position=0.17, release_seconds=0.14, body=_GUITAR_BODY),
        43,
        81,
        _PLUCKED,
    ),
    Instrument(
        "jazz guitar",
        ("mellow jazz guitar", "clean jazz guitar", "hollow-body guitar", "jazz guitar", "archtop"),
        PluckedString(
            5.0, 0.5, 1250.0, position=0.28, release_seconds=0.1, body=((240.0, 2.0, 0.6), (700.0, 1.5, 0.3))
        ),
        45,
        81,
        _PLUCKED,
    ),
    Instrument(
        "clean guitar",
        ("chorused electric guitar", "clean electric guitar", "ambient guitar", "electric guitar"),
        PluckedString(7.5, 0.25, 2400.0, position=0.2, release_seconds=0.2, width=0.5),
        45,
        84,
        _PLUCKED,
    ),
    Instrument(
        "lute",
        ("lute", "oud", "theorbo"),
        PluckedString(
            2.8, 0.4, 2600.0, position=0.15, release_seconds=0.1, body=((160.0, 6.0, 0.8), (420.0, 5.0, 0.4))
        ),
        43,
        79,
        _PLUCKED,
    ),
    Instrument(
        "mandolin",
        ("mandolin", "bouzouki", "ukulele", "charango"),
        PluckedString(
            2.2, 0.2, 4200.0, position=0.13, release_seconds=0.07, body=((330.0, 5.0, 0.7), (800.0, 4.0, 0.4))
        ),
        55,
        84,
        _PLUCKED,
    ),
    Instrument(
        "pizzicato",
        ("pizzicato cello", "pizzicato", "plucked string", "cello pizzicato"),
        PluckedString(
            1.0, 0.55, 1500.0, position=0.3, release_seconds=0.09, body=((190.0, 4.0, 0.9), (420.0, 4.0, 0.6))
        ),
        43,
        76,
        (Role.FIGURE, Role.CHORDS, Role.ANSWER, Role.BASS),
    ),
    Instrument(
        "harp",
        ("classical harp", "celtic harp", "slow harp", "harp arpeggio", "harp", "lyre", "kora", "koto"),
        StruckString(
            decay_seconds=5.5,
            brightness_hertz=1150.0,
            attack_seconds=0.0025,
            release_seconds=0.9,
            tilt=1.0,
            position=0.3,
            stiffness=0.00005,
            loss_hertz=1500.0,
            unison_hertz=0.12,
            thump=Thump(0.03, 800.0, 0.006),
            most_partials=20,
            width=0.45,
        ),
        43,
        88,
        _PLUCKED,
    ),
)

BOWED = (
    Instrument(
        "violin",
        ("solo violin", "violin", "fiddle", "gut string"),
        Melodic(
            soft=slope(1500.0, tilt=1.05),
            strong=slope(3600.0, tilt=0.9),
            attack_seconds=0.13,
            release_seconds=0.13,
            glide_seconds=0.055,
            vibrato_hertz=5.6,
            vibrato_cents=17.0,
            scoop_cents=22.0,
            parting=0.34,
            swell=0.42,
            breath=0.02,
            breath_hertz=3200.0,
            bite=0.10,
            body=_VIOLIN_BODY,
            low_cut_hertz=170.0,
        ),
        57,
        86,
        _LINE,
        Sustain.BLOWN,
        decibels=-1.0,
    ),
    Instrument(
        "viola",
        ("viola", "muted viola"),
        Melodic(
            soft=slope(1100.0, tilt=1.0),
            strong=slope(2600.0, tilt=0.9),
            attack_seconds=0.16,
            release_seconds=0.16,
            glide_seconds=0.06,
            vibrato_hertz=5.2,
            vibrato_cents=15.0,
            scoop_cents=20.0,
            parting=0.34,
            swell=0.42,
            breath=0.02,
            breath_hertz=2400.0,
            bite=0.09,
            body=((230.0, 4.0, 4.0), (380.0, 3.5, 5.0), (900.0, 2.0, 3.0)),
            low_cut_hertz=110.0,
        ),
        50,
        76,
        _LINE,
        Sustain.BLOWN,
    ),
    Instrument(
        "cello",
        ("solo cello", "cello line", "cello"),
        Melodic(
            soft=slope(800.0, tilt=0.95),
            strong=slope(2100.0, tilt=0.9),
            attack_seconds=0.17,
            release_seconds=0.2,
            glide_seconds=0.07,
            vibrato_hertz=5.0,
            vibrato_cents=15.0,
            scoop_cents=20.0,
            parting=0.32,
            swell=0.45,
            breath=0.018,
            breath_hertz=1700.0,
            bite=0.08,
            body=_CELLO_BODY,
            low_cut_hertz=60.0,
        ),
        40,
        69,
        (Role.LEAD, Role.COUNTER, Role.BASS, Role.ANSWER),
        Sustain.BLOWN,
    ),
    Instrument(
        "string quartet",
        (
            "small string quartet",
            "quiet string quartet",
            "string quartet",
            "second violin",
            "chamber string",
            "gentle string",
            "muted violas and cello",
        ),
        Choral(
            slope(1700.0, tilt=0.95),
            attack_seconds=0.2,
            release_seconds=0.45,
            cents=6.5,
            blur=0.75,
            most_partials=32,
            swell=0.22,
            swell_seconds=1.8,
        ),
        48,
        81,
        _SECTION,
        Sustain.HELD,
    ),
    Instrument(
        "strings",
        (
            "sustained string",
            "slow string",
            "warm low string",
            "low string",
            "soft string",
            "string ensemble",
            "string harmonic",
            "orchestra",
            "droning string",
            "bowed guitar",
            "string",
        ),
        Choral(
            slope(1300.0, tilt=0.95),
            attack_seconds=0.75,
            release_seconds=1.3,
            cents=11.0,
            blur=0.8,
            most_partials=32,
            swell=0.3,
            swell_seconds=3.4,
            sheen=0.25,
            sheen_profile=slope(3200.0, tilt=0.8),
        ),
        45,
        79,
        _SECTION,
        Sustain.HELD,
    ),
    Instrument(
        "hurdy-gurdy",
        ("hurdy-gurdy drone", "hurdy-gurdy", "nyckelharpa", "bagpipe"),
        Choral(
            formants((350.0, 200.0, 1.0), (900.0, 400.0, 0.7), (2300.0, 700.0, 0.3), tilt=0.2, floor=0.1),
            attack_seconds=0.3,
            release_seconds=0.5,
            cents=5.0,
            blur=0.6,
            most_partials=26,
            swell=0.2,
            swell_seconds=0.8,
        ),
        43,
        67,
        (Role.PAD,),
        Sustain.HELD,
        decibels=-2.0,
    ),
)
