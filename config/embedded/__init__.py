"""The embedded PostgreSQL: for trying out, tests and one-machine pilots.

One *keeper* process per data folder owns the server. Everybody who uses the database calls `hold()` and so has a shared
lock on ``users.lock``; the kernel frees it however the holder ends, and passes it on to children that inherit it. When
nobody holds it, the keeper takes it alone, stops PostgreSQL and ends; who comes meanwhile waits for that and starts a
new keeper. So there is no counting, no clean-up after a crash, and no order in which commands must start or end.
"""

from .hold import Hold, hold

__all__ = ["Hold", "hold"]
