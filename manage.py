#!/usr/bin/env python
"""Django's command line, with the database role that fits the command."""

import os
import sys

SCHEMA_COMMANDS = {"makemigrations", "migrate", "optimizemigration", "showmigrations", "sqlmigrate", "squashmigrations"}
"""Commands that read or change the schema; they connect as its owner. Everything else connects as the runtime role."""


def main() -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if len(sys.argv) > 1 and sys.argv[1] in SCHEMA_COMMANDS:
        os.environ["KAWAL_ROLE"] = "owner"
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
