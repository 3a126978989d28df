"""How the parts are wired: settings, addresses, processes and the embedded database."""
