"""What period salons and ballrooms sound and look like. Data only."""

from studio.providers.llm.vocabulary import Palette, list_scenes

CHAMBER = Palette(
    words=(
        "regency",
        "chamber",
        "baroque",
        "ballroom",
        "bridgerton",
        "victorian",
        "waltz",
        "royal",
        "palace",
        "austen",
        "rococo",
        "georgian",
    ),
    styles=(
        "elegant chamber music",
        "a graceful minuet",
        "a courtly waltz",
        "a light string quartet",
        "a salon duet",
        "a pastoral divertimento",
    ),
    leads=(
        "a fortepiano",
        "a solo violin",
        "a wooden flute",
        "a clarinet",
        "a harpsichord",
        "a classical harp",
        "an oboe",
        "a small string quartet",
    ),
    beds=(
        "pizzicato cellos",
        "gentle string accompaniment",
        "a walking cello line and soft violas",
        "broken chords on a harp",
        "horns held far in the background",
        "a quiet continuo",
        "second violins in thirds",
    ),
    textures=(
        "the bloom of a panelled salon",
        "a candlelit ballroom's echo",
        "gut strings played lightly",
        "garden air through open doors",
        "close, intimate bowing",
        "a polished wooden floor underfoot",
    ),
    slowest_bpm=72,
    fastest_bpm=126,
    visual_style="early nineteenth-century oil painting with fine brushwork",
    phrases=("The Morning Room", "Letters and Lace", "An Invitation", "The Second Waltz"),
    use="tea, letters, reading and daydreams",
    tags=("regency music", "chamber music", "classical ballroom music", "period drama music"),
    scenes=list_scenes("""
The Morning Room | a pale blue morning room with a writing desk
Calling Cards | calling cards and gloves on a silver tray
The Second Waltz | an empty ballroom with hundreds of candles
Rose Walk | a gravel walk between rose beds
Carriage Drive | a carriage waiting before a country house
The Orangery | orange trees in a glass-walled orangery
Pianoforte | a square piano with an open score and a vase
Lace and Ribbon | lace, ribbon and a fan on a dressing table
The Folly | a small columned folly beside a lake
Portrait Gallery | a long gallery of portraits and tall windows
Tea in the Garden | a tea table laid under a lime tree
The Staircase | a sweeping marble staircase with flowers
Sealed with Wax | a letter, a candle and red sealing wax
Country Dance | an assembly room with chairs along the wall and a fiddle
"""),
)
