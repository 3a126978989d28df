"""Who is logged in is asked for on every request: session and account are read by statements that are kept."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.db.models import QuerySet
from django.db.models.functions import Now

from casework.prepared import CompiledQuery


def _session(key: str) -> QuerySet[Any]:
    return db.SessionStore.get_model_class().objects.filter(session_key=key, expire_date__gt=Now())


def _account(user_id: int) -> QuerySet[Any]:
    return get_user_model()._default_manager.filter(pk=user_id)


_SESSION = CompiledQuery(_session, "the key of a session")
_ACCOUNT = CompiledQuery(_account, -1)


class SessionStore(db.SessionStore):
    """Django's sessions in the database, as `SESSION_ENGINE` names them."""

    def _get_session_from_db(self) -> Any:
        for found in _SESSION.rows(self.session_key):
            return found
        self._session_key = None
        return None


class Accounts(ModelBackend):
    """Django's own way to log in."""

    def get_user(self, user_id: int) -> Any:
        """The account of a session; None when there is none or it has ended."""
        for user in _ACCOUNT.rows(user_id):
            return user if self.user_can_authenticate(user) else None
        return None
