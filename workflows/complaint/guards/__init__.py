"""What must hold for a complaint's moves; each guard says in words what is missing and what to do."""
