"""What dark academia and solo classical music sound and look like. Data only."""

from studio.providers.llm.vocabulary import Palette, list_scenes

ACADEMIA = Palette(
    words=(
        "academia",
        "academic",
        "gothic",
        "library",
        "scholar",
        "literature",
        "poet",
        "classical",
        "piano",
        "violin",
        "orchestra",
    ),
    styles=(
        "chamber neoclassical",
        "solo piano in a Romantic manner",
        "melancholy string quartet",
        "minimalist piano and strings",
        "a slow nocturne",
        "a cello-led elegy",
    ),
    leads=(
        "an intimate felt piano",
        "a solo cello",
        "a solo violin",
        "a viola in its low register",
        "an old grand piano",
        "a bassoon",
        "an oboe",
        "a harpsichord",
    ),
    beds=(
        "sustained strings",
        "a quiet string quartet",
        "low piano octaves and a distant choir",
        "harp arpeggios and double bass",
        "a hushed organ pedal",
        "muted violas and cellos",
        "plucked strings and soft horns",
    ),
    textures=(
        "the air of a stone hall",
        "creaking wood and pedal noise",
        "bow noise close to the ear",
        "a long dark reverb",
        "a fireplace far away",
        "candle-quiet room tone",
    ),
    slowest_bpm=52,
    fastest_bpm=92,
    visual_style="dark oil painting with candlelight contrast",
    phrases=("Candle and Ink", "The Closed Stacks", "Ivy and Dust", "Letters Never Sent"),
    use="reading, writing and long evenings with books",
    tags=("dark academia music", "classical study music", "piano and strings", "reading music"),
    scenes=list_scenes("""
Candle Stairs | a spiral staircase lit by candles in niches
The Reading Room | a vaulted reading room with green lamps
Ink and Ivory | an inkwell, a letter knife and piano keys
Cloister Walk | a stone cloister around a wet lawn
The Anatomy Hall | a steep wooden lecture hall with chalk on the board
Herbarium | pressed plants and glass jars on a long table
Ivy Gate | an iron gate grown over with ivy
Marble Bust | a marble bust among leather volumes
The Clock Tower | a university clock tower above bare trees
Unsent Letter | a sealed letter beside a guttering candle
Attic Manuscript | a manuscript on a lectern in an attic
The Music Room | a panelled music room with a dust-covered cello
Chapel Organ | organ pipes rising into a dark chapel
Raven Window | a raven on the ledge of a leaded window
"""),
)
