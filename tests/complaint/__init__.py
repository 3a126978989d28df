"""The complaint, act by act."""
