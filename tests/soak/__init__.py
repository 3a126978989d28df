"""Long random runs: `make soak`. Each can be stopped and goes on where it was."""
