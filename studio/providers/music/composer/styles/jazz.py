"""Night jazz: a small club after midnight, ballads and medium swing with a walking bass and brushes."""

from studio.providers.music.composer.harmony.keys import Mode
from studio.providers.music.composer.harmony.recolouring import Recolouring
from studio.providers.music.composer.instruments.base import Role
from studio.providers.music.composer.mixing.room import Room
from studio.providers.music.composer.sound.percussion import Drum
from studio.providers.music.composer.styles.base import LEFT_OUT_ROOT, Feel, Harmonies, Layer, Style
from studio.providers.music.composer.writing.accompaniment import comp, hold
from studio.providers.music.composer.writing.bass import two_feel, walk
from studio.providers.music.composer.writing.groove import Groove, play
from studio.providers.music.composer.writing.melody import Manner, answer, guide_line, sing

_BALLAD = Groove(
    8,
    {
        Drum.SWEEP: ("x.x.x.x.",),
        Drum.TAP: ("..x...x.", "..x..?x.", "..x...xo"),
        Drum.FOOT_HAT: ("..x...x.",),
        Drum.KICK: ("o.......", "o...o..."),
    },
    sweep_beats=0.95,
)
_SWING = Groove(
    8,
    {
        Drum.RIDE: ("x.xxx.xx", "x.xxx.x.", "x.x.x.xx"),
        Drum.FOOT_HAT: ("..x...x.",),
        Drum.SNARE: ("...?...o", ".....o..", ".?....?."),
        Drum.KICK: ("o...o...", "o......?"),
    },
    ({Drum.SNARE: "..x.x.xx"}, {Drum.TOM: ".....xxx", Drum.SNARE: "..x.x..."}),
)
_SHUFFLE = Groove(
    8,
    {
        Drum.RIDE: ("x.xxx.xx", "x..xx..x"),
        Drum.FOOT_HAT: ("..x...x.",),
        Drum.RIM: ("......x.", "......x?"),
        Drum.KICK: ("x...o...", "x..?o..."),
        Drum.SWEEP: ("x...x...",),
    },
    ({Drum.SNARE: ".x.x.xxx"},),
    sweep_beats=1.9,
)

_WALTZ = Groove(
    6,
    {
        Drum.RIDE: ("x.xxx.", "x.x.xx"),
        Drum.FOOT_HAT: ("..x...", "..x.x."),
        Drum.KICK: ("o.....",),
        Drum.TAP: ("...?.o", "....x."),
    },
    beats=3,
)

STYLE = Style(
    name="night jazz",
    words={
        "jazz": 2.5,
        "night jazz": 1.5,
        "ballad": 0.8,
        "blues": 1.5,
        "swing": 1.2,
        "brushed swing": 1.5,
        "noir": 1.5,
        "walking bass": 0.8,
        "smoky": 1.0,
        "saxophone": 0.6,
        "bebop": 2.0,
        "cool west coast": 1.5,
        "trio": 0.6,
        "club": 0.5,
        "speakeasy": 1.5,
        "trumpet": 0.4,
        "upright bass": 0.4,
        "ride cymbal": 0.5,
        "late-night": 0.4,
    },
    slowest_bpm=58.0,
    fastest_bpm=112.0,
    usual_lufs=-21.5,
    major=Harmonies(
        a=(
            "Imaj9 | vi9 | ii9 | V13 | iii7 | VI7b9 | ii9 | V13",
            "ii9 | V13 | Imaj9 | % | ii9 | V7b9 | Imaj9 | VI7alt",
            "Imaj9 | #idim7 | ii9 | V13 | Imaj9/3 | biiidim7 | ii9 | V7b9",
            "Imaj9 | IV9 | iii7 | VI7b9 | ii9 | V13 | I69 | V9sus",
            "I69 | bVII9 | Imaj9 | VI7b9 | ii9 | bVI9 | iii7 bIIImaj7 | ii9 V13",
        ),
        b=(
            "v9 | I13 | IVmaj9 | % | iv9 | bVII13 | Imaj9 | ii9 V13",
            "vi9 | II9 | ii9 | V13",
            "IVmaj9 | #iv7b5 VII7b9 | iii7 | VI7b9 | ii9 | V13 | Imaj9 | V9sus",
        ),
        c=("iv9 | bVII13 | bIIImaj9 | bVI13 | ii9 | V7alt | Imaj9 | V13", "bVImaj9 | bIImaj7 | ii9 | V7b9"),
        bridge=(
            "iii7 | VI7b9 | ii9 | V13 | iii7 | VI7b9 | II9 | V9sus V7b9",
            "bIIImaj9 | bVI13 | v7b5 I7b9 | IVmaj9 | iv9 | bVII13 | ii9 | V7alt",
        ),
        close=("ii9 | bII9 | I69", "ii9 | V7b9 | Imaj9", "iv9 | bVII13 | I69"),
    ),
    minor=Harmonies(
        a=(
            "i69 | ii7b5 V7b9 | i69 | V7alt",
            "i9 | iv9 | bVII13 | bIIImaj9 | bVImaj9 | ii7b5 | V7b9 | i9",
            "i9 | % | iv9 | % | bVI13 | V7alt | i69 | V7b9",
            "i11 | % | i11 | % | bIImaj9 | % | i11 | V7alt",
        ),
        b=("iv9 | bVII13 | bIIImaj9 | bVImaj9 | ii7b5 | V7b9 | i69 | %", "bIIImaj9 | bVI13 | ii7b5 | V7b9"),
        c=("bVImaj9 | v9 | iv9 | bIIImaj9 | ii7b5 | V7alt", "iv9 | i9 | bVI13 | V7b9"),
        bridge=(
            "bIIImaj9 | v9 I7b9 | iv9 | bVII13 | bIIImaj9 | bVImaj9 | ii7b5 | V7alt",
            "iv9 | bVII13 | bVImaj9 | V7b9",
        ),
        close=("ii7b5 | V7b9 | i69", "bVI13 | V7alt | i9", "iv9 | bII9 | i69"),
    ),
    minor_modes=(Mode.DORIAN, Mode.AEOLIAN),
    minor_share=0.5,
    layers=(
        Layer(
            Role.LEAD,
            (
                "tenor saxophone",
                "muted trumpet",
                "grand piano",
                "jazz guitar",
                "vibraphone",
                "flugelhorn",
                "clarinet",
                "alto saxophone",
            ),
            (sing(Manner(colour=0.75, velocity=0.62, connected=0.93)),),
            decibels=1.5,
            pan=0.1,
            send=0.3,
        ),
        Layer(
            Role.ANSWER,
            ("grand piano", "vibraphone", "jazz guitar", "flugelhorn", "clarinet", "tenor saxophone"),
            (answer(Manner(colour=0.75, velocity=0.54, connected=0.9)),),
            enters_at=0.45,
            decibels=-1.0,
            pan=-0.3,
            send=0.3,
            chance=0.8,
        ),
        Layer(
            Role.CHORDS,
            ("grand piano", "jazz guitar", "electric piano", "upright piano", "organ", "vibraphone"),
            (
                comp("r3 1 r4", "r1 3 r2 2", "3 5", "r3 2 r1 2", velocity=0.44, spread=True),
                comp("3 1 r4", "r2 2 r3 1", "6 2", velocity=0.44),
                comp("8", "4 4", "r1 7", velocity=0.42, split=0.5),
            ),
            decibels=-3.5,
            pan=-0.22,
            send=0.22,
            layout=LEFT_OUT_ROOT,
        ),
        Layer(
            Role.PAD,
            ("organ", "strings", "synth strings"),
            (hold(0.36),),
            enters_at=0.75,
            decibels=-12.0,
            send=0.4,
            chance=0.3,
        ),
        Layer(
            Role.COUNTER,
            ("flugelhorn", "clarinet", "tenor saxophone", "horns"),
            (guide_line(0.42),),
            enters_at=0.7,
            decibels=-7.0,
            pan=0.3,
            send=0.35,
            chance=0.5,
        ),
        Layer(
            Role.BASS,
            ("upright bass",),
            (walk(0.58), two_feel(0.56), walk(0.56)),
            enters_at=0.15,
            decibels=2.0,
            pan=0.03,
            send=0.06,
        ),
        Layer(
            Role.DRUMS,
            ("brushes",),
            (play(_SWING, _WALTZ), play(_BALLAD, _WALTZ), play(_SHUFFLE, _WALTZ), play(_BALLAD, _SWING, _WALTZ)),
            enters_at=0.28,
            decibels=-3.0,
            send=0.14,
        ),
    ),
    rhythms=(
        "r1 1 1 1 2 2",
        "3 1 4",
        "1 1 1 2 3 r8",
        "r1 1 2 1 3 r8",
        "2 1 3 r2",
        "3 3 2 r8",
        "r3 1 1 1 2",
        "1 2 1 4 r8",
        "4 r1 1 1 1 5 r3",
        "r1 3 1 3 r8",
        "2 1 1 1 3 r8",
        "r2 1 1 3 1 6 r2",
    ),
    plans=("a b a c", "a a' b .", "a . b c", "a b a' .", "a b . c"),
    reach=5.0,
    feel=Feel(swing=0.635, jitter_seconds=0.011, late_seconds=0.012, rubato=0.12, strum_seconds=0.012),
    rooms=(
        Room(0.9, 0.45, 0.008, early=0.7, ceiling_hertz=8000.0),
        Room(1.4, 0.45, 0.012, early=0.5, ceiling_hertz=8000.0),
        Room(2.2, 0.55, 0.015, early=0.2, bloom_seconds=0.03, ceiling_hertz=8500.0),
    ),
    beds=(("room", -18.0),),
    recolourings=(Recolouring.TRITONE, Recolouring.APPROACH, Recolouring.SUSPEND, Recolouring.BORROW),
    bridge_shifts=(0, 0, 3, 5, -4),
    melody_share=0.9,
)
