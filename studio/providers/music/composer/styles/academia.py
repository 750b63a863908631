"""Dark academia: minor keys, a piano and bowed strings in a hall of stone, in the manner of the Romantics."""

from studio.providers.music.composer.harmony.keys import Mode
from studio.providers.music.composer.harmony.recolouring import Recolouring
from studio.providers.music.composer.instruments.base import Role
from studio.providers.music.composer.mixing.room import Room
from studio.providers.music.composer.score import FOUR, SIX, THREE
from studio.providers.music.composer.styles.base import TRIAD, WIDE, Feel, Harmonies, Layer, Style
from studio.providers.music.composer.writing.accompaniment import broken, comp, hold, ostinato, pulse
from studio.providers.music.composer.writing.bass import pedal, roots
from studio.providers.music.composer.writing.melody import Manner, answer, guide_line, sing

STYLE = Style(
    name="dark academia",
    words={
        "dark academia": 3.5, "academia": 2.5, "elegy": 2.0, "chamber neoclassical": 1.5, "melancholy string": 1.5,
        "romantic manner": 1.2, "gothic": 1.5, "nocturne": 1.0, "cello": 0.6, "library": 0.8, "minimalist piano": 1.5,
        "strings": 0.3, "candle": 0.4, "neoclassical": 1.2, "scholarly": 1.5, "brooding": 1.0, "poetry": 0.8,
        "melancholic": 0.8, "requiem": 1.5, "haunting": 0.8, "autumnal": 0.6, "candlelit": 0.4,
    },
    slowest_bpm=56.0,
    fastest_bpm=92.0,
    major=Harmonies(
        a=("I | iii | IV | iv | I/5 | vi | ii7 | V", "I | V/3 | vi | iii/5 | IV | I/3 | ii7 | V7sus", "vi | IV | I/3 | V"),
        b=("vi | iii | IV | I/3 | ii7 | V7/vi | vi | V7", "IV | iv6 | I/5 | V7/vi | vi | IV | V7sus | V7"),
        c=("bVI | iv | I/5 | V7", "ii7 | V7/vi | vi | iv6"),
        bridge=("i | bVI | iv | V7", "bVI | bIII | iv | V7sus"),
        close=("iv6 | V7sus | I", "ii7 | V7 | I"),
    ),
    minor=Harmonies(
        a=("i | bVI | iv | V7", "i | v/3 | bVI | bIII/5 | iv | i/3 | ii7b5 | V7", "i | iv | bVII | bIII | bVI | ii7b5 | V7sus | V7",
           "iadd9 | bVImaj7 | bIII | V7/3", "i | V7/3 | v/3 | IV/3 | bVI | i/5 | ii7b5 | V7"),
        b=("bVI | bVII | i | bIII/5 | iv | i/3 | V7sus | V7", "bIII | bVII/3 | iv | i/3 | bVI | bII/3 | V7sus | V7",
           "iv | i | bVI | V7/3", "iv7 | bVII7 | bIIImaj7 | bVImaj7 | ii7b5 | V7"),
        c=("bIImaj7 | bVI | iv | V7", "bVI | iv | i/5 | V7", "i | viidim7/1 | i | iv/1"),
        bridge=("bVI | bIII | bVII | iv | bVI | i/5 | V7sus | V7", "iv | bII | V7 | i", "I | iv/1 | I | bVI"),
        close=("iv6 | V7 | i", "bII/3 | V7 | i", "ii7b5 | V7 | I"),
    ),
    minor_modes=(Mode.AEOLIAN,),
    minor_share=0.9,
    meters=(FOUR, THREE, FOUR, SIX),
    layers=(
        Layer(
            Role.LEAD, ("grand piano", "cello", "violin", "felt piano", "viola", "oboe", "harpsichord", "bassoon"),
            (sing(Manner(colour=0.3, velocity=0.62, connected=1.0)),), decibels=1.5, pan=0.08, send=0.38,
        ),
        Layer(
            Role.ANSWER, ("cello", "viola", "clarinet", "grand piano", "violin", "oboe"),
            (answer(Manner(colour=0.3, velocity=0.54, connected=1.0)),), enters_at=0.5, decibels=-1.5, pan=-0.28, send=0.42,
            chance=0.8,
        ),
        Layer(
            Role.CHORDS, ("grand piano", "felt piano", "harp", "upright piano"),
            (
                broken("02132", "0213", "0321", velocity=0.4, ring_beats=3.0),
                broken("0232", velocity=0.4, ring_beats=2.0),
                ostinato("0213.213", "02.3.2.1", velocity=0.42, ring_beats=2.0),
                pulse(0.36),
                comp("4 4", "8", "2 2 4", velocity=0.42, split=0.4),
            ),
            decibels=-3.5, pan=-0.14, send=0.34, layout=TRIAD,
        ),
        Layer(
            Role.PAD, ("strings", "string quartet", "strings", "choir"), (hold(0.46, longest_beats=8.0),), enters_at=0.45, decibels=-4.5,
            pan=0.05, send=0.45, layout=WIDE,
        ),
        Layer(
            Role.PAD, ("choir", "pipe organ", "horns"), (hold(0.4),), enters_at=0.75, decibels=-9.0, send=0.6, layout=WIDE,
            chance=0.6,
        ),
        Layer(
            Role.COUNTER, ("cello", "viola", "horns", "bassoon"), (guide_line(0.5),), enters_at=0.6, decibels=-4.0, pan=0.28,
            send=0.4, chance=0.8,
        ),
        Layer(
            Role.BASS, ("bowed bass", "cello", "upright bass"), (roots(0.52, share=1.0), pedal(0.5)), enters_at=0.35, decibels=-3.0,
            pan=0.12, send=0.2,
        ),
    ),
    rhythms=(
        "4 2 2", "3 1 4", "6 2", "2 2 4", "r2 2 4", "1 1 2 4", "4 4", "3 1 2 2 6 r2", "4 1 1 2 8", "6 1 1 4 4",
        "4 2", "2 1 3", "6", "3 1 2", "2 2 2", "r1 1 2 2", "5 1", "3 3", "4 2 6",
    ),
    plans=("a b a c", "a a' b c", "a b a' .", "a b c a'"),
    reach=5.0,
    feel=Feel(jitter_seconds=0.012, rubato=0.6, strum_seconds=0.02),
    rooms=(
        Room(3.0, 0.45, 0.028, early=0.35, bloom_seconds=0.06, ceiling_hertz=7500.0),
        Room(2.3, 0.4, 0.02, early=0.45, bloom_seconds=0.04, ceiling_hertz=7000.0),
        Room(3.8, 0.4, 0.035, early=0.25, bloom_seconds=0.09, ceiling_hertz=6500.0),
    ),
    beds=(("room", -19.0),),
    lead_in_seconds=0.6,
    recolourings=(Recolouring.APPROACH, Recolouring.SUSPEND, Recolouring.ENRICH),
    bridge_shifts=(0, 0, -4, 3),
    melody_share=0.88,
)  # fmt: skip
