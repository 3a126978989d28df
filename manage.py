#!/usr/bin/env python
"""Django's command line, with the database running and the role that fits the command."""

import os
import sys
from contextlib import nullcontext

from config import embedded
from config.database import data_folder, is_embedded
from config.errors import StartError

SCHEMA_COMMANDS = {
    "backup",
    "makemigrations",
    "migrate",
    "optimizemigration",
    "restore",
    "showmigrations",
    "sqlmigrate",
    "squashmigrations",
}
"""Commands that read or change the schema; they connect as its owner. Everything else connects as the runtime role."""


def main() -> None:
    """Run one management command; the embedded database, if it is used, runs at least as long."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if len(sys.argv) > 1 and sys.argv[1] in SCHEMA_COMMANDS:
        os.environ["KAWAL_ROLE"] = "owner"
    try:
        with embedded.hold(data_folder(os.environ)) if is_embedded(os.environ) else nullcontext():
            from django.core.management import execute_from_command_line

            execute_from_command_line(sys.argv)
    except StartError as error:
        sys.exit(f"kawal: {error}")


if __name__ == "__main__":
    main()
