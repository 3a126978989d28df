"""What is filled in for a journey and its moves."""
