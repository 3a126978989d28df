"""Fills a chaos database; a process of its own: `python -m tests.chaos.town CASES`, then `… broken` looks at it."""

from __future__ import annotations

import sys

import django
from django.conf import settings

from config import embedded


def main() -> None:
    """Build the tests' world and open so many complaints at the district, or say what is broken."""
    django.setup()
    with embedded.hold(settings.KAWAL_DATA):
        _do(sys.argv[1])


def _do(wanted: str) -> None:
    from casework.models import User
    from notifications.models import Channel, Group, Preference
    from tests.complaint.given import at_district
    from tests.invariants import broken
    from tests.world import build, load

    if wanted == "broken":
        sys.stdout.write("\n".join(broken()))
        return
    build()
    world = load()
    for user in User.objects.filter(full_name__endswith="Kepala"):
        channels = {group: [Channel.WHATSAPP, Channel.EMAIL] for group in Group.values}
        Preference.objects.create(user=user, phone="+6281234567890", channels=channels)
    for _number in range(int(wanted)):
        at_district(world)


if __name__ == "__main__":
    main()
