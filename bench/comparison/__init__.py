"""What a team would otherwise write: a transition with its history, and a plain human task."""
