"""What landscapes and the open air sound and look like. Data only."""

from studio.providers.llm.vocabulary import Palette, list_scenes

NATURE = Palette(
    words=(
        "nature",
        "forest",
        "ocean",
        "sea",
        "beach",
        "garden",
        "mountain",
        "river",
        "desert",
        "island",
        "tropical",
        "summer",
        "spring",
        "autumn",
    ),
    styles=(
        "cinematic ambient folk",
        "airy acoustic ambient",
        "open-air minimalism",
        "warm organic downtempo",
        "a slow orchestral pastoral",
        "wide post-rock without drums",
    ),
    leads=(
        "an acoustic guitar",
        "a wooden flute",
        "a soft piano",
        "a pedal steel guitar",
        "a clarinet",
        "a handpan",
        "a solo cello",
        "a marimba",
    ),
    beds=(
        "slow strings",
        "warm pads and a soft pulse",
        "bowed guitars",
        "low horns and harp",
        "hand percussion and bass",
        "a harmonium and light bells",
        "woodwinds in close harmony",
    ),
    textures=(
        "birdsong at a distance",
        "waves on shingle",
        "wind over grass",
        "a stream under the melody",
        "leaves and small wings",
        "wide outdoor air",
    ),
    slowest_bpm=54,
    fastest_bpm=96,
    visual_style="large-format landscape photograph with fine detail",
    phrases=("Far Country", "Salt and Cedar", "The Green Hour", "Where the Path Turns"),
    use="walking, resting and looking out of the window",
    tags=("nature music", "peaceful music", "acoustic ambient", "calm music"),
    scenes=list_scenes("""
Cedar Path | a path between old cedars
Salt Marsh | a salt marsh with a thin line of birds
Cliff Meadow | a flowering meadow at the edge of a cliff
The Lighthouse | a white lighthouse on a rocky point
Fern Valley | a valley of ferns below tall trees
Driftwood | driftwood on a grey beach
Upper Lake | a high lake under a ridge
Waterfall Steps | a waterfall falling in steps over dark rock
Birch Light | a grove of birches with light between them
Red Canyon | a canyon with layered red walls
Orchard Row | a row of apple trees on a slope
Island Ferry | an island seen from the rail of a ferry
Heron Pool | a heron at the edge of a clear pool
Dune Grass | grass bending on a high dune
"""),
)
