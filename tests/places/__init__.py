"""Places, offices and who works there."""
