"""The product's settings with a faster beat: what happens in an hour has to happen in a minute."""

from celery.schedules import schedule

from config.settings import *  # noqa: F403
from config.settings import CELERY_BEAT_SCHEDULE

CELERY_BEAT_SCHEDULE = {name: {**entry, "schedule": schedule(1.0)} for name, entry in CELERY_BEAT_SCHEDULE.items()}
KAWAL_SEND_LEASE_SECONDS = 10
