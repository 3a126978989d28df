"""The product's specification, run against a real PostgreSQL."""
