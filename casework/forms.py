"""Forms of moves and acts: the declared fields, and those that every move of its sort asks for.

The engine validates them, whoever calls; screens only show them.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from casework import closing, rulebook
from casework.clock import format_local_date
from casework.late_choice import LateChoiceField
from casework.models.organisation import active
from casework.prepared import CompiledQuery
from casework.roles import Permission, roles_with
from casework.shown import Known, Shows, known_column
from casework.stages import Placement, Stage

if TYPE_CHECKING:
    from casework.acting import Act
    from casework.models import Case, Organisation
    from casework.moves import Move

OTHER_NEEDS = 20
"""Characters that the reason text needs when the code is `other`."""
MESSAGE_TO_RECEIVER = "for_receiver"
"""What whoever sends a case lets the receiver know; shown while it waits, in the history and in the record."""
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
"""Between these lies every day that somebody may type, and every moment."""


class Coded(forms.ChoiceField):
    """A choice whose options the form fills in when it knows the day and the case.

    Whatever is offered then, a code that was chosen is named for good by the rulebook list `names`, or by the choices
    of the case's column `column`.
    """

    def __init__(self, names: str = "", *, column: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.names, self.column = names, column


class CodedMany(Coded, forms.MultipleChoiceField):
    """Several of such codes."""


class ActForm(Shows):
    """Base of every form of a move or act; `act` is the act it is filled in for.

    Subclasses fill choices in `prepare()`. `cleaned_data` becomes `act.data`. An opening form names in
    `about_new_person` the fields about somebody not registered yet: they are not asked once a person is chosen.
    `goes_by` names the columns of the case that the act overwrites and no field shows; `meets_stage` says that it
    meets what runs for the stage.
    """

    about_new_person: ClassVar[tuple[str, ...]] = ()
    goes_by: ClassVar[tuple[str, ...]] = ()
    meets_stage: ClassVar[bool] = False
    fields: dict[str, Any]

    def __init__(self, *args: Any, act: Act, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.act = act
        self.prepare(act)
        for field in self.fields.values():
            if isinstance(field, OfficeField):
                field.fit(act)
        bound_days(self)
        name_ticks(self)
        keep_out_parties(self, act)

    def prepare(self, act: Act) -> None:
        """Fill in what depends on the case; nothing by default."""

    def known(self) -> Mapping[str, Known]:
        columns = {name: known_column(self.act.case, name) for name in self.goes_by}
        return columns | ({"due": self._running()} if self.meets_stage else {})

    def _running(self) -> Known:
        """The deadlines that run for the stage; given more time, they are the same."""
        running = [one for one in self.act.deadlines() if one.kind == "stage"]
        names = ", ".join(one.rule.name for one in running)
        return Known(_("Tenggat tahap ini"), sorted(one.pk for one in running), names)


def bound_days(form: forms.Form) -> None:
    """Refuse days of a form that no clock can count with; slips of the pen like the year 0206."""
    for field in form.fields.values():
        if isinstance(field, forms.DateField):
            field.validators += [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]
        elif isinstance(field, forms.DateTimeField):
            first, last = (datetime.combine(day, time(), UTC) for day in (FIRST_DAY, LAST_DAY))
            field.validators += [MinValueValidator(first), MaxValueValidator(last)]


def name_ticks(form: forms.Form) -> None:
    """Ask for what has to be ticked as what it is: a statement, not a box that was left empty."""
    for field in form.fields.values():
        if isinstance(field, forms.BooleanField):
            field.error_messages["required"] = _("Centang pernyataan ini.")


def keep_out_parties(form: forms.Form, act: Act) -> None:
    """Offer no office and no officer that the case is about: they take no part in it."""
    for field in form.fields.values():
        if isinstance(field, OfficeField) and field.takes_part and field.queryset is not None:
            field.queryset = field.queryset.exclude(pk__in=act.offices_kept_out())
        elif isinstance(field, OfficerField):
            field.keep_out(act.people_kept_out())


class OfficeField(forms.ModelChoiceField):
    """An open office, by its opaque id; screens let it be found by name (`casework.screens.offices`).

    Arguments: `takes_part`, whether it is to take part in the case; `staffed`, whether only offices with an active
    officer are offered (a referral also goes to a body without an account, and every office may be a party).
    `near` is the code of the place whose offices come first.
    """

    def __init__(self, *, takes_part: bool = True, staffed: bool = True, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {})["invalid_choice"] = _(
            "Kantor itu tidak dapat dipilih: sudah tutup, belum mempunyai petugas aktif, bukan tingkat yang sesuai, "
            "pihak dalam kasus ini, atau hanya pihak kasus ini yang bertugas di sana."
        )
        super().__init__(queryset=None, to_field_name="uid", empty_label=_("Pilih kantor"), **kwargs)
        self.takes_part = takes_part
        self.staffed = staffed
        self.near = ""

    def of_level(self, level: str, *, kinds: tuple[str, ...] = (), besides: int | None = None) -> None:
        """Offer the offices of a level (and of these kinds, if named), without one of them."""
        self.of_levels([level], kinds=kinds, besides=besides)

    def of_levels(self, levels: list[str], *, kinds: tuple[str, ...] = (), besides: int | None = None) -> None:
        """Offer the offices of several levels."""
        offices = apps.get_model("casework", "Organisation").objects.filter(level__in=levels)
        if kinds:
            offices = offices.filter(kind__in=kinds)
        self.queryset = offices.exclude(pk=besides) if besides else offices

    def fit(self, act: Act) -> None:
        """Leave out offices that do not work on the day of the act, and begin near the case. No query."""
        offices: Any = self.queryset
        offices = offices.open_on(act.today)
        self.queryset = offices.staffed_on(act.today) if self.staffed else offices
        self.near = act.case.region_id or (act.office.region_id if act.office else "") or ""


class OfficerField(LateChoiceField):
    """An active officer of one office, by his opaque id; who is away is offered, and said to be away."""

    office: Organisation | None = None
    kept_out: frozenset[int] = frozenset()

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {})["invalid_choice"] = _(
            "Petugas itu tidak dapat dipilih: ia tidak aktif di kantor ini, atau ia atau kantor lainnya adalah pihak "
            "dalam kasus ini."
        )
        super().__init__(to_field_name="uid", empty_label=_("Pilih petugas"), **kwargs)

    def of(self, office: Organisation | None) -> None:
        """Offer the people who work cases in an office today; one query with their absences."""
        self.office = office
        self.offer(lambda: colleagues(office).exclude(pk__in=self.kept_out))

    def keep_out(self, people: Iterable[int]) -> None:
        """Leave out the people with these ids."""
        self.kept_out |= frozenset(people)

    def to_python(self, value: Any) -> Any:
        """The officer of that id, without reading the others."""
        if value in self.empty_values:
            return None
        try:
            uid = value.uid if hasattr(value, "uid") else uuid.UUID(str(value))
            found = next(iter(_works_in.rows(self.office.pk, uid)), None) if self.office else None
        except ValueError:
            found = None
        if found is None or found.pk in self.kept_out:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return found

    def label_from_instance(self, user: Any) -> str:
        return officer_label(user)


def _working(office_id: int) -> Any:
    """The people who work cases in an office today."""
    working = apps.get_model("casework", "Membership").objects.filter(
        active(None), organisation=office_id, user=OuterRef("pk"), role__in=roles_with(Permission.WORK_CASES)
    )
    return apps.get_model("casework", "User").objects.filter(Exists(working))


_works_in = CompiledQuery(
    lambda office_id, uid: _working(office_id).filter(uid=uid),
    2**62 - 57,
    uuid.UUID("7d1c8b0e-52c9-4b0c-9f0a-6a1e0d6a2f35"),
)
"""One of those people by his opaque id, if he is one of them."""


def colleagues(office: Organisation | None) -> Any:
    """The people who work cases in an office today, by name, each with `absent_until` and `stand_in_name`."""
    if office is None:
        return apps.get_model("casework", "User").objects.none()
    away = apps.get_model("casework", "Absence").objects.today().filter(user=OuterRef("pk"), organisation=office)
    return (
        _working(office.pk)
        .annotate(
            absent_until=Subquery(away.values("until")[:1]),
            stand_in_name=Subquery(away.values("stand_in__full_name")[:1]),
        )
        .order_by("full_name", "pk")
    )


def officer_label(user: Any) -> str:
    """The name of one of `colleagues()`, and that he is away, until when and who stands in."""
    if user.absent_until is None:
        return str(user)
    said = {"who": user, "day": format_local_date(user.absent_until), "stand_in": user.stand_in_name}
    if user.stand_in_name:
        return _now("%(who)s (tidak hadir, kembali %(day)s, digantikan %(stand_in)s)") % said
    return _now("%(who)s (tidak hadir, kembali %(day)s)") % said


def move_form(move: Move, act: Act, data: Any = None, files: Any = None) -> forms.Form:
    """The whole form of a move for one act: its own fields, then reason, outsider, open referrals, letter, message."""
    form_class: Any = move.form or ActForm
    form = form_class(data, files, act=act)
    if move.reasons:
        _add_reason(form, move.reasons, act)
    whom = _outsiders(move, act)
    if whom:
        _add_outsider(form, whom, required=not move.behalf_optional and not act.by_system)
    if act.ends_case and act.open_children and move.extras.get("children") is None:
        _add_children(form, act)
    closing.add_fields(form, act)
    if not act.by_system and _may_hand_over(move, act):
        form.fields[MESSAGE_TO_RECEIVER] = forms.CharField(
            label=_("Pesan untuk kantor penerima"),
            help_text=_("Yang perlu segera diketahui, misalnya kapan keluarga dapat dihubungi."),
            widget=forms.Textarea(attrs={"rows": 3}),
            max_length=2000,
            required=False,
        )
    return form


def _may_hand_over(move: Move, act: Act) -> bool:
    """Whether the move leads to a stage of another level, where another office has to accept it."""
    stages = act.case.workflow().stages()
    here, there = stages.get(act.case.state), stages.get(move.target)
    if not isinstance(there, Stage) or not there.acceptance or there.level == Placement.SAME:
        return False
    return not there.is_held_like(here)


def plain_form(form_class: type[ActForm] | None, act: Act, reasons: str, data: Any, files: Any) -> forms.Form:
    """The form of an act that changes no state: its own fields and, where it has a list, a reason."""
    form = (form_class or ActForm)(data, files, act=act)
    if reasons:
        _add_reason(form, reasons, act)
    return form


def _outsiders(move: Move, act: Act) -> tuple[str, ...]:
    for actor in move.by:
        if actor.relation == act.relation and actor.on_behalf_of:
            return move.on_behalf_of
    return ()


def _add_reason(form: forms.Form, name: str, act: Act) -> None:
    entries = rulebook.entries(f"reasons.{name}", act.case.kind, act.today, act.reference_version)
    form.fields["reason"] = forms.ChoiceField(
        label=_("Alasan"), choices=[(entry.code, entry.name) for entry in entries], widget=forms.RadioSelect
    )
    form.fields["reason_text"] = forms.CharField(
        label=_("Penjelasan"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("Bila memilih Lainnya, tulis sedikitnya 20 huruf."),
        validators=[],
    )
    own_clean = form.clean

    def clean() -> dict[str, Any]:
        cleaned = own_clean() or form.cleaned_data
        text = (cleaned.get("reason_text") or "").strip()
        if cleaned.get("reason") == "other" and len(text) < OTHER_NEEDS:
            form.add_error("reason_text", ValidationError(_("Jelaskan alasan lain dengan sedikitnya 20 huruf.")))
        return cleaned

    form.clean = clean  # type: ignore[method-assign]


def _add_outsider(form: forms.Form, whom: tuple[str, ...], *, required: bool) -> None:
    choices = [(entry, OUTSIDERS.get(entry, entry)) for entry in whom]
    if not required:
        choices = [("", _("Kantor sendiri")), *choices]
    form.fields["behalf"] = forms.ChoiceField(
        label=_("Atas nama siapa"), choices=choices, required=required, widget=forms.RadioSelect
    )
    form.fields["behalf_how"] = forms.ChoiceField(label=_("Bagaimana disampaikan"), choices=HOW_SAID, required=required)
    form.fields["behalf_paper"] = forms.CharField(
        label=_("Surat atau catatan pernyataannya"),
        max_length=200,
        required=required,
        help_text=_("Nomor atau tempat simpan surat, berita acara atau catatan percakapan."),
    )


def _name_of_child(child: Case) -> str:
    """Which referral still goes on; of a sealed one neither what it asks nor of whom."""
    if child.sealed:
        said = {"number": child.number, "kind": child.kind_label}
        return _now("Rujukan %(number)s yang masih berjalan, disegel: %(kind)s") % said
    said = {"number": child.number, "asked": child.headline(), "office": child.holder}
    return _now("Rujukan %(number)s yang masih berjalan: %(asked)s, %(office)s") % said


def _add_children(form: forms.Form, act: Act) -> None:
    for child in act.open_children:
        choices = [("keep", _("Tetap berjalan"))]
        if not child.must_be_kept():
            choices.append(("not_needed", _("Tidak diperlukan lagi")))
            if child.can_be_recalled():
                choices.append(("recall", _("Tarik rujukan")))
        form.fields[f"child_{child.uid.hex}"] = forms.ChoiceField(
            label=_name_of_child(child),
            choices=choices,
            widget=forms.RadioSelect,
        )


OUTSIDERS = {
    "cpmi": _("Calon pekerja migran"),
    "pmi": _("Pekerja migran"),
    "family": _("Keluarga"),
    "complainant": _("Pengadu"),
    "client": _("Klien"),
    "mission": _("Perwakilan RI"),
    "p3mi": _("P3MI"),
    "receiver": _("Instansi tujuan tanpa akun"),
}

HOW_SAID = [
    ("in_person", _("Datang langsung")),
    ("letter", _("Surat")),
    ("phone", _("Telepon")),
    ("message", _("Pesan WhatsApp atau SMS")),
    ("email", _("Surel")),
]
