"""Staff who are absent, leave or move, and offices that close: no case stays behind."""
