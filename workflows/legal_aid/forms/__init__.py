"""What is filled in for a legal-aid case, its moves and its acts."""
