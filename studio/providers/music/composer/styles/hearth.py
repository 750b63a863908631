"""Hearth: folk tunes by the fire, modal and plain, on plucked strings, whistles and fiddles."""

from studio.providers.music.composer.harmony.keys import Mode
from studio.providers.music.composer.harmony.recolouring import Recolouring
from studio.providers.music.composer.instruments.base import Role
from studio.providers.music.composer.mixing.room import Room
from studio.providers.music.composer.score import FOUR, SIX, THREE
from studio.providers.music.composer.sound.percussion import Drum
from studio.providers.music.composer.styles.base import HAND, TRIAD, WIDE, Feel, Harmonies, Layer, Style
from studio.providers.music.composer.writing.accompaniment import broken, drone, hold, strum
from studio.providers.music.composer.writing.bass import roots, two_feel
from studio.providers.music.composer.writing.groove import Groove, play
from studio.providers.music.composer.writing.melody import Manner, answer, guide_line, sing

_FRAME = Groove(
    8,
    {
        Drum.FRAME: ("X..xx...", "X..x..x.", "X...x.x."),
        Drum.FRAME_EDGE: ("..o..ox.", "..x...xo", ".o..o..o"),
        Drum.SHAKER: ("o.o.o.o.", "oooooooo"),
    },
)
_LILT = Groove(
    6, {Drum.FRAME: ("X..x..", "X..x.o"), Drum.FRAME_EDGE: ("..o..o", ".oo.oo"), Drum.SHAKER: ("o.oo.o",)}, beats=3
)

STYLE = Style(
    name="hearth",
    words={
        "folk": 2.0,
        "celtic": 2.5,
        "bardic": 2.5,
        "tavern": 2.0,
        "fireside": 2.0,
        "medieval": 2.5,
        "hearth": 1.5,
        "pastoral": 1.2,
        "fingerstyle": 1.2,
        "acoustic folk": 1.0,
        "fantasy": 1.5,
        "irish": 2.0,
        "lute": 0.8,
        "fiddle": 0.8,
        "mandolin": 0.8,
        "village": 0.8,
        "hobbit": 2.0,
        "country": 1.0,
        "cottage": 1.2,
        "wandering": 0.5,
        "chamber-pop": 0.8,
        "tavern tune": 0.5,
        "renaissance": 2.0,
        "acoustic guitar": 0.6,
        "organic": 0.4,
        "acoustic": 0.4,
    },
    slowest_bpm=66.0,
    fastest_bpm=106.0,
    usual_lufs=-19.5,
    major=Harmonies(
        a=(
            "I | IV | I | V",
            "I | vi | IV | V",
            "I | bVII | IV | I",
            "I | iii | IV | I/3 | ii | IV | V | I",
            "Isus2 | IVadd9 | Iadd9/3 | Vsus4",
        ),
        b=("IV | I | ii | V", "vi | IV | I | V", "IV | V | vi | IV", "bVII | IV | I | I"),
        c=("ii | vi | IV | V", "vi | iii | IV | I"),
        bridge=("vi | V | IV | V", "bVII | I | bVII | IV", "ii | IV | bVII | V"),
        close=("IV | V | I", "bVII | IV | I", "ii | V | I"),
    ),
    minor=Harmonies(
        a=("i | bVII | i | bVII", "i | bVI | bVII | i", "i | IV | i | v", "i | bIII | bVII | IV", "i | v | bVI | bVII"),
        b=("bIII | bVII | i | v", "bVI | bVII | i | i", "iv | bVII | bIII | i", "bVII | IV | i | v"),
        c=("IV | i | bVII | v", "bVI | bIII | bVII | i"),
        bridge=("bVI | bIII | iv | bVII", "bIII | IV | i | bVII", "bVII | bVI | v | v"),
        close=("bVII | i", "bVI | bVII | i", "v | i"),
    ),
    major_modes=(Mode.IONIAN, Mode.MIXOLYDIAN),
    minor_modes=(Mode.DORIAN, Mode.AEOLIAN),
    minor_share=0.5,
    meters=(FOUR, THREE, SIX, FOUR),
    layers=(
        Layer(
            Role.LEAD,
            ("whistle", "violin", "harp", "steel guitar", "lute", "mandolin", "dulcimer", "flute"),
            (sing(Manner(colour=0.2, velocity=0.6, connected=0.93)),),
            decibels=1.0,
            pan=0.12,
            send=0.3,
        ),
        Layer(
            Role.ANSWER,
            ("violin", "lute", "mandolin", "harp", "whistle", "clarinet", "dulcimer"),
            (answer(Manner(colour=0.2, velocity=0.52, connected=0.9)),),
            enters_at=0.45,
            decibels=-2.0,
            pan=-0.32,
            send=0.32,
            chance=0.8,
        ),
        Layer(
            Role.CHORDS,
            ("steel guitar", "harp", "lute", "nylon guitar"),
            (
                broken("0213", "02132313", "0.213.21", velocity=0.45, ring_beats=3.0),
                broken("012321", "021213", velocity=0.44, ring_beats=2.0),
                strum("d..ud.du", "d.dud.du", velocity=0.4),
            ),
            decibels=-2.5,
            pan=-0.2,
            send=0.22,
            layout=HAND,
        ),
        Layer(
            Role.PAD,
            ("drone", "harmonium", "hurdy-gurdy", "strings"),
            (drone(0.4), hold(0.4)),
            enters_at=0.35,
            decibels=-8.0,
            pan=0.05,
            send=0.3,
            layout=TRIAD,
            chance=0.75,
        ),
        Layer(
            Role.PAD,
            ("strings", "string quartet", "accordion"),
            (hold(0.42, longest_beats=8.0),),
            enters_at=0.6,
            decibels=-7.0,
            pan=0.15,
            send=0.4,
            layout=WIDE,
            chance=0.7,
        ),
        Layer(
            Role.COUNTER,
            ("cello", "viola", "horns"),
            (guide_line(0.46),),
            enters_at=0.6,
            decibels=-5.0,
            pan=0.3,
            send=0.35,
            chance=0.6,
        ),
        Layer(
            Role.BASS,
            ("upright bass", "cello", "bowed bass", "round bass"),
            (two_feel(0.5), roots(0.52)),
            enters_at=0.3,
            decibels=-1.0,
            send=0.1,
        ),
        Layer(
            Role.DRUMS,
            ("hand percussion",),
            (play(_FRAME, _LILT),),
            enters_at=0.5,
            decibels=-3.5,
            send=0.18,
            chance=0.75,
        ),
    ),
    rhythms=(
        "2 1 1 2 2",
        "3 1 2 2",
        "1 1 1 1 2 2",
        "2 2 4",
        "3 1 4",
        "1 1 2 1 1 2",
        "4 2 2 6 r2",
        "2 1 1 4",
        "2 1 3",
        "3 2 1",
        "1 1 1 3",
        "2 1 2 1",
        "3 3",
        "1 1 1 2 1",
        "2 1 2 1 3 3",
        "4 2",
        "2 1 1 1 1",
    ),
    plans=("a b a c", "a a b c", "a b a' c", "a a' b a"),
    reach=3.6,
    feel=Feel(jitter_seconds=0.009, rubato=0.15, strum_seconds=0.012),
    rooms=(
        Room(1.0, 0.5, 0.008, early=0.7, ceiling_hertz=8500.0),
        Room(1.7, 0.45, 0.014, early=0.5, bloom_seconds=0.03, ceiling_hertz=8000.0),
        Room(2.6, 0.4, 0.022, early=0.3, bloom_seconds=0.05, ceiling_hertz=7500.0),
    ),
    beds=(("fire", -17.0),),
    recolourings=(Recolouring.SUSPEND,),
    bridge_shifts=(0, 0, -2, 5),
    melody_share=0.9,
)
