"""Test data, made the way the product makes it."""
