"""Bars, bells, bowls and tongues.

Ratios of partials: bars after Fletcher and Rossing ("The Physics of Musical Instruments", 1998), the marimba's and the
vibraphone's tuned to two octaves; bells and bowls by ear from published spectra.
"""

from studio.providers.music.composer.instruments.base import Instrument, Role
from studio.providers.music.composer.sound.struck import StruckBody, StruckString, Thump

_ALL = (Role.LEAD, Role.FIGURE, Role.ANSWER)

MALLETS = (
    Instrument(
        "vibraphone",
        ("soft vibraphone", "vibraphone", "vibes"),
        StruckBody(
            (1.0, 3.98, 10.2),
            (1.0, 0.16, 0.04),
            (5.5, 1.6, 0.35),
            attack_seconds=0.0025,
            release_seconds=0.35,
            tremolo_hertz=4.2,
            tremolo_depth=0.3,
            thump=Thump(0.02, 900.0, 0.006),
        ),
        53,
        84,
        (*_ALL, Role.CHORDS),
    ),
    Instrument(
        "marimba",
        ("marimba", "xylophone", "balafon"),
        StruckBody(
            (1.0, 3.93, 9.3),
            (1.0, 0.22, 0.06),
            (1.5, 0.45, 0.16),
            attack_seconds=0.002,
            thump=Thump(0.06, 500.0, 0.008),
        ),
        45,
        84,
        _ALL,
    ),
    Instrument(
        "kalimba",
        ("kalimba", "thumb piano", "mbira"),
        StruckBody(
            (1.0, 5.4, 8.2, 13.2),
            (1.0, 0.14, 0.07, 0.03),
            (2.6, 0.5, 0.25, 0.12),
            attack_seconds=0.0018,
            thump=Thump(0.07, 700.0, 0.01),
        ),
        55,
        86,
        _ALL,
    ),
    Instrument(
        "celesta",
        ("celesta", "music box", "toy piano", "glockenspiel"),
        StruckBody(
            (1.0, 2.0, 4.0, 6.3),
            (1.0, 0.12, 0.16, 0.05),
            (3.2, 1.6, 0.8, 0.4),
            attack_seconds=0.002,
            thump=Thump(0.02, 1800.0, 0.004),
        ),
        64,
        93,
        _ALL,
    ),
    Instrument(
        "bells",
        ("light bell", "distant bell", "small bell", "bell", "chime"),
        StruckBody(
            (0.5, 1.0, 1.19, 1.5, 2.0, 2.51, 2.66, 3.01),
            (0.3, 1.0, 0.45, 0.25, 0.4, 0.18, 0.12, 0.1),
            (9.0, 7.0, 5.0, 4.0, 3.0, 1.8, 1.4, 1.0),
            attack_seconds=0.006,
            beat_hertz=0.5,
        ),
        60,
        88,
        (Role.FIGURE, Role.LEAD, Role.ANSWER),
        decibels=-2.0,
    ),
    Instrument(
        "singing bowl",
        ("singing bowl", "tibetan bowl", "crystal bowl", "bowl", "gong"),
        StruckBody(
            (1.0, 2.72, 5.1, 8.05),
            (1.0, 0.42, 0.16, 0.05),
            (15.0, 9.0, 5.0, 2.6),
            attack_seconds=0.03,
            beat_hertz=0.7,
            width=0.5,
        ),
        48,
        76,
        (Role.FIGURE, Role.LEAD, Role.ANSWER),
    ),
    Instrument(
        "handpan",
        ("handpan", "hang drum", "steel tongue drum", "tongue drum", "steelpan"),
        StruckBody(
            (1.0, 2.0, 3.0, 4.1, 5.2),
            (1.0, 0.5, 0.28, 0.06, 0.04),
            (4.2, 2.6, 1.8, 0.6, 0.4),
            attack_seconds=0.003,
            beat_hertz=0.35,
            thump=Thump(0.09, 420.0, 0.012),
        ),
        50,
        79,
        (Role.LEAD, Role.FIGURE, Role.ANSWER),
    ),
    Instrument(
        "dulcimer",
        ("hammered dulcimer", "dulcimer", "cimbalom", "santur"),
        StruckString(
            decay_seconds=4.2,
            brightness_hertz=2600.0,
            attack_seconds=0.002,
            release_seconds=0.6,
            tilt=0.8,
            unison_hertz=0.9,
            loss_hertz=2200.0,
            thump=Thump(0.05, 1500.0, 0.005),
            most_partials=26,
        ),
        50,
        86,
        _ALL,
    ),
)
