"""AI Background Channel Studio: curated album videos of long background music."""
