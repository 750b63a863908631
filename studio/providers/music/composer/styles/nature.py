"""Rain and nature: a bed of weather or water is the point, and a little music lies within it."""

from studio.providers.music.composer.harmony.keys import Mode
from studio.providers.music.composer.harmony.recolouring import Recolouring
from studio.providers.music.composer.instruments.base import Role
from studio.providers.music.composer.mixing.room import Room
from studio.providers.music.composer.styles.base import TRIAD, WIDE, Feel, Harmonies, Layer, Style
from studio.providers.music.composer.writing.accompaniment import broken, hold, sparkle
from studio.providers.music.composer.writing.bass import pedal, roots
from studio.providers.music.composer.writing.melody import Manner, answer, sing

STYLE = Style(
    name="rain and nature",
    words={
        "rain": 1.4,
        "rainfall": 2.0,
        "rain sound": 2.0,
        "thunderstorm": 2.0,
        "thunder": 1.0,
        "nature sound": 3.0,
        "nature": 1.0,
        "soundscape": 2.0,
        "forest": 0.8,
        "ocean": 1.0,
        "wave": 0.5,
        "birdsong": 0.4,
        "stream": 0.5,
        "river": 0.8,
        "campfire": 1.5,
        "waterfall": 1.5,
        "wind": 0.3,
        "white noise": 3.0,
        "ambience": 1.5,
        "storm": 1.0,
        "rainy": 1.0,
        "beach": 0.6,
        "cricket": 0.8,
    },
    slowest_bpm=50.0,
    fastest_bpm=70.0,
    usual_lufs=-17.5,
    major=Harmonies(
        a=("Iadd9 | IVmaj9 | vi9 | IVmaj9", "Imaj9 | iii7 | IVmaj9 | Vsus2", "IVmaj9 | Iadd9/3 | ii9 | Iadd9"),
        b=("vi9 | iii7 | IVmaj9 | Iadd9", "ii11 | vi9 | IVmaj9 | Vsus4"),
        c=("IVmaj9 | iv6 | Iadd9/5 | vi9", "bVIIadd9 | IVmaj9 | Iadd9 | %"),
        bridge=("bVImaj9 | bVIIadd9 | Iadd9 | %", "ii11 | IVmaj9 | vi9 | Vsus4"),
        close=("IVmaj9 | Iadd9", "iv6 | Iadd9"),
    ),
    minor=Harmonies(
        a=("iadd9 | bVImaj9 | bIIImaj7 | bVIIadd9", "i9 | iv9 | bVImaj9 | v7", "i11 | bVImaj9 | iv9 | bVIIsus2"),
        b=("bVImaj9 | bVIIadd9 | i9 | v7", "iv9 | bIIImaj9 | bVImaj9 | bVIIsus4"),
        c=("iv9 | i9 | bVImaj9 | bVIIadd9", "bIIImaj9 | v7 | bVImaj9 | iv9"),
        bridge=("bVImaj9 | iv9 | bIIImaj7 | bVIIsus4", "bIImaj7#11 | % | bVImaj9 | v7"),
        close=("iv9 | iadd9", "bVImaj9 | iadd9"),
    ),
    major_modes=(Mode.IONIAN, Mode.LYDIAN),
    minor_modes=(Mode.AEOLIAN, Mode.DORIAN),
    minor_share=0.5,
    layers=(
        Layer(
            Role.LEAD,
            ("felt piano", "bamboo flute", "harp", "handpan", "nylon guitar", "glass pad", "kalimba", "cello"),
            (sing(Manner(colour=0.7, velocity=0.48, connected=1.0, rest=0.3)),),
            decibels=-1.0,
            pan=0.1,
            send=0.5,
            echo_gain=0.22,
            echo_beats=1.5,
        ),
        Layer(
            Role.ANSWER,
            ("harp", "glass pad", "kalimba", "clarinet", "felt piano"),
            (answer(Manner(colour=0.7, velocity=0.4, connected=1.0)),),
            enters_at=0.5,
            decibels=-5.0,
            pan=-0.35,
            send=0.6,
            chance=0.5,
        ),
        Layer(
            Role.CHORDS,
            ("felt piano", "nylon guitar", "harp", "electric piano"),
            (
                broken("0.2.1.3.", "0213....", "0..2.1..", velocity=0.38, rest=0.3, ring_beats=4.0),
                sparkle(0.4, every_beats=2.5, ring_beats=6.0),
            ),
            enters_at=0.4,
            decibels=-5.0,
            pan=-0.15,
            send=0.45,
            layout=TRIAD,
            chance=0.85,
        ),
        Layer(
            Role.PAD,
            ("warm pad", "strings", "airy pad", "choir", "breath pad"),
            (hold(0.45),),
            decibels=-2.0,
            send=0.5,
            layout=WIDE,
        ),
        Layer(
            Role.BASS, ("sub bass", "bowed bass"), (pedal(0.46), roots(0.46)), enters_at=0.45, decibels=-5.0, send=0.1
        ),
    ),
    rhythms=("4 4 8", "6 2 8", "r2 2 4 8", "2 2 4 8", "3 1 4 8", "8 4 4", "4 2 2 8", "r4 4 8", "2 6 8"),
    plans=("a . b .", "a . . b", "a b . .", "a . a' ."),
    reach=3.5,
    feel=Feel(jitter_seconds=0.02, rubato=0.4, strum_seconds=0.03),
    rooms=(
        Room(3.2, 0.4, 0.025, early=0.2, bloom_seconds=0.06, ceiling_hertz=7000.0),
        Room(4.2, 0.35, 0.035, early=0.15, bloom_seconds=0.1, ceiling_hertz=6000.0),
    ),
    beds=(("rain", -7.0),),
    lead_in_seconds=2.5,
    recolourings=(Recolouring.ENRICH, Recolouring.BORROW),
    bridge_shifts=(0, 0, -2, 5),
    melody_share=0.55,
)
