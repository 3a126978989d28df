"""What is filled in for a complaint: its opening, and its moves by phase."""
