"""Composes, performs and records a piece of music for a prompt, with nothing but numbers.

No network, no samples, no model: what it makes belongs to whoever runs it. The way of a track: `brief` reads the
prompt, `planning` decides what the prompt leaves open over the whole album, `writing` puts the notes on paper by the
rules of `harmony`, `performance` gives them to hands, `sound` makes them heard, `mixing` puts them into a room,
`recording` writes the file. `styles` holds all that one kind of music decides: a new style is one file there.
"""
