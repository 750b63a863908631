"""Keys, chords and how one leads to the next. Pure; no rhythm, no sound."""
