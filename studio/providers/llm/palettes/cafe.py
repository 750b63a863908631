"""What cafés and bossa nova sound and look like. Data only."""

from studio.providers.llm.vocabulary import Palette, list_scenes

CAFE = Palette(
    words=(
        "cafe",
        "café",
        "coffee",
        "bossa",
        "brunch",
        "bistro",
        "bakery",
        "restaurant",
        "paris",
        "italian",
        "latin",
        "samba",
    ),
    styles=(
        "light bossa nova",
        "café jazz",
        "a slow samba",
        "gypsy-tinged swing",
        "easy acoustic jazz",
        "a breezy French waltz",
    ),
    leads=(
        "a nylon guitar",
        "a warm accordion",
        "a flute",
        "a clean jazz guitar",
        "an upright piano",
        "a soft alto saxophone",
        "a melodica",
        "a vibraphone",
    ),
    beds=(
        "soft shakers and upright bass",
        "brushed snare and rhythm guitar",
        "cross-stick drums and round bass",
        "a light conga and piano chords",
        "ticking hi-hat and cello pizzicato",
        "a second guitar in syncopation",
        "a gentle surdo pulse",
    ),
    textures=(
        "cups and quiet talk",
        "an open window on the street",
        "a close, dry room",
        "a breath of summer air",
        "a record player's warmth",
        "chairs on a tiled floor",
    ),
    slowest_bpm=76,
    fastest_bpm=124,
    visual_style="sunlit impressionist painting",
    phrases=("The Second Cup", "Sugar and Steam", "Table by the Window", "Slow Espresso"),
    use="coffee, cooking and easy conversation",
    tags=("cafe music", "bossa nova", "coffee shop music", "jazz cafe"),
    scenes=list_scenes("""
The Second Cup | two cups on a small round marble table
Bakery Window | a bakery window full of fresh bread
Striped Awning | a striped awning over pavement tables
Espresso Steam | steam rising from an espresso machine
Bicycle and Baguette | a bicycle with bread in its basket against a wall
Flower Stall | a flower stall on a street corner
Tiled Floor | a tiled café floor with long shadows of chairs
Harbour Terrace | a terrace above a harbour with white boats
The Zinc Bar | a zinc bar with glasses drying
Sugar Bowl | a sugar bowl, a newspaper and spectacles
Market Square | a market square with fruit stands
Chalkboard Menu | a chalkboard and a row of hanging cups
Courtyard Lemons | lemon trees in a whitewashed courtyard
Corner Patisserie | small cakes under a glass dome
"""),
)
