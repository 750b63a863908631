"""From voices to one finished sound: places, rooms, tape, the sum and its level."""
