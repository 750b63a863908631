"""What folk, fantasy and the fireside sound and look like. Data only."""

from studio.providers.llm.vocabulary import Palette, list_scenes

HEARTH = Palette(
    words=(
        "fantasy",
        "medieval",
        "celtic",
        "tavern",
        "cottage",
        "folk",
        "acoustic",
        "fireplace",
        "hobbit",
        "elven",
        "bard",
        "guitar",
        "country",
        "christmas",
        "cozy",
        "cosy",
        "hygge",
    ),
    styles=(
        "gentle acoustic folk",
        "a Celtic air",
        "a bardic tavern tune",
        "fireside fingerstyle",
        "a wandering pastoral",
        "a quiet hearth song without words",
    ),
    leads=(
        "a fingerpicked steel guitar",
        "a Celtic harp",
        "a low whistle",
        "a fiddle",
        "a lute",
        "a mandolin",
        "a wooden recorder",
        "a hammered dulcimer",
    ),
    beds=(
        "a soft frame drum and cello",
        "droning strings",
        "accordion chords and plucked bass",
        "a second guitar in open tuning",
        "a hurdy-gurdy drone and hand percussion",
        "warm low strings",
        "a harmonium and light shaker",
    ),
    textures=(
        "a crackling hearth",
        "wind in the eaves",
        "a wooden room's closeness",
        "distant sheep bells",
        "fingers sliding on strings",
        "a brook nearby",
    ),
    slowest_bpm=62,
    fastest_bpm=108,
    visual_style="storybook painting with warm detail",
    phrases=("Hearth and Hollow", "The Wayfarer's Inn", "Moss and Ember", "Tales by the Fire"),
    use="reading, games, cooking and rainy Sundays",
    tags=("folk music", "acoustic music", "fantasy music", "fireplace music"),
    scenes=list_scenes("""
The Wayfarer's Inn | a timbered inn with a lantern over the door
Moss Bridge | a mossy stone bridge in a deep wood
Hearth and Kettle | a kettle over an open hearth
Hollow Oak | a hollow oak with a tiny lit window
Shepherd's Hill | a hill with a hut and a low stone wall
Herb Garret | a garret hung with drying herbs
Map Room | old maps and a compass on a rough table
The Mill Race | a water mill with a turning wheel
Harvest Barn | a barn full of hay with open doors
Standing Stones | standing stones on a green ridge
Woodsmoke | a cottage chimney smoking above a clearing
The Ferryman | a flat ferry moored among reeds
Bread and Honey | bread, honey and wild flowers on a board
Castle Ruin | a ruined tower with a rowan tree
"""),
)
