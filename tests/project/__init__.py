"""The project as a whole: how it is built, started, killed and checked."""
