"""Addresses of the whole site."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.contrib.auth import views as auth
from django.urls import include, path

from .health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("masuk/", auth.LoginView.as_view(), name="login"),
    path("keluar/", auth.LogoutView.as_view(), name="logout"),
    path("sandi/", auth.PasswordChangeView.as_view(), name="password_change"),
    path("sandi/selesai/", auth.PasswordChangeDoneView.as_view(), name="password_change_done"),
    path("undangan/<uidb64>/<token>/", auth.PasswordResetConfirmView.as_view(), name="password_reset_confirm"),
    path("undangan/selesai/", auth.PasswordResetCompleteView.as_view(), name="password_reset_complete"),
    path("bahasa/", include("django.conf.urls.i18n")),
    path("", include("casework.urls")),
    path("pemberitahuan/", include("notifications.urls")),
    *[path("", include(f"{app}.urls")) for app in settings.WORKFLOWS if find_spec(f"{app}.urls")],
]
