"""Settings of the test suite: the product's own, with a database per worker and cheap passwords."""

from __future__ import annotations

import os

from tests import database

os.environ.setdefault("KAWAL_TEST_RUN", str(os.getpid()))
for unwanted in ("DATABASE_URL", "BROKER_URL", "KAWAL_OWNER_URL", "KAWAL_ROLE", "KAWAL_POOL", "KAWAL_HTTPS"):
    os.environ.pop(unwanted, None)
os.environ["KAWAL_DATA"] = str(database.data_folder())
os.environ["KAWAL_DATABASE"] = database.clone_name()
os.environ["KAWAL_DEMO"] = "0"
os.environ["KAWAL_WORKFLOWS"] = database.TOY

from config.settings import *  # noqa: E402, F403
from config.settings import BASE_DIR, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
STATIC_ROOT = BASE_DIR / "static"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {}
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
