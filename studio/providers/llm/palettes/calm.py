"""What meditation, sleep and ambient music sound and look like. Data only."""

from studio.providers.llm.vocabulary import Palette, list_scenes

CALM = Palette(
    words=(
        "meditat",
        "sleep",
        "calm",
        "yoga",
        "spa",
        "zen",
        "heal",
        "relax",
        "mindful",
        "breath",
        "reiki",
        "ambient",
        "space",
        "cosmic",
        "dream",
        "drone",
    ),
    styles=(
        "spacious ambient",
        "slow drone and bells",
        "weightless ambient piano",
        "breathing synth pads",
        "minimal ambient guitar",
        "deep, warm ambient",
    ),
    leads=(
        "singing bowls",
        "a bamboo flute",
        "a soft glass harmonica",
        "a distant felt piano",
        "a bowed vibraphone",
        "a kalimba",
        "a slow harp",
        "wordless airy synth tones",
    ),
    beds=(
        "long evolving pads",
        "a low drone and slow swells",
        "soft string harmonics",
        "warm analogue chords",
        "breath-like filtered noise",
        "deep sub tones and distant bells",
        "slowly crossing sine tones",
    ),
    textures=(
        "water over stones",
        "wind in bamboo",
        "a very long, dark reverb",
        "night insects far away",
        "soft rain outside",
        "nearly silent pauses",
    ),
    slowest_bpm=40,
    fastest_bpm=62,
    visual_style="minimal, softly focused photograph with much stillness",
    phrases=("Still Water", "The Long Breath", "Weightless", "A Room of Air"),
    use="meditation, rest and slow breathing",
    tags=("meditation music", "relaxing music", "ambient music", "deep relaxation"),
    scenes=list_scenes("""
Still Water | a mountain lake without a ripple
Raked Sand | a raked gravel garden around three stones
Lotus Hour | a single lotus on dark water
Paper Lantern | a paper lantern beside a sliding screen
The Open Hand | smooth pebbles balanced beside the sea
Bamboo Path | a path through tall bamboo
Incense Thread | one thread of incense smoke in a bare room
Tide Line | the line of the tide on an endless beach
Moss Temple | a small temple roof above a garden of moss
Far Nebula | a faint nebula above a black horizon
Floating Island | a rock with one pine tree above a sea of cloud
White Curtain | a white curtain moving in an open window
Hot Spring | steam over a stone pool in the forest
Slow River | a wide river turning through a valley
"""),
)
