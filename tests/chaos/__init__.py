"""Everything that runs is killed at random while cases fall due; what people are told must come through, once."""
