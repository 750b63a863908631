"""Ways to make a sound from numbers: each module is one of them. No music is decided here."""
