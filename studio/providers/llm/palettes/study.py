"""What study and focus sound and look like. Data only."""

from studio.providers.llm.vocabulary import Palette, list_scenes

STUDY = Palette(
    words=("lofi", "lo-fi", "study", "studying", "chillhop", "homework", "focus", "work", "coding", "beats"),
    styles=(
        "mellow lo-fi hip hop",
        "dusty boom-bap instrumental",
        "chillhop with jazz chords",
        "tape-warm downtempo",
        "soft lo-fi soul",
        "bedroom lo-fi with a swung beat",
    ),
    leads=(
        "a muted Rhodes piano",
        "a felt upright piano",
        "a nylon guitar",
        "a soft vibraphone",
        "a breathy flute sample",
        "a mellow jazz guitar",
        "a detuned electric piano",
        "a hushed trumpet",
    ),
    beds=(
        "warm sub bass and soft kick",
        "upright bass and brushed snare",
        "tape-worn pads and rim clicks",
        "round bass and shuffled hats",
        "lush seventh chords and a lazy snare",
        "a dusty drum break and low strings",
        "gentle sidechained pads",
    ),
    textures=(
        "vinyl crackle",
        "tape hiss and distant street sounds",
        "soft page turns",
        "a little wow and flutter",
        "room tone and a ticking clock",
        "faint birdsong behind the window",
    ),
    slowest_bpm=66,
    fastest_bpm=88,
    visual_style="cosy hand-drawn illustration with film grain",
    phrases=("Lamplight and Notebooks", "Quiet Pages", "The Late Desk", "Margins and Tea"),
    use="reading, writing and getting things done",
    tags=("lofi beats", "study music", "focus music", "chill beats"),
    scenes=list_scenes("""
Desk Lamp | a desk lamp over an open notebook and a stack of books
Paper Cranes | paper cranes on a window sill above a busy street
Rooftop Notes | a rooftop with a folding chair, a notebook and a water tower
Library Corner | a library corner between tall shelves, one table lit
Cold Tea | a forgotten cup of tea beside headphones and pencils
The Last Tram | an almost empty tram with a book on the seat
Cassette Weather | a cassette deck and loose tapes on a wooden floor
Sleeping Cat | a cat asleep on a pile of sketchbooks
Balcony Plants | a small balcony crowded with plants and a radio
Corner Shop | a corner shop with glowing drink shelves, seen across the street
Train Window | a train window with fields sliding past and a sketchbook on the table
Post-it Sky | a wall of paper notes around a round window
Night Bus Home | the upper deck of a bus with city lights beyond
Campus Bench | a bench under a maple tree on a quiet campus
"""),
)
