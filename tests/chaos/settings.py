"""The product's settings with a faster beat: what happens in an hour has to happen in a minute."""

from celery.schedules import schedule

from config.settings import *  # noqa: F403
from config.settings import CELERY_BEAT_SCHEDULE

CELERY_BEAT_SCHEDULE = {
    name: {**entry, "schedule": schedule(max(1.0, entry["schedule"].run_every.total_seconds() / 60))}
    for name, entry in CELERY_BEAT_SCHEDULE.items()
}
"""Not more often than each second, nor the rare ones as often as those: beat would send more than workers can do."""
KAWAL_SEND_LEASE_SECONDS = 10
