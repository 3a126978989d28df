"""A parcel: one column, a handful of moves of every shape the engine knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models

from casework.forms import ActForm
from casework.levels import Level
from casework.models import Case
from casework.moves import BEFORE, move

if TYPE_CHECKING:
    from casework.acting import Act


class OpenForm(ActForm):
    content = forms.CharField(max_length=100)
    fragile = forms.BooleanField(required=False)


class WeighForm(ActForm):
    grams = forms.IntegerField(label="Gram", min_value=1)


def is_labelled(act: Act) -> Any:
    return None if act.case.content else "Label dulu paketnya."


class Parcel(Case):
    """What was sent, and what it weighs once somebody weighed it."""

    content = models.CharField(max_length=100)
    grams = models.PositiveIntegerField(null=True, blank=True)

    opening_form = OpenForm

    def begin(self, act: Act) -> None:
        self.content = act.data["content"]
        self.enter("reported")

    def overall_deadlines(self) -> dict[str, Any]:
        return {"D11": self.created} if self.is_open else {}

    def handler_level(self) -> Level:
        return Level.DISTRICT

    @move(source="reported", target="checked", label="Kirim", by="holder", guards=[is_labelled])
    def send(self, act: Act) -> None:
        pass

    @move(source="checked", target="checked", label="Timbang", by="holder", form=WeighForm)
    def weigh(self, act: Act) -> None:
        self.grams = act.data["grams"]

    @move(source="checked", target="waiting", label="Tunda", by="holder:sup", reasons="SUSPEND")
    def put_off(self, act: Act) -> None:
        pass

    @move(source="waiting", target=BEFORE, label="Lanjut", by="holder")
    def carry_on(self, act: Act) -> None:
        pass

    @move(source="checked", target="done", label="Selesai", by="holder", second_person=True, looks_at=["children"])
    def finish(self, act: Act) -> None:
        pass

    @move(source=["reported", "checked", "waiting"], target="dropped", label="Gugur", by="holder", reasons="VOID",
          unaccepted=True, looks_at=["children", "linked"])  # fmt: skip
    def drop(self, act: Act) -> None:
        for other in act.linked_open("toy"):
            if not act.by_system:
                act.also(other, "drop", reason="duplicate_entry")

    @move(source="dropped", target="checked", label="Temukan", by="closer", reasons="REOPEN")
    def find_again(self, act: Act) -> None:
        pass

    @move(
        source=["reported", "checked"], target="checked", label="Bahaya", by="holder, village, system", unaccepted=True
    )
    def alarm(self, act: Act) -> None:
        self.severity = "E"
        self.sealed = True

    def emergency_move(self) -> str | None:
        return "alarm" if self.state in ("reported", "checked") else None
