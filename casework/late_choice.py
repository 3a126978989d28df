"""A choice of a form that costs nothing until somebody looks at its options."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator


class _LateOptions(ModelChoiceIterator):
    """The options, read from the field's queryset when they are wanted."""

    def __init__(self, field: LateChoiceField) -> None:
        self.field = field

    @property
    def queryset(self) -> Any:
        return self.field.queryset

    @queryset.setter
    def queryset(self, _queryset: Any) -> None:
        """The field's is always the one that counts."""


class LateChoiceField(forms.ModelChoiceField):
    """A choice of rows whose queryset is built by `offer()`'s function at the first question for it.

    Every form is built for every act, mostly without anybody choosing anything: some of these querysets take longer
    to build than the whole act.
    """

    iterator = _LateOptions
    _build: Callable[[], QuerySet[Any]] | None = None
    _built: QuerySet[Any] | None = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=None, **kwargs)

    def __deepcopy__(self, memo: Any) -> LateChoiceField:
        copied: LateChoiceField = forms.Field.__deepcopy__(self, memo)
        copied.widget.choices = copied.choices
        return copied

    def offer(self, build: Callable[[], QuerySet[Any]]) -> None:
        """Offer what `build` returns."""
        self._build, self._built = build, None
        self.widget.choices = self.choices

    @property
    def queryset(self) -> Any:
        if self._built is None and self._build is not None:
            self._built = self._build()
        return self._built

    @queryset.setter
    def queryset(self, queryset: QuerySet[Any] | None) -> None:
        self._build, self._built = None, queryset
        self.widget.choices = self.choices
