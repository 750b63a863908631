"""Regency chamber music: dances and songs without words for a salon, by the rules of its time."""

from studio.providers.music.composer.harmony.recolouring import Recolouring
from studio.providers.music.composer.instruments.base import Role
from studio.providers.music.composer.mixing.room import Room
from studio.providers.music.composer.score import FOUR, SIX, THREE
from studio.providers.music.composer.styles.base import TRIAD, Feel, Harmonies, Layer, Style
from studio.providers.music.composer.writing.accompaniment import broken, comp, hold, waltz
from studio.providers.music.composer.writing.bass import riff, roots, two_feel
from studio.providers.music.composer.writing.melody import Manner, answer, guide_line, sing

STYLE = Style(
    name="regency",
    words={
        "regency": 3.0, "chamber music": 2.5, "minuet": 2.5, "string quartet": 1.2, "courtly": 2.0, "salon": 1.5,
        "divertimento": 2.5, "baroque": 2.0, "classical": 1.2, "ballroom": 1.5, "georgian": 2.0, "duet": 0.6,
        "elegant": 0.8, "harpsichord": 0.6, "fortepiano": 0.8, "waltz": 0.8, "sonata": 1.5, "austen": 2.0,
        "victorian": 1.0, "sarabande": 2.0, "continuo": 0.8, "court": 0.8,
    },
    slowest_bpm=76.0,
    fastest_bpm=122.0,
    major=Harmonies(
        a=("I | V7/3 | I | IV | I/5 | ii/3 | V | I", "I | vi | ii/3 | V7 | I | IV | V7 | I", "I | IV | V7/3 | I | ii/3 | I/5 V | vi | V",
           "I | I/3 | IV | V | vi | ii/3 | V7 | I"),
        b=("V | V7 | I/3 | IV | ii/3 | V7/V | V | V7", "vi | V7/3 | I | V7/ii | ii | V7/V | V | V7", "IV | I/3 | V7/3 | I | vi | ii7 | V7 | I"),
        c=("ii | V7/ii | ii | V7 | I | V7/vi | vi | V7", "iv | I/5 | V7/V | V7"),
        bridge=("i | V7/3 | i | bVI | iv | i/5 | V | V7", "vi | V7/vi | vi | ii | V7/V | V | V7 | V7", "bVI | bIII/5 | iv/3 | V7"),
        close=("ii/3 | I/5 V7 | I", "IV | V7 | I", "ii7/3 | V7 | I"),
    ),
    minor=Harmonies(
        a=("i | V7/3 | i | iv | i/5 | ii7b5/3 | V7 | i", "i | bVI | ii7b5/3 | V7 | i | iv/3 | V | V7",
           "i | v/3 | iv/3 | V | i | ii7b5/3 | V7 | i"),
        b=("bIII | bVII/3 | bIII | bVI | iv | i/5 | V | V7", "iv | bVII7 | bIII | bVI | ii7b5 | V7 | i | V7",
           "bIII | V7/bIII | bIII | i/3 | iv | V7/V | V | V7"),
        c=("bVI | bIII/5 | iv | i | ii7b5/3 | V7", "iv | i/3 | V7/3 | i"),
        bridge=("I | V7/3 | I | IV | ii/3 | V7 | I | V7", "bVI | V7/bVI | bVI | bII/3 | V | V7"),
        close=("ii7b5/3 | i/5 V7 | i", "iv | V7 | i", "bII/3 | V7 | I"),
    ),
    minor_share=0.3,
    meters=(THREE, FOUR, FOUR, SIX, THREE),
    layers=(
        Layer(
            Role.LEAD, ("violin", "fortepiano", "flute", "clarinet", "oboe", "harp", "harpsichord"),
            (sing(Manner(colour=0.15, velocity=0.62, connected=0.9, rest=0.1)),), decibels=1.5, pan=0.15, send=0.25,
        ),
        Layer(
            Role.ANSWER, ("clarinet", "flute", "violin", "oboe", "viola", "fortepiano", "cello"),
            (answer(Manner(colour=0.15, velocity=0.55, connected=0.9)),), enters_at=0.45, decibels=-1.0, pan=-0.3, send=0.3,
            chance=0.9,
        ),
        Layer(
            Role.CHORDS, ("fortepiano", "harpsichord", "harp", "pizzicato", "string quartet", "lute"),
            (
                broken("0212", "0121", velocity=0.4, ring_beats=0.5),
                broken("021321", "012321", velocity=0.4, ring_beats=1.0),
                comp("2 2 2 2", "4 4", velocity=0.4),
                waltz(0.42),
                hold(0.42, longest_beats=4.0),
            ),
            decibels=-4.0, pan=-0.15, send=0.25, layout=TRIAD,
        ),
        Layer(
            Role.PAD, ("string quartet", "horns", "strings"), (hold(0.42, longest_beats=4.0),), enters_at=0.55, decibels=-7.0,
            pan=0.05, send=0.35, chance=0.8,
        ),
        Layer(
            Role.COUNTER, ("viola", "cello", "bassoon", "clarinet"), (guide_line(0.45),), enters_at=0.6, decibels=-5.0,
            pan=0.3, send=0.3, chance=0.7,
        ),
        Layer(
            Role.BASS, ("cello", "pizzicato", "bassoon", "upright bass", "bowed bass"),
            (roots(0.52, share=0.9), two_feel(0.52), riff("2 2:5 2 2:>", "4 2:5 2:>", velocity=0.5)), enters_at=0.25,
            decibels=-1.5, pan=0.2, send=0.18,
        ),
    ),
    rhythms=(
        "2 1 1 2 2", "3 1 2 2", "4 2 2", "1 1 1 1 2 2", "2 2 1 1 2", "1 1 2 4", "3 1 4", "2 2 4", "4 1 1 2 6 r2",
        "2 2 2", "3 1 2", "2 1 1 2", "4 2", "1 1 1 1 2", "2 4", "1 1 2 2", "3 1 1 1", "3 2 1", "1 1 1 3", "3 3",
    ),
    plans=("a b a c", "a a' b c", "a b a' c", "a a b c", "a b c b'"),
    reach=4.5,
    feel=Feel(jitter_seconds=0.007, rubato=0.3, strum_seconds=0.012),
    rooms=(
        Room(1.3, 0.55, 0.012, early=0.6, ceiling_hertz=9000.0),
        Room(1.8, 0.5, 0.018, early=0.5, bloom_seconds=0.03, ceiling_hertz=8500.0),
        Room(2.3, 0.5, 0.025, early=0.4, bloom_seconds=0.05, ceiling_hertz=8000.0),
    ),
    beds=(("room", -22.0),),
    recolourings=(Recolouring.APPROACH, Recolouring.SUSPEND),
    bridge_shifts=(0, 0, 7, 5),
    melody_share=0.97,
)  # fmt: skip
