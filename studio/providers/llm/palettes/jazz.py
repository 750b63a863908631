"""What jazz and blues sound and look like. Data only."""

from studio.providers.llm.vocabulary import Palette, list_scenes

JAZZ = Palette(
    words=("jazz", "blues", "swing", "speakeasy", "noir", "saxophone", "lounge"),
    styles=(
        "slow ballad jazz",
        "smoky trio jazz",
        "cool West Coast jazz",
        "late-night blues",
        "brushed swing",
        "modal jazz",
    ),
    leads=(
        "a tenor saxophone",
        "a muted trumpet",
        "a hollow-body guitar",
        "a grand piano",
        "a clarinet in its low register",
        "a vibraphone",
        "a flugelhorn",
        "a Hammond organ, played softly",
    ),
    beds=(
        "upright bass and brushes",
        "walking bass and ride cymbal",
        "sparse piano and double bass",
        "bowed bass and mallets on toms",
        "comping guitar and brushed snare",
        "soft organ chords and a slow shuffle",
        "piano voicings in fourths and light cymbals",
    ),
    textures=(
        "the murmur of a small club",
        "a close, woody room sound",
        "ribbon-microphone warmth",
        "a breath before each phrase",
        "a faint clink of glasses",
        "a long plate reverb",
    ),
    slowest_bpm=56,
    fastest_bpm=104,
    visual_style="cinematic night photograph with grain and deep contrast",
    phrases=("Velvet Hours", "The Corner Table", "Last Set", "Brass and Shadow"),
    use="late dinners, reading and unwinding",
    tags=("jazz music", "smooth jazz", "relaxing jazz", "jazz bar"),
    scenes=list_scenes("""
Corner Booth | a corner booth with a brass lamp and two glasses
The Side Door | the side door of a jazz club with a small awning
Brass Rail | a polished bar with a brass rail and rows of bottles
Empty Bandstand | a small stage with a double bass leaning on a chair
Taxi Light | a waiting taxi on a shining street
Blue Piano | a grand piano under one blue spotlight
Cigar Box | an old cigar box, a watch and sheet music on a table
Hotel Lobby | a hotel lobby with palms and a spiral stair
Fire Escape | an iron fire escape with a trumpet case on a step
River Lights | city lights drawn out across a dark river
Record Cellar | a cellar full of records with one turning turntable
Street Umbrella | a single umbrella under a row of street lamps
Closing Time | stacked chairs and one lit table in an empty bar
The Alley Cat | an alley with a neon sign and a cat on a crate
"""),
)
