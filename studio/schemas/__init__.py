"""Values that cross a boundary: HTTP bodies, the language model's reply, JSON columns."""
