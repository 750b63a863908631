"""Piano: one player at home, a nocturne or a reverie, with little else in the room."""

from studio.providers.music.composer.harmony.keys import Mode
from studio.providers.music.composer.harmony.recolouring import Recolouring
from studio.providers.music.composer.instruments.base import Role
from studio.providers.music.composer.mixing.room import Room
from studio.providers.music.composer.score import FOUR, SIX, THREE
from studio.providers.music.composer.styles.base import TRIAD, WIDE, Feel, Harmonies, Layer, Style
from studio.providers.music.composer.writing.accompaniment import broken, comp, hold, waltz
from studio.providers.music.composer.writing.bass import roots
from studio.providers.music.composer.writing.melody import Manner, guide_line, sing

_PIANOS = ("felt piano", "grand piano", "upright piano")

STYLE = Style(
    name="piano",
    words={
        "solo piano": 3.0,
        "piano solo": 3.0,
        "nocturne": 1.5,
        "reverie": 1.5,
        "piano music": 2.5,
        "piano piece": 2.5,
        "piano": 0.7,
        "felt piano": 0.5,
        "neoclassical": 1.2,
        "lullaby": 1.5,
        "berceuse": 1.5,
        "ballade": 1.0,
    },
    slowest_bpm=56.0,
    fastest_bpm=84.0,
    usual_lufs=-21.0,
    major=Harmonies(
        a=(
            "I | V/3 | vi | iii | IV | I/3 | ii7 | V",
            "Iadd9 | vi7 | IVmaj7 | Vsus4 V",
            "I | iii | IV | iv | I/5 | vi | ii7 | V7",
            "IVmaj7 | I/3 | ii7 | I",
            "I | I/3 | IV | V7 | vi | ii7/3 | V7sus | V7",
        ),
        b=(
            "vi | iii | IV | I | ii7 | V7/vi | vi | V7",
            "IV | V/3 | I | vi7 | ii7 | V7",
            "vi7 | IVmaj7 | I/3 | Vsus4 V",
        ),
        c=("ii7 | V7 | Imaj7 | IVmaj7 | vii7b5 | V7/vi | vi | V7sus", "IVmaj7 | iv6 | I/5 | V7/ii | ii7 | V7"),
        bridge=("bVI | bIII | iv | V7", "vi | V7/ii | ii7 | V7sus", "bVImaj7 | bVII | I | V7sus"),
        close=("ii7 | V7sus V7 | I", "IV | iv | I", "IVmaj7 | V7sus | Iadd9"),
    ),
    minor=Harmonies(
        a=(
            "i | bVI | bIII | bVII",
            "i | v/3 | bVI | iv | i/5 | iii7b5 | iv | V7",
            "iadd9 | bVImaj7 | iv7 | Vsus4 V",
            "i | iv7 | bVII | bIIImaj7 | bVImaj7 | ii7b5 | V7 | i",
            "i | V7/3 | bVII/3 | iv/3 | bVI | i/5 | ii7b5 | V7",
        ),
        b=(
            "bIII | bVII/3 | i | bVI | iv | i/3 | V7sus | V7",
            "bVI | bVII | bIII | i",
            "iv7 | bVII7 | bIIImaj7 | bVImaj7",
        ),
        c=("bVImaj7 | bIII/5 | iv7 | i", "iv | i/3 | ii7b5 | V7", "bII/3 | V7 | i | bVI"),
        bridge=("bVImaj7 | bIIImaj7 | iv9 | V7", "IV | i | bVII | V7sus", "bIImaj7 | bVImaj7 | iv6 | V7"),
        close=("iv6 | V7 | i", "bVImaj7 | iv6 | iadd9", "ii7b5 | V7 | I"),
    ),
    minor_modes=(Mode.AEOLIAN,),
    minor_share=0.5,
    meters=(FOUR, FOUR, THREE, SIX),
    layers=(
        Layer(
            Role.LEAD,
            _PIANOS,
            (sing(Manner(colour=0.35, velocity=0.62, connected=1.05)),),
            decibels=2.0,
            pan=0.1,
            send=0.28,
        ),
        Layer(
            Role.CHORDS,
            _PIANOS,
            (
                broken("0213", "0121", velocity=0.4, ring_beats=2.0),
                broken("02432123", "02321232", velocity=0.38, ring_beats=2.5),
                comp("2 2 2 2", "4 4", velocity=0.38, split=0.4),
                broken("0.2.3.2.", "0.1.2.1.", velocity=0.42, ring_beats=3.0),
                waltz(0.38),
            ),
            decibels=-3.0,
            pan=-0.12,
            send=0.25,
            layout=TRIAD,
            is_other_hand=True,
        ),
        Layer(
            Role.BASS,
            ("low felt piano", "low grand piano", "low upright piano"),
            (roots(0.5, share=1.0),),
            enters_at=0.3,
            decibels=-2.5,
            pan=-0.2,
            send=0.2,
            is_other_hand=True,
        ),
        Layer(
            Role.PAD,
            ("strings", "warm pad", "string quartet", "breath pad"),
            (hold(0.38),),
            enters_at=0.6,
            decibels=-12.0,
            send=0.5,
            layout=WIDE,
            chance=0.55,
        ),
        Layer(
            Role.COUNTER,
            ("cello", "viola", "clarinet", "horns"),
            (guide_line(0.42),),
            enters_at=0.7,
            decibels=-9.0,
            pan=0.25,
            send=0.45,
            chance=0.35,
        ),
    ),
    rhythms=(
        "3 1 2 2",
        "4 2 2",
        "2 1 1 4",
        "6 2",
        "1 1 2 4",
        "r1 1 2 4",
        "3 1 1 1 2",
        "4 2 2 6 r2",
        "2 2 3 1 6 r2",
        "3 1 2",
        "2 1 1 2",
        "4 2",
        "2 2 2",
        "1 1 1 1 2",
        "6",
        "3 3",
        "2 1 3",
        "4 2 5 r1",
    ),
    plans=("a b a c", "a a' b c", "a b a' c", "a b c a'", "a a b c"),
    reach=3.6,
    feel=Feel(jitter_seconds=0.012, rubato=0.75, strum_seconds=0.02),
    rooms=(
        Room(1.8, 0.45, 0.012, early=0.5, ceiling_hertz=8000.0),
        Room(2.6, 0.4, 0.02, early=0.35, bloom_seconds=0.04, ceiling_hertz=7000.0),
        Room(1.2, 0.4, 0.008, early=0.6, ceiling_hertz=6500.0),
    ),
    beds=(("room", -20.0),),
    lead_in_seconds=0.5,
    recolourings=(Recolouring.BORROW, Recolouring.SUSPEND, Recolouring.APPROACH),
    bridge_shifts=(0, 0, 3, -3, 5),
    melody_share=0.92,
)
