"""City night: synthesizers, a slow drum machine and neon; between chillwave and downtempo."""

from studio.providers.music.composer.harmony.keys import Mode
from studio.providers.music.composer.harmony.recolouring import Recolouring
from studio.providers.music.composer.instruments.base import Role
from studio.providers.music.composer.mixing.room import Room
from studio.providers.music.composer.mixing.tape import Tape
from studio.providers.music.composer.sound.percussion import Drum
from studio.providers.music.composer.styles.base import HAND, WIDE, Feel, Harmonies, Layer, Style
from studio.providers.music.composer.writing.accompaniment import broken, comp, hold, ostinato, sparkle
from studio.providers.music.composer.writing.bass import pedal, riff, roots
from studio.providers.music.composer.writing.groove import Groove, play
from studio.providers.music.composer.writing.melody import Manner, answer, sing

_FILLS = ({Drum.TOM: "..........x.x.xx"}, {Drum.SNARE: "....X.......X.xx"}, {Drum.CLAP: "....x.......x.x."})
_STEADY = Groove(
    16,
    {
        Drum.KICK: ("X...x...X...x...", "X...x...X...x.o."),
        Drum.CLAP: ("....x.......x...",),
        Drum.HAT: ("..x...x...x...x.", "o.x.o.x.o.x.o.xo"),
        Drum.OPEN_HAT: ("..............?.",),
    },
    _FILLS,
)
_SLOW = Groove(
    16,
    {
        Drum.KICK: ("X.......x.x.....", "X.....x.x......."),
        Drum.SNARE: ("....X.......X...",),
        Drum.HAT: ("x.x.x.x.x.x.x.x.", "xox.x.xox.xox.x."),
    },
    _FILLS,
)
_HALF = Groove(
    16,
    {
        Drum.KICK: ("X..x......x.....", "X..x............"),
        Drum.SNARE: ("........X.......",),
        Drum.RIM: ("......o.......?.", "..o...........o."),
        Drum.SHAKER: ("x.o.x.o.x.o.x.o.",),
    },
    _FILLS,
)

STYLE = Style(
    name="city night",
    words={
        "synthwave": 3.0,
        "chillwave": 3.0,
        "night-drive": 2.5,
        "electronica": 2.5,
        "vaporous": 1.5,
        "vaporwave": 3.0,
        "analogue house": 2.5,
        "retro": 1.2,
        "neon": 1.2,
        "cyberpunk": 2.0,
        "downtempo": 1.0,
        "electronic": 1.2,
        "synth": 0.6,
        "house": 0.6,
        "techno": 1.0,
        "city": 0.6,
        "driving": 0.6,
        "drum machine": 0.8,
        "80s": 1.2,
        "chillout": 1.5,
        "electro-acoustic": 0.8,
        "arpeggiated": 0.6,
    },
    slowest_bpm=74.0,
    fastest_bpm=110.0,
    usual_lufs=-18.0,
    major=Harmonies(
        a=(
            "Imaj7 | vi9 | IVmaj9 | V9sus",
            "IVmaj9 | V | iii7 | vi9",
            "vi9 | IVmaj9 | Iadd9 | Vsus4",
            "Iadd9 | iii7 | IVmaj9 | iv6",
        ),
        b=("vi9 | iii7 | IVmaj9 | V", "IVmaj9 | iii7 | ii9 | V9sus", "bVIIadd9 | IVmaj9 | Iadd9 | %"),
        c=("bVImaj9 | bVIIadd9 | Iadd9 | %", "ii9 | IVmaj9 | vi9 | V"),
        bridge=("bVImaj9 | bVIIadd9 | vi9 | V9sus", "ii9 | iii7 | IVmaj9 | Vsus4"),
        close=("IVmaj9 | iv6 | Iadd9", "V9sus | IVmaj9 | Imaj9"),
    ),
    minor=Harmonies(
        a=(
            "i9 | bVImaj9 | bIIImaj7 | bVIIadd9",
            "i9 | v7 | bVImaj9 | iv9",
            "bVImaj9 | bVIIadd9 | i9 | %",
            "i9 | bIIImaj9 | bVIIadd9 | iv9",
        ),
        b=("bVImaj9 | bIIImaj7 | iv9 | v7", "iv9 | bVImaj9 | bVIIadd9 | i9", "bIIImaj9 | bVIIadd9 | iv9 | bVImaj9"),
        c=("iv9 | v7 | bVImaj9 | bVIIsus4", "bVImaj9 | % | v7 | i9"),
        bridge=("bIImaj7 | % | bVImaj9 | bVIIsus4", "iv9 | v7 | bVImaj9 | bVIIadd9"),
        close=("bVImaj9 | bVIIadd9 | i9", "iv9 | v7 | iadd9"),
    ),
    major_modes=(Mode.IONIAN, Mode.LYDIAN, Mode.MIXOLYDIAN),
    minor_modes=(Mode.AEOLIAN, Mode.DORIAN),
    minor_share=0.65,
    layers=(
        Layer(
            Role.LEAD,
            ("soft lead", "saw lead", "glass piano", "clean guitar", "voice lead", "polysynth", "fretless bass"),
            (sing(Manner(colour=0.55, velocity=0.6, connected=0.95)),),
            pan=0.06,
            send=0.4,
            echo_gain=0.32,
        ),
        Layer(
            Role.ANSWER,
            ("synth bell", "glass piano", "clean guitar", "soft lead", "vibraphone"),
            (answer(Manner(colour=0.55, velocity=0.5, connected=0.9)),),
            enters_at=0.5,
            decibels=-3.5,
            pan=-0.35,
            send=0.45,
            echo_gain=0.35,
            chance=0.7,
        ),
        Layer(
            Role.CHORDS,
            ("synth strings", "warm pad", "electric piano", "glass piano", "polysynth"),
            (hold(0.48), comp("3 3 2", "6 2", "8", velocity=0.48), comp("r1 3 r1 3", "4 4", velocity=0.46)),
            decibels=-3.0,
            pan=-0.1,
            send=0.35,
            layout=HAND,
            ducked=0.35,
        ),
        Layer(
            Role.PAD,
            ("airy pad", "strings", "choir", "bell pad", "warm pad"),
            (hold(0.44),),
            enters_at=0.45,
            decibels=-6.0,
            send=0.5,
            layout=WIDE,
            ducked=0.4,
        ),
        Layer(
            Role.FIGURE,
            ("polysynth", "glass piano", "synth bell", "clean guitar", "marimba"),
            (
                broken("02132132", "01230123", "0.21.3.2", velocity=0.42, unit=0.25, ring_beats=1.0, rest=0.15),
                ostinato("0.2.3.2.", "03.2.3.1", velocity=0.42, ring_beats=1.0),
                sparkle(0.4, every_beats=4.0),
            ),
            enters_at=0.5,
            decibels=-7.0,
            pan=0.38,
            send=0.4,
            echo_gain=0.38,
            ducked=0.2,
            chance=0.85,
        ),
        Layer(
            Role.BASS,
            ("synth bass", "sub bass", "round bass", "fretless bass"),
            (
                riff("1 1 1 1 1 1 1 1", "2 1 1 2 1 1", velocity=0.54),
                riff("3 3 2:>", "3 1:8 4", velocity=0.58),
                roots(0.56),
                pedal(0.55),
            ),
            enters_at=0.25,
            decibels=0.5,
            send=0.04,
            ducked=0.25,
        ),
        Layer(
            Role.DRUMS,
            ("drum machine", "soft kit", "drum machine"),
            (play(_STEADY), play(_SLOW), play(_HALF)),
            enters_at=0.32,
            decibels=0.5,
            send=0.1,
        ),
    ),
    rhythms=(
        "3 3 2 r8",
        "4 2 2 r8",
        "1 1 2 4 r8",
        "r2 2 1 3 r8",
        "6 2 r8",
        "2 2 3 5 r4",
        "3 1 4 r8",
        "r1 1 2 4 r8",
        "4 4 6 r2",
        "3 3 2 6 r2",
    ),
    reach=4.0,
    feel=Feel(swing=0.515, swing_beats=0.25, jitter_seconds=0.004, strum_seconds=0.006),
    rooms=(
        Room(2.2, 0.5, 0.02, early=0.2, bloom_seconds=0.04, ceiling_hertz=8500.0),
        Room(3.2, 0.4, 0.03, early=0.15, bloom_seconds=0.07, ceiling_hertz=7500.0),
        Room(1.6, 0.5, 0.012, early=0.3, ceiling_hertz=9000.0),
    ),
    tape=Tape(wow_cents=3.0, flutter_cents=0.8, ceiling_hertz=11_000.0),
    recolourings=(Recolouring.BORROW, Recolouring.SUSPEND, Recolouring.ENRICH),
    bridge_shifts=(0, 0, 3, -2),
    melody_share=0.8,
)
