"""What must hold before a journey moves; every guard says in words what is missing and what to do."""
