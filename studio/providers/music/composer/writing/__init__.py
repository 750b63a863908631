"""How a piece is written: its form, its themes, and what each part makes of the harmony. Pure."""
