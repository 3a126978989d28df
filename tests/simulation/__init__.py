"""Simulated weeks with real workers, held against an independent calculation of what people must be told."""
