"""Django settings. What may differ between installations is read from the environment.

KAWAL_DATA            folder for the embedded database, keys and documents (default .kawal beside manage.py)
DATABASE_URL          an outside PostgreSQL >= 15 as the runtime role; KAWAL_OWNER_URL the same as the schema's owner
BROKER_URL            Celery's broker; with the embedded database the default is that database
KAWAL_PG_BIN          bin folder of a system PostgreSQL to use instead of the packaged one
KAWAL_DEMO            1 (default without DATABASE_URL): demonstration data and logins; always 0 with DATABASE_URL
KAWAL_SECRET_KEY, KAWAL_ENCRYPTION_KEY    else made once in KAWAL_DATA
KAWAL_WEB_PROCESSES, KAWAL_WEB_THREADS, KAWAL_WORKERS    how many of each (2, 8, 2)
KAWAL_WORKFLOWS       comma-separated further packages with kinds of case, besides the folders under workflows/
KAWAL_ALLOWED_HOSTS   comma-separated host names; KAWAL_HTTPS=1 behind TLS
KAWAL_SUPPORT_LABEL, KAWAL_SUPPORT_PHONE    who helps users, shown on every page
KAWAL_SOURCE_URL      where this installation offers its source code (AGPL section 13), shown on every page
"""

from __future__ import annotations

import os
from urllib.parse import unquote, urlsplit

from celery.schedules import schedule
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from . import countries, database, keys

BASE_DIR = database.BASE_DIR
KAWAL_DATA = database.data_folder(os.environ)
KAWAL_EMBEDDED = database.is_embedded(os.environ)
KAWAL_DEMO = KAWAL_EMBEDDED and os.environ.get("KAWAL_DEMO", "1") == "1"
KAWAL_HTTPS = os.environ.get("KAWAL_HTTPS") == "1"
KAWAL_OPENING_KEY = keys.opening_key(KAWAL_DATA)
SECRET_KEY = keys.secret_key(KAWAL_DATA)

DEBUG = os.environ.get("KAWAL_DEBUG") == "1"
ALLOWED_HOSTS = [host for host in os.environ.get("KAWAL_ALLOWED_HOSTS", "127.0.0.1,localhost").split(",") if host]

WORKFLOWS = [f"workflows.{apps.parent.name}" for apps in sorted((BASE_DIR / "workflows").glob("*/apps.py"))]
WORKFLOWS += [package for package in os.environ.get("KAWAL_WORKFLOWS", "").split(",") if package]

KAWAL_RULEBOOK = BASE_DIR / "workflows" / "rulebook"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "guardian",
    "viewflow",
    "viewflow.workflow",
    "django_countries",
    "axes",
    "csp",
    "config",
    "casework",
    "notifications",
    *WORKFLOWS,
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "config.plain_text.PlainText",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.languages.ChosenLanguage",
    "config.sessions.IdleLogout",
    "config.sessions.NoStore",
    "casework.screens.administration_begin.BeginFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "casework.screens.unsent.KeepUnsent",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "casework.screens.frame.frame",
                "casework.screens.unsent.frame",
                "notifications.screens.frame",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
KAWAL_SUPPORT = {
    "label": os.environ.get("KAWAL_SUPPORT_LABEL", ""),
    "phone": os.environ.get("KAWAL_SUPPORT_PHONE", ""),
}
KAWAL_SOURCE_URL = os.environ.get("KAWAL_SOURCE_URL", "")

DATABASES = {"default": database.connection_settings(os.environ, KAWAL_DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People and their sessions

AUTH_USER_MODEL = "casework.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "config.logins.Accounts",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_TEMPLATE = "registration/lockout.html"

KAWAL_IDLE_SECONDS = 30 * 60
SESSION_ENGINE = "config.logins"
SESSION_COOKIE_AGE = 10 * 60 * 60  # one long working day, in seconds
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = KAWAL_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = KAWAL_HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = KAWAL_HTTPS

# What browsers may do with our pages

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if KAWAL_HTTPS else 0
SECURE_SSL_REDIRECT = KAWAL_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if KAWAL_HTTPS else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Language, time, files

LANGUAGE_CODE = "id"
COUNTRIES_OVERRIDE = countries.names()
LANGUAGES = [("id", _("Bahasa Indonesia")), ("en", _("Bahasa Inggris"))]
# Compiled from locale/ by `prepare`; nothing compiled stands in the tree.
LOCALE_PATHS = [KAWAL_DATA / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"

STATIC_URL = "static/"
STATIC_ROOT = KAWAL_DATA / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Only our own files: the packages' assets (viewflow's alone are 49 MB) are for screens we do not show.
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
KAWAL_MEDIA = KAWAL_DATA / "documents"
MEDIA_ROOT = KAWAL_MEDIA
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# viewflow declares stages and draws; its own screens and their middlewares stay off.
VIEWFLOW = {"AUTOREGISTER": False}

# Background work: the outbox is the truth, so a task that is lost or runs twice harms nothing.

CELERY_BROKER_URL, CELERY_BROKER_TRANSPORT_OPTIONS = database.broker_settings(os.environ, KAWAL_DATA)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SOFT_TIME_LIMIT, CELERY_TASK_TIME_LIMIT = 300, 330
"""Seconds a task may run, below the time for which the queue hides a message that was taken; the next run goes on."""
CELERY_TASK_DEFAULT_QUEUE = "kawal"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_TIMER_PRECISION = 0.2  # seconds; a worker that is asked to stop first waits for this
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(KAWAL_DATA / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "notifications.tasks.beat", "schedule": schedule(2.0), "options": {"expires": 30}},
    "notify": {"task": "notifications.tasks.notify", "schedule": schedule(10.0), "options": {"expires": 30}},
    "weekly": {"task": "notifications.tasks.weekly", "schedule": schedule(900.0), "options": {"expires": 900}},
    "leavers": {"task": "notifications.tasks.pass_on_work", "schedule": schedule(900.0), "options": {"expires": 900}},
    "sealed": {"task": "notifications.tasks.name_heads", "schedule": schedule(900.0), "options": {"expires": 900}},
    "forget": {"task": "notifications.tasks.forget", "schedule": schedule(3600.0), "options": {"expires": 3600}},
    "sweep": {"task": "notifications.tasks.sweep", "schedule": schedule(60.0), "options": {"expires": 60}},
}
"""Name, task and period of every repeated task; apps' periods in seconds."""

# How notices leave: a channel without an address is not offered. Messages hold a number and a link, nothing else.

KAWAL_PUBLIC_URL = os.environ.get("KAWAL_PUBLIC_URL", "http://127.0.0.1:8000")
KAWAL_MAIL_DOMAIN = urlsplit(KAWAL_PUBLIC_URL).hostname or "kawal.invalid"
KAWAL_WHATSAPP_URL = os.environ.get("KAWAL_WHATSAPP_URL", "")
KAWAL_SMS_URL = os.environ.get("KAWAL_SMS_URL", "")
_smtp = urlsplit(os.environ.get("KAWAL_SMTP_URL", ""))
EMAIL_HOST = _smtp.hostname or ""
EMAIL_PORT = _smtp.port or 25
EMAIL_HOST_USER = unquote(_smtp.username or "")
EMAIL_HOST_PASSWORD = unquote(_smtp.password or "")
EMAIL_USE_TLS = _smtp.scheme == "smtp+tls"
EMAIL_USE_SSL = _smtp.scheme == "smtps"
EMAIL_TIMEOUT = 15
KAWAL_SEND_LEASE_SECONDS = int(os.environ.get("KAWAL_SEND_LEASE_SECONDS", "300"))
"""How long a worker has to send the messages it took; after that another one may think it dead."""
DEFAULT_FROM_EMAIL = os.environ.get("KAWAL_MAIL_FROM", f"Kawal <kawal@{KAWAL_MAIL_DOMAIN}>")

# One installation's processes; `config.startup` checks that the database has room for them.
KAWAL_WEB_PROCESSES = int(os.environ.get("KAWAL_WEB_PROCESSES", "2"))
KAWAL_WEB_THREADS = int(os.environ.get("KAWAL_WEB_THREADS", "8"))
KAWAL_WORKERS = int(os.environ.get("KAWAL_WORKERS", "2"))

# Commands `prepare` runs after the migrations and before the web answers, in this order.
KAWAL_PREPARE_COMMANDS = ["load_rulebook", *(["load_demo"] if KAWAL_DEMO else [])]
