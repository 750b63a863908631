"""Café: bossa, light swing and waltzes, played by a few people in a corner by day."""

from studio.providers.music.composer.harmony.keys import Mode
from studio.providers.music.composer.harmony.recolouring import Recolouring
from studio.providers.music.composer.instruments.base import Role
from studio.providers.music.composer.mixing.room import Room
from studio.providers.music.composer.score import FOUR, THREE
from studio.providers.music.composer.sound.percussion import Drum
from studio.providers.music.composer.styles.base import HAND, LEFT_OUT_ROOT, Feel, Harmonies, Layer, Style
from studio.providers.music.composer.writing.accompaniment import comp, hold, strum, waltz
from studio.providers.music.composer.writing.bass import riff, two_feel
from studio.providers.music.composer.writing.groove import Groove, play
from studio.providers.music.composer.writing.melody import Manner, answer, sing

_BOSSA = Groove(
    16,
    {
        Drum.KICK: ("x.....oxx.....ox", "x.....o.x.....o."),
        Drum.RIM: ("x..x..x...x..x..", "x..x...x..x..x.."),
        Drum.SHAKER: ("x.oox.oox.oox.oo", "x.o.x.oox.o.x.oo"),
    },
)
_SAMBA = Groove(
    16,
    {
        Drum.KICK: ("o...x...o...x..o", "o...x...o..ox..."),
        Drum.SHAKER: ("x.oxx.oxx.oxx.ox",),
        Drum.CONGA_HIGH: ("..x...xx..x.....", "..x..?x...x..x.."),
        Drum.CONGA_LOW: (".............x.x", "..............x."),
    },
)
_LIGHT = Groove(
    8, {Drum.TAP: ("x.xxx.xx", "x.xxx.x."), Drum.SNARE: ("..x...x.", "..x...xo"), Drum.KICK: ("x...o...", "o...o..?")}
)

_WALTZ = Groove(6, {Drum.KICK: ("x.....", "x....."), Drum.TAP: ("..x.x.", "..x.xo"), Drum.SHAKER: ("o.oxo.",)}, beats=3)

STYLE = Style(
    name="cafe",
    words={
        "bossa": 3.0,
        "bossa nova": 1.5,
        "samba": 2.5,
        "café": 2.5,
        "cafe": 2.5,
        "coffee": 1.5,
        "gypsy": 1.5,
        "brunch": 1.5,
        "coffeehouse": 2.0,
        "french": 1.0,
        "acoustic jazz": 2.5,
        "café jazz": 2.5,
        "accordion": 0.8,
        "terrace": 0.8,
        "surdo": 1.0,
        "bistro": 1.5,
        "patio": 0.8,
        "restaurant": 1.0,
        "musette": 1.5,
        "summer": 0.4,
    },
    slowest_bpm=78.0,
    fastest_bpm=124.0,
    usual_lufs=-21.0,
    major=Harmonies(
        a=(
            "Imaj9 | % | II9 | % | ii9 | V13 | Imaj9 | V9sus",
            "Imaj9 | vi9 | ii9 | V13",
            "I69 | #idim7 | ii9 | V13 | iii7 | biiidim7 | ii9 | V7b9",
            "IVmaj9 | iv6 | iii7 | VI7b9 | ii9 | V13 | I69 | %",
        ),
        b=(
            "ii9 | V13 | Imaj9 | VI7b9 | ii9 | bII9 | Imaj9 | %",
            "vi9 | II9 | ii9 | V9sus V13",
            "IVmaj9 | bVII9 | Imaj9 | I9 | IVmaj9 | iv6 | ii9 | V13",
        ),
        c=("bVImaj9 | % | Imaj9 | % | bVImaj9 | bII9 | Imaj9 | V9sus", "iv9 | bVII13 | Imaj9 | VI7b9"),
        bridge=(
            "bIImaj9 | % | bV9 | % | iii9 | % | II9 | V7alt",
            "iii7 | VI7b9 | ii9 | V13 | v9 | I13 | IVmaj9 | V9sus",
        ),
        close=("ii9 | bII9 | I69", "iv6 | V9sus | Imaj9"),
    ),
    minor=Harmonies(
        a=(
            "i9 | % | ii7b5 | V7b9 | i9 | iv9 | bVI9 | V7alt",
            "i69 | iv9 | bVII13 | bIIImaj9",
            "i9 | bVII9 | bVImaj9 | V7b9",
        ),
        b=("bIIImaj9 | bVI9 | ii7b5 | V7b9", "iv9 | bVII13 | bIIImaj9 | bVImaj9 | ii7b5 | V7b9 | i69 | %"),
        c=("bIImaj9 | % | i9 | % | iv9 | V7b9 | i9 | %",),
        bridge=("iv9 | bVII13 | bIIImaj9 | % | ii7b5 | V7b9 | i9 | V7alt", "I69 | % | ii9 | V13"),
        close=("ii7b5 | V7b9 | i69", "bII9 | % | i9"),
    ),
    minor_modes=(Mode.AEOLIAN, Mode.DORIAN),
    minor_share=0.35,
    meters=(FOUR, FOUR, FOUR, THREE),
    layers=(
        Layer(
            Role.LEAD,
            (
                "nylon guitar",
                "flute",
                "alto saxophone",
                "accordion",
                "vibraphone",
                "jazz guitar",
                "upright piano",
                "melodica",
            ),
            (sing(Manner(colour=0.7, velocity=0.62, connected=0.9)),),
            decibels=1.0,
            pan=0.1,
            send=0.22,
        ),
        Layer(
            Role.ANSWER,
            ("upright piano", "flute", "clarinet", "vibraphone", "jazz guitar", "accordion"),
            (answer(Manner(colour=0.7, velocity=0.52, connected=0.85)),),
            enters_at=0.45,
            decibels=-2.0,
            pan=-0.32,
            send=0.26,
            chance=0.75,
        ),
        Layer(
            Role.CHORDS,
            ("nylon guitar", "jazz guitar", "electric piano", "upright piano"),
            (
                comp("3 3 2", "r1 2 1 2 2", "2 1 3 2", "3 2 3", velocity=0.48),
                comp("2 r1 2 r1 2", "r1 3 1 3", velocity=0.46, spread=True),
                strum("d.ud.udu", "d..u.du.", velocity=0.42),
                waltz(0.44),
            ),
            decibels=-3.0,
            pan=-0.2,
            send=0.18,
            layout=LEFT_OUT_ROOT,
        ),
        Layer(
            Role.PAD,
            ("strings", "organ", "synth strings", "string quartet"),
            (hold(0.36),),
            enters_at=0.7,
            decibels=-12.0,
            send=0.35,
            layout=HAND,
            chance=0.4,
        ),
        Layer(
            Role.BASS,
            ("upright bass", "round bass"),
            (riff("3 1:5 3:5 1:>", "3 1:5 4:5", velocity=0.58), riff("3 1 3:5 1:>", velocity=0.58), two_feel(0.56)),
            enters_at=0.15,
            decibels=1.5,
            pan=0.04,
            send=0.06,
        ),
        Layer(
            Role.DRUMS,
            ("bossa kit", "bossa kit", "brushes"),
            (play(_BOSSA, _WALTZ), play(_SAMBA, _WALTZ), play(_BOSSA, _LIGHT, _WALTZ)),
            enters_at=0.28,
            decibels=-1.5,
            send=0.1,
        ),
    ),
    rhythms=(
        "r1 1 1 2 3 r8",
        "3 3 2 r8",
        "1 2 1 4 r8",
        "2 1 2 3 r8",
        "r1 2 1 1 3 r8",
        "3 1 1 3 r8",
        "1 1 1 1 4 r8",
        "r2 1 2 3 4 r4",
        "2 1 3",
        "1 2 1 2",
        "r1 1 1 1 2",
        "4 2",
        "3 3",
        "1 1 2 2 4 r2",
    ),
    plans=("a b a c", "a a' b .", "a b a' .", "a b . c"),
    reach=4.5,
    feel=Feel(swing=0.54, swing_beats=0.5, jitter_seconds=0.008, late_seconds=0.005, strum_seconds=0.014),
    rooms=(
        Room(0.7, 0.5, 0.006, early=0.8, ceiling_hertz=9000.0),
        Room(1.1, 0.5, 0.01, early=0.6, ceiling_hertz=8500.0),
        Room(1.5, 0.45, 0.014, early=0.4, ceiling_hertz=8000.0),
    ),
    beds=(("room", -19.0),),
    recolourings=(Recolouring.TRITONE, Recolouring.APPROACH, Recolouring.BORROW),
    bridge_shifts=(0, 0, 5, -3),
    melody_share=0.9,
)
