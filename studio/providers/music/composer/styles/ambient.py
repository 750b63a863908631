"""Ambient: slow modal chords in a great space, over which little happens and nothing hurries."""

from studio.providers.music.composer.harmony.keys import Mode
from studio.providers.music.composer.harmony.recolouring import Recolouring
from studio.providers.music.composer.instruments.base import Role
from studio.providers.music.composer.mixing.room import Room
from studio.providers.music.composer.styles.base import WIDE, Feel, Harmonies, Layer, Style
from studio.providers.music.composer.writing.accompaniment import broken, hold, ostinato, sparkle
from studio.providers.music.composer.writing.bass import pedal, roots
from studio.providers.music.composer.writing.melody import Manner, answer, guide_line, sing

STYLE = Style(
    name="ambient",
    words={
        "ambient": 2.5, "spacious": 1.2, "atmospheric": 1.0, "weightless": 1.5, "space": 0.8, "evolving pad": 1.0,
        "synth pad": 1.0, "sleep": 1.0, "dreamy": 0.6, "cosmic": 1.2, "nebula": 1.0, "ethereal": 1.2, "floating": 0.8,
        "minimalism": 0.6, "post-rock": 1.0, "cinematic": 0.6, "calm": 0.2, "aurora": 0.8,
    },
    slowest_bpm=48.0,
    fastest_bpm=66.0,
    major=Harmonies(
        a=("Iadd9 | IVmaj9/1 | vi11 | IVmaj7#11", "Imaj9 | iii7 | IVmaj9 | Iadd9/3", "Iadd9 | Vsus4/1 | IVmaj9/1 | Iadd9",
           "IVmaj9 | Iadd9/3 | ii9 | vi7"),
        b=("vi9 | IVmaj9 | Iadd9/3 | Vsus4", "IVmaj7#11 | vi9 | iii7 | Vsus2", "ii11 | vi9 | IVmaj9 | Iadd9"),
        c=("bVIIadd9 | IVmaj9 | Iadd9 | %", "vi11 | iii7 | IVmaj9 | ii9", "IVmaj9 | iv6 | Iadd9/5 | Vsus4"),
        bridge=("bVImaj9 | bVIIadd9 | Iadd9/1 | %", "vi9 | ii11 | bVIImaj7 | Vsus4", "bIIImaj7 | bVIImaj7 | IVmaj9 | Vsus2"),
        close=("IVmaj9/1 | Iadd9", "iv6 | Iadd9", "Vsus4/1 | IVmaj9/1 | Iadd9"),
    ),
    minor=Harmonies(
        a=("i9 | bVImaj9 | bIIImaj7 | bVIIadd9", "iadd9 | iv9/1 | bVImaj9 | iadd9", "i11 | bVIIadd9 | iv9 | bVImaj7#11"),
        b=("bVImaj9 | bVIIadd9 | i9 | v7", "iv9 | bVImaj9 | bIIImaj9 | bVIIsus4", "bIIImaj9 | v7 | iv9 | bVImaj9"),
        c=("iv9 | i9 | bVImaj9 | bVIIsus2", "bVImaj9 | bIIImaj7 | iv9 | v7", "IV | i9 | bVIIadd9 | i9"),
        bridge=("bIImaj7#11 | % | bVImaj9 | bVIIsus4", "iv9 | bIIImaj9 | bVImaj9 | bVIIsus4", "bVImaj9 | iv9 | bIIImaj7 | v7"),
        close=("bVImaj9 | iadd9", "iv9/1 | iadd9", "bVIIsus2/1 | iadd9"),
    ),
    major_modes=(Mode.IONIAN, Mode.LYDIAN, Mode.MIXOLYDIAN),
    minor_modes=(Mode.AEOLIAN, Mode.DORIAN),
    minor_share=0.5,
    layers=(
        Layer(
            Role.LEAD,
            ("felt piano", "soft lead", "clean guitar", "glass pad", "voice lead", "bamboo flute", "cello", "synth bell"),
            (sing(Manner(colour=0.75, velocity=0.5, connected=1.0)),),
            decibels=-1.0, pan=0.06, send=0.6, echo_gain=0.32, echo_beats=1.5,
        ),
        Layer(
            Role.ANSWER,
            ("glass pad", "bells", "felt piano", "harp", "synth bell", "voice lead"),
            (answer(Manner(colour=0.75, velocity=0.42, connected=1.0)),),
            enters_at=0.5, decibels=-5.0, pan=-0.4, send=0.75, echo_gain=0.35, echo_beats=1.5, chance=0.6,
        ),
        Layer(Role.PAD, ("warm pad", "strings", "airy pad", "synth strings"), (hold(0.5),), decibels=-1.0, pan=-0.1, send=0.5,
              layout=WIDE),
        Layer(Role.PAD, ("choir", "breath pad", "bell pad", "airy pad", "harmonium"), (hold(0.4),), enters_at=0.5, decibels=-7.0,
              pan=0.15, send=0.65, layout=WIDE, chance=0.75),
        Layer(
            Role.FIGURE,
            ("harp", "clean guitar", "polysynth", "glass piano", "marimba", "kalimba", "felt piano"),
            (
                broken("0213", "0321", "02.13.2.", velocity=0.42, rest=0.25, unit=0.5, ring_beats=4.0),
                ostinato("0.2.1.3.", "02.3.1..", "0..2..1.", velocity=0.4, ring_beats=4.0),
                sparkle(0.42, every_beats=3.0, ring_beats=8.0),
            ),
            enters_at=0.45, decibels=-6.0, pan=0.35, send=0.6, echo_gain=0.4, chance=0.8,
        ),
        Layer(Role.FIGURE, ("bells", "singing bowl", "celesta", "synth bell"), (sparkle(0.38, every_beats=7.0, ring_beats=8.0),),
              decibels=-10.0, pan=-0.45, send=0.8, chance=0.6),
        Layer(Role.COUNTER, ("cello", "horns", "string quartet", "viola", "soft lead"), (guide_line(0.45),), enters_at=0.65,
              decibels=-6.0, pan=0.2, send=0.5, chance=0.6),
        Layer(Role.BASS, ("sub bass", "drone", "bowed bass"), (pedal(0.5), roots(0.5)), enters_at=0.3, decibels=-3.0, send=0.1),
    ),
    rhythms=(
        "4 4 8", "6 2 8", "2 2 4 8", "r2 2 4 8", "4 2 2 4 r4", "8 4 4", "3 1 4 8", "r4 4 2 6", "2 6 r8", "6 4 6 r16",
        "r2 6 4 4",
    ),
    plans=("a . b .", "a b . c", "a . a' b", "a b a' ."),
    reach=3.5,
    feel=Feel(jitter_seconds=0.02, rubato=0.3, strum_seconds=0.03),
    rooms=(
        Room(4.6, 0.4, 0.03, early=0.15, bloom_seconds=0.12, ceiling_hertz=7000.0),
        Room(5.8, 0.3, 0.045, early=0.1, bloom_seconds=0.2, ceiling_hertz=5500.0),
        Room(3.4, 0.5, 0.02, early=0.2, bloom_seconds=0.06, ceiling_hertz=8500.0),
    ),
    lead_in_seconds=0.8,
    recolourings=(Recolouring.BORROW, Recolouring.ENRICH, Recolouring.SUSPEND),
    bridge_shifts=(0, 0, -2, 5),
    melody_share=0.65,
)  # fmt: skip
