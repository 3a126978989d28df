"""Instances of models made without asking each field and each signal: an act makes a dozen of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.base import ModelState

M = TypeVar("M", bound=models.Model)


def stored(model: type[M], values: Mapping[str, Any]) -> M:
    """A row that was read, the same as `Model.from_db()` makes it; attributes not among the values are deferred."""
    one = model.__new__(model)
    held = one.__dict__
    held["_state"] = state = ModelState()
    state.db, state.adding = DEFAULT_DB_ALIAS, False
    held.update(values)
    return one


def fresh(model: type[M], **values: Any) -> M:
    """A row to be stored, the same as `model(**values)` makes it; related rows under their field's name.

    Raises TypeError for a name that the model does not have.
    """
    defaults, related = _making(model)
    one = model.__new__(model)
    held = one.__dict__
    held["_state"] = state = ModelState()
    for name, value, make in defaults:
        held[name] = make() if make else value
    for name, value in values.items():
        if name in related:
            attribute, key = related[name]
            held[attribute] = None if value is None else getattr(value, key)
            state.fields_cache[name] = value
        elif name in held:
            setattr(one, name, value)
        else:
            raise TypeError(f"{model.__name__} has no {name}")
    return one


@lru_cache(maxsize=64)
def _making(
    model: type[models.Model],
) -> tuple[list[tuple[str, Any, Callable[[], Any] | None]], dict[str, tuple[str, str]]]:
    """Each attribute with its default, or what makes one; by field of a related row what holds which value of it."""
    fields: list[Any] = [field for field in model._meta.concrete_fields if not field.generated]
    makers = {one: one.default for one in fields if one.has_default() and callable(one.default)}
    defaults = [(one.attname, None if one in makers else one.get_default(), makers.get(one)) for one in fields]
    return defaults, {one.name: (one.attname, one.target_field.attname) for one in fields if one.is_relation}
