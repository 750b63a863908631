"""What synthesisers and the city at night sound and look like. Data only."""

from studio.providers.llm.vocabulary import Palette, list_scenes

CITY = Palette(
    words=(
        "synth",
        "retro",
        "neon",
        "cyber",
        "city",
        "vapor",
        "drive",
        "urban",
        "80s",
        "electronic",
        "chillwave",
        "tokyo",
    ),
    styles=(
        "slow synthwave",
        "dreamy chillwave",
        "night-drive electronica",
        "vaporous downtempo",
        "warm analogue house",
        "cinematic retro electronica",
    ),
    leads=(
        "a glassy analogue lead",
        "a chorused electric guitar",
        "a bell-like FM piano",
        "a soft saw lead",
        "a vocoder-like pad melody",
        "an arpeggiated polysynth",
        "a fretless bass melody",
        "a talking synth brass",
    ),
    beds=(
        "pulsing bass and gated drums",
        "wide pads and a slow drum machine",
        "deep bass and soft claps",
        "shimmering chords and a steady kick",
        "a rolling sequence and low toms",
        "slow sidechained strings",
        "muted percussion and a warm sub",
    ),
    textures=(
        "distant traffic",
        "tape saturation",
        "radio static between phrases",
        "wide chorus and delay",
        "rain on a windscreen",
        "a train passing below",
    ),
    slowest_bpm=74,
    fastest_bpm=112,
    visual_style="neon-lit cinematic photograph with haze",
    phrases=("Signals After Dark", "The Overpass", "Chrome Horizon", "Static and Stars"),
    use="night drives, coding and drawing",
    tags=("synthwave", "chillwave", "night drive music", "electronic music"),
    scenes=list_scenes("""
The Overpass | an empty overpass above a glowing city
Vending Light | vending machines glowing in a side street
Glass Tower | a glass tower mirroring its neighbours
Last Platform | a train platform with one departure sign lit
Parking Level Five | a car alone on the top level of a car park
Arcade Floor | an arcade with humming machines and a patterned carpet
Sunset Grid | a straight road towards a striped sun
Rain Market | a covered night market with steam and signs
The Tunnel | a long road tunnel with orange lamps
Satellite Dish | a satellite dish on a flat roof under stars
Chrome Diner | a chrome diner at the edge of town
Harbour Cranes | harbour cranes with red lights above black water
Night Pool | a lit swimming pool on a roof terrace
Monorail | a monorail gliding between towers
"""),
)
