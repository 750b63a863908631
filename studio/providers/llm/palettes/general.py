"""What every niche that no other palette knows sounds and looks like. Data only."""

from studio.providers.llm.vocabulary import Palette, list_scenes

GENERAL = Palette(
    words=(),
    styles=(
        "a warm instrumental",
        "a spacious downtempo piece",
        "a gentle cinematic theme",
        "a quiet chamber-pop piece",
        "an organic ambient piece",
        "a slow electro-acoustic piece",
    ),
    leads=(
        "a felt piano",
        "a clean electric guitar",
        "a solo cello",
        "a soft synth lead",
        "a flute",
        "a vibraphone",
        "an acoustic guitar",
        "a muted trumpet",
    ),
    beds=(
        "slow strings and sub bass",
        "warm pads and brushed drums",
        "plucked strings and a soft kick",
        "organ chords and light percussion",
        "bowed bass and bells",
        "an electric piano and round bass",
        "layered guitars and a low pulse",
    ),
    textures=(
        "a wide, soft reverb",
        "close, dry detail",
        "tape warmth",
        "a hint of room noise",
        "air between the notes",
        "distant field recordings",
    ),
    slowest_bpm=60,
    fastest_bpm=100,
    visual_style="cinematic photograph with natural light",
    phrases=("Quiet Distances", "The Unhurried Hour", "Rooms and Weather", "Between Two Lights"),
    use="working, resting and everything in between",
    tags=("instrumental music", "relaxing music", "music for focus", "calm music"),
    scenes=list_scenes("""
Harbour Wall | a harbour wall with small boats behind it
The Greenhouse | an old greenhouse with fogged panes
Signal Box | a disused signal box beside a single track
Long Table | a long wooden table set for nobody
Roof Garden | a roof garden above a quiet town
Observatory | a small domed observatory on a hill
Paper Boats | paper boats on a still canal
The Workshop | a workshop bench with tools and shavings
Field Radio | an old radio on a fence post in a field
Glass Bottles | coloured glass bottles on a sill
The Weathervane | a weathervane above tiled roofs
Winding Road | a road winding through low hills
Empty Theatre | the rows of an empty theatre, one light on stage
Footbridge | a footbridge over a slow river
"""),
)
