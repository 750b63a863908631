"""Meditation: a drone that stays, bowls and bells that ring out, a breath of melody. Next to nothing changes."""

from studio.providers.music.composer.harmony.keys import Mode
from studio.providers.music.composer.harmony.recolouring import Recolouring
from studio.providers.music.composer.instruments.base import Role
from studio.providers.music.composer.mixing.room import Room
from studio.providers.music.composer.styles.base import WIDE, Feel, Harmonies, Layer, Style
from studio.providers.music.composer.writing.accompaniment import broken, drone, hold, sparkle
from studio.providers.music.composer.writing.bass import pedal
from studio.providers.music.composer.writing.melody import Manner, answer, sing

STYLE = Style(
    name="meditation",
    words={
        "meditation": 3.0, "meditative": 2.5, "drone": 1.6, "singing bowl": 1.5, "zen": 2.5, "yoga": 2.5, "spa": 2.0,
        "healing": 1.5, "mindful": 1.5, "mindfulness": 2.0, "breathing": 0.8, "reiki": 2.5, "temple": 1.5, "bamboo": 0.8,
        "tibetan": 2.0, "chakra": 2.5, "slow drone": 1.0, "bowl": 0.8, "relaxation": 1.2, "massage": 1.5,
    },
    slowest_bpm=40.0,
    fastest_bpm=56.0,
    major=Harmonies(
        a=("Iadd9 | % | IVmaj9/1 | Iadd9", "Isus2 | Iadd9 | vi11/1 | Isus2", "Iadd9 | bVIIadd9/1 | IVadd9/1 | Iadd9",
           "Imaj9 | % | ii11/1 | Imaj9"),
        b=("IVmaj9/1 | Iadd9 | bVIIadd9/1 | Iadd9", "vi11 | IVmaj9 | Iadd9/1 | %", "iisus4/1 | Iadd9 | IVmaj7#11/1 | Iadd9"),
        c=("IVmaj9/1 | % | Isus2 | %", "vi11/1 | % | IVadd9/1 | Iadd9"),
        bridge=("bVIIadd9/1 | % | IVadd9/1 | %", "vi11 | % | ii11 | Vsus4/1"),
        close=("IVadd9/1 | Iadd9", "Vsus4/1 | Iadd9", "bVIIadd9/1 | Isus2"),
    ),
    minor=Harmonies(
        a=("iadd9 | % | bVIIadd9/1 | iadd9", "i11 | iv9/1 | i11 | %", "isus2 | bVImaj9/1 | bVIIsus2/1 | isus2"),
        b=("iv9/1 | iadd9 | bVIIadd9/1 | iadd9", "bVImaj9/1 | % | bVIIsus2/1 | i5", "IV/1 | iadd9 | v7/1 | iadd9"),
        c=("bVImaj7#11/1 | % | iadd9 | %", "iv9/1 | % | isus2 | %"),
        bridge=("bIImaj7#11/1 | % | iadd9 | %", "bVImaj9 | % | bVIIsus2 | %"),
        close=("iv9/1 | iadd9", "bVIIsus2/1 | i5", "bVImaj9/1 | isus2"),
    ),
    major_modes=(Mode.IONIAN, Mode.LYDIAN, Mode.MIXOLYDIAN),
    minor_modes=(Mode.DORIAN, Mode.AEOLIAN),
    minor_share=0.45,
    layers=(
        Layer(
            Role.LEAD,
            ("bamboo flute", "handpan", "glass pad", "harp", "kalimba", "voice lead", "felt piano"),
            (sing(Manner(colour=0.7, velocity=0.48, connected=1.0, rest=0.35)),),
            pan=0.1, send=0.65, echo_gain=0.28, echo_beats=1.5, decibels=-1.0,
        ),
        Layer(
            Role.ANSWER, ("glass pad", "handpan", "kalimba", "bells", "harp"), (answer(Manner(colour=0.7, velocity=0.4, connected=1.0)),),
            enters_at=0.5, pan=-0.35, send=0.7, echo_gain=0.3, echo_beats=1.5, decibels=-6.0, chance=0.5,
        ),
        Layer(Role.PAD, ("drone", "harmonium", "warm pad"), (drone(0.46),), pan=-0.05, send=0.35, decibels=-1.0),
        Layer(
            Role.PAD, ("airy pad", "choir", "breath pad", "strings", "warm pad"), (hold(0.45),), pan=0.1, send=0.6, decibels=-3.0,
            layout=WIDE, enters_at=0.35,
        ),
        Layer(
            Role.FIGURE, ("singing bowl", "bells", "singing bowl"), (sparkle(0.46, every_beats=8.0, ring_beats=16.0, cluster=0.1),),
            pan=-0.3, send=0.6, decibels=-1.5,
        ),
        Layer(
            Role.FIGURE, ("harp", "kalimba", "handpan", "marimba"),
            (broken("0.2.3.1.", "0..2..3.", "0...2...", velocity=0.36, rest=0.4, ring_beats=6.0), sparkle(0.38, every_beats=4.0, ring_beats=8.0)),
            enters_at=0.55, pan=0.35, send=0.65, decibels=-7.0, chance=0.6,
        ),
        Layer(Role.BASS, ("sub bass", "bowed bass", "drone"), (pedal(0.45),), enters_at=0.4, decibels=-5.0, send=0.1, chance=0.8),
    ),
    rhythms=("8 8", "6 2 8", "4 4 8", "r4 4 8", "3 1 4 8", "r2 2 4 8", "12 r4", "2 6 8", "r2 6 8", "4 2 2 8"),
    plans=("a . b .", "a . . b", "a b . .", "a . a' ."),
    reach=3.5,
    feel=Feel(jitter_seconds=0.03, rubato=0.4, strum_seconds=0.05),
    rooms=(
        Room(5.5, 0.35, 0.04, early=0.1, bloom_seconds=0.18, ceiling_hertz=6000.0),
        Room(4.4, 0.45, 0.03, early=0.15, bloom_seconds=0.1, ceiling_hertz=7500.0),
    ),
    beds=(("wind", -19.0),),
    lead_in_seconds=1.0,
    harmony_bars=2,
    recolourings=(Recolouring.ENRICH,),
    bridge_shifts=(0, 0, 5, -2),
    melody_share=0.6,
)  # fmt: skip
