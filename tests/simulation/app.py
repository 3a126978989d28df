"""The Celery application of simulated time: the product's tasks and settings, on a database that has a tests' clock."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from celery import Celery  # settings are read when it is made

app = Celery("kawal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.broker_transport_options |= {"polling_interval": 0.01}  # a tenth of a second is long where weeks pass
app.autodiscover_tasks()
