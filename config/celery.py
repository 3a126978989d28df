"""The Celery application."""

from __future__ import annotations

import os
import warnings

from celery import Celery
from celery.platforms import SecurityWarning
from celery.signals import worker_init

from .startup import refuse_unsafe_database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# In a container root is the ordinary user. The danger meant is pickle, which we do not accept.
warnings.filterwarnings("ignore", category=SecurityWarning)

app = Celery("kawal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def check_database(**_: object) -> None:
    """Let no worker start on a database that would not keep the promises."""
    refuse_unsafe_database()
