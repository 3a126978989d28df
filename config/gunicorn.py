"""gunicorn's settings: threads, and one database pool per web process, opened after the fork."""

from __future__ import annotations

import gc
import os

import django

from .startup import refuse_unsafe_database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ["KAWAL_POOL"] = os.environ.get("KAWAL_WEB_THREADS", "8")

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("KAWAL_WEB_PROCESSES", "2"))
threads = int(os.environ["KAWAL_POOL"])
preload_app = False
timeout = 60
graceful_timeout = 20
control_socket_disable = True
loglevel = "warning"
forwarded_allow_ips = "127.0.0.1"


def on_starting(server: object) -> None:
    """Refuse a database that would not keep the promises. Its one connection is closed again before the fork."""
    django.setup()
    refuse_unsafe_database()


def post_worker_init(worker: object) -> None:
    """Let the collector of garbage pass over what was loaded at the start: it stays for good."""
    gc.collect()
    gc.freeze()
