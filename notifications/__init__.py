"""Who is told what, by which channel: the outbox and its delivery."""
