"""Lo-fi: seventh chords behind the beat, a dusty kit, worn tape."""

from studio.providers.music.composer.harmony.keys import Mode
from studio.providers.music.composer.harmony.recolouring import Recolouring
from studio.providers.music.composer.instruments.base import Role
from studio.providers.music.composer.mixing.room import Room
from studio.providers.music.composer.mixing.tape import Tape
from studio.providers.music.composer.sound.percussion import Drum
from studio.providers.music.composer.styles.base import LEFT_OUT_ROOT, WIDE, Feel, Harmonies, Layer, Style
from studio.providers.music.composer.writing.accompaniment import broken, comp, hold, sparkle
from studio.providers.music.composer.writing.bass import riff, roots
from studio.providers.music.composer.writing.groove import Groove, play
from studio.providers.music.composer.writing.melody import Manner, answer, sing

_FILLS = (
    {Drum.SNARE: "....x.......x.ox"},
    {Drum.KICK: "x.......x.......", Drum.HAT: "x...x...x......."},
    {Drum.SNARE: "....x..o.o..x...", Drum.TOM: "..............xx"},
)
_BOOM_BAP = Groove(
    16,
    {
        Drum.KICK: ("X......x..x.....", "X.....x...x..?..", "X......x..x...o."),
        Drum.SNARE: ("....X.......X...", "....X..o....X...", "....X.......X..o"),
        Drum.HAT: ("x.x.x.x.x.x.x.x.", "x.x.x.xox.x.x.x.", "x.x.x.x.x.xox.x."),
        Drum.OPEN_HAT: ("................", "..............?."),
    },
    _FILLS,
)
_LAZY = Groove(
    16,
    {
        Drum.KICK: ("X.........x.....", "X..x......x.....", "X.........x..x.."),
        Drum.RIM: ("....x.......x...", "....x.......x..?"),
        Drum.SHAKER: ("o.x.o.x.o.x.o.x.",),
        Drum.HAT: ("....o.......o...", "..?.o.....?.o..."),
    },
    _FILLS,
)
_HALF_TIME = Groove(
    16,
    {
        Drum.KICK: ("X.....x.........", "X.....x....x....", "X..x..x........."),
        Drum.SNARE: ("........X.......", "........X.....o."),
        Drum.HAT: ("x.o.x.o.x.o.x.o.", "x.o.x.ooxoo.x.o."),
        Drum.OPEN_HAT: ("................", "......?........."),
    },
    _FILLS,
)

STYLE = Style(
    name="lo-fi",
    words={
        "lo-fi": 3.0,
        "lofi": 3.0,
        "chillhop": 3.0,
        "boom-bap": 2.5,
        "hip hop": 2.0,
        "hip-hop": 2.0,
        "study": 0.8,
        "tape-warm": 1.5,
        "dusty": 1.0,
        "beat": 0.8,
        "vinyl": 0.8,
        "bedroom": 1.0,
        "chill": 0.8,
        "downtempo": 0.6,
        "soul": 0.8,
        "homework": 1.0,
        "focus": 0.4,
        "trip hop": 1.5,
    },
    slowest_bpm=66.0,
    fastest_bpm=88.0,
    usual_lufs=-19.0,
    major=Harmonies(
        a=(
            "IVmaj9 | iii7 | ii9 | Imaj9",
            "Imaj9 | vi9 | ii9 | V9sus V13",
            "ii9 | V13 | Imaj9 | vi9",
            "IVmaj9 | V9sus | iii7 | vi9",
            "Imaj9 | iii7 | IVmaj9 | iv6",
        ),
        b=(
            "IVmaj9 | iv6 | iii7 | VI7b9",
            "vi9 | ii9 | V13 | Imaj9",
            "IVmaj9 | iii7 vi9 | ii9 | V9sus",
            "bVIImaj7 | IVmaj9 | Imaj9 | V9sus",
        ),
        c=("bVImaj9 | bVII9 | Imaj9 | %", "vi9 | v9 I13 | IVmaj9 | iv6", "IVmaj9 | bVII9 | Imaj9 | vi9"),
        bridge=("bVImaj9 | bVII9sus | bIIImaj7 | V9sus", "ii9 | iii7 | IVmaj9 | V9sus", "IVmaj9 | % | ii9 | V9sus"),
        close=("ii9 | V9sus | Imaj9", "IVmaj9 | iv6 | I69", "bVImaj9 | bVII9 | Imaj9"),
    ),
    minor=Harmonies(
        a=(
            "i9 | iv9 | bVIImaj7 | bIIImaj7",
            "i9 | bVImaj9 | iv9 | v7",
            "iv9 | v7 | i9 | %",
            "i9 | bVII9sus | bVImaj9 | V7alt",
        ),
        b=("bVImaj9 | bVII13sus | i9 | bIIImaj7", "iv9 | bVII9 | bIIImaj9 | bVImaj9", "ii7b5 | V7b9 | i9 | iv9"),
        c=("bVImaj9 | v7 | iv9 | i9", "bIIImaj9 | bVII9 | iv9 | V7alt", "iv9 | % | bVImaj9 | bVII9sus"),
        bridge=("bVImaj9 | bIIImaj9 | ii7b5 | V7b9", "bIImaj7 | % | iv9 | V7alt", "bVImaj9 | bVII9sus | iv9 | v7"),
        close=("iv9 | V7alt | i9", "bVImaj9 | bVII9sus | i9", "bIImaj7 | v7 | i9"),
    ),
    minor_modes=(Mode.AEOLIAN, Mode.DORIAN),
    minor_share=0.55,
    layers=(
        Layer(
            Role.LEAD,
            ("electric piano", "vibraphone", "jazz guitar", "felt piano", "flute", "nylon guitar", "muted trumpet"),
            (sing(Manner(colour=0.65, velocity=0.6, connected=0.9)),),
            decibels=1.0,
            pan=0.08,
            send=0.32,
            echo_gain=0.22,
        ),
        Layer(
            Role.ANSWER,
            ("kalimba", "vibraphone", "flute", "glass piano", "clean guitar", "soft lead"),
            (answer(Manner(colour=0.65, velocity=0.52)),),
            enters_at=0.5,
            decibels=-3.0,
            pan=-0.35,
            send=0.4,
            echo_gain=0.3,
            chance=0.6,
        ),
        Layer(
            Role.CHORDS,
            ("electric piano", "felt piano", "upright piano", "jazz guitar", "glass piano", "organ"),
            (
                comp("3 5", "r1 2 5", "3 r1 2 r2", velocity=0.5, split=0.3),
                comp("6 2", "4 r2 2", "8", velocity=0.48, split=0.5),
                comp("2 r1 3 r2", "2 r1 2 r1 2", velocity=0.46, spread=True),
                broken("0213", "0123", "0.21.3.2", velocity=0.46, rest=0.2),
            ),
            decibels=-2.5,
            pan=-0.12,
            send=0.22,
            layout=LEFT_OUT_ROOT,
            ducked=0.12,
        ),
        Layer(
            Role.PAD,
            ("warm pad", "strings", "synth strings", "choir", "airy pad"),
            (hold(0.42),),
            enters_at=0.55,
            decibels=-9.0,
            send=0.35,
            layout=WIDE,
            ducked=0.3,
            chance=0.7,
        ),
        Layer(
            Role.FIGURE,
            ("celesta", "synth bell", "kalimba", "harp"),
            (sparkle(0.38, every_beats=5.0),),
            enters_at=0.6,
            decibels=-9.0,
            pan=0.4,
            send=0.5,
            echo_gain=0.35,
            chance=0.45,
        ),
        Layer(
            Role.BASS,
            ("round bass", "upright bass", "sub bass"),
            (
                riff("3 r1 4", "3 r3 2:>", "3 1:5 r2 2:>", velocity=0.6),
                riff("5 r1 2:8", "3 3:5 2:>", "6 2:>", velocity=0.6),
                roots(0.58),
            ),
            enters_at=0.2,
            decibels=1.5,
            send=0.05,
        ),
        Layer(
            Role.DRUMS,
            ("dusty kit", "dusty kit", "soft kit", "brushes"),
            (play(_BOOM_BAP), play(_LAZY), play(_HALF_TIME)),
            enters_at=0.3,
            decibels=1.5,
            send=0.08,
        ),
    ),
    rhythms=(
        "3 1 4 r8",
        "1 1 2 1 3 r8",
        "r1 1 1 1 4 r8",
        "2 1 3 2 r8",
        "r2 1 1 2 2 5 r3",
        "1 2 1 4 r8",
        "3 3 2 6 r2",
        "r1 2 2 3 r3 1 4",
        "1 1 1 3 r2 1 1 4 r2",
    ),
    reach=4.0,
    feel=Feel(swing=0.57, swing_beats=0.25, jitter_seconds=0.009, late_seconds=0.014, strum_seconds=0.011),
    rooms=(
        Room(0.9, 0.35, 0.008, early=0.6, ceiling_hertz=5500.0),
        Room(1.5, 0.4, 0.015, early=0.4, ceiling_hertz=6000.0),
        Room(2.1, 0.35, 0.02, early=0.3, ceiling_hertz=5000.0),
    ),
    beds=(("vinyl", -17.0),),
    tape=Tape(wow_cents=7.0, flutter_cents=1.6, ceiling_hertz=7200.0),
    recolourings=(Recolouring.BORROW, Recolouring.SUSPEND, Recolouring.TRITONE, Recolouring.APPROACH),
    bridge_shifts=(0, 0, 3, -2),
    melody_share=0.8,
)
