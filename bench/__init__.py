"""Measurements, each a module with `measure(data)`: run with `make bench`."""
