"""Many at once: races, kills, and exceptions in the middle of a move."""
