"""What the sweep does when time passes and nobody acts."""
