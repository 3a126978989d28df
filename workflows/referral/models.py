"""The referral and the police report that hangs on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework import outbox, rulebook
from casework.levels import Level
from casework.models import Case, CaseLink, Deadline, Document, Organisation
from casework.models.participation import Part
from casework.moves import move
from casework.organisations import can_receive
from casework.stages import Placement
from workflows.referral import forms, guards
from workflows.referral.purposes import Purpose

if TYPE_CHECKING:
    from casework.acting import Act


class Referral(Case):
    """Work asked of another body while the parent case stays where it is."""

    receiver = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("Instansi tujuan"))
    sender = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Instansi pengirim")
    )
    purpose = models.CharField(_("Yang diminta"), max_length=20, choices=Purpose.choices)
    asked = models.TextField(_("Permintaan"))
    package = models.TextField(_("Keterangan yang dibagikan"))
    legal_basis = models.CharField(_("Dasar berbagi data"), max_length=30)
    consent_note = models.CharField(_("Keterangan persetujuan"), max_length=200, blank=True)
    is_trafficking = models.BooleanField(_("Perdagangan orang"), default=False)
    agreed_date = models.DateField(_("Tanggal yang disepakati"), null=True, blank=True)
    external_number = models.CharField(_("Nomor di instansi tujuan"), max_length=80, blank=True)
    result = models.CharField(_("Hasil"), max_length=40, blank=True)
    result_text = models.TextField(_("Uraian hasil"), blank=True)
    is_needed = models.BooleanField(_("Jawaban diperlukan pengirim"), default=True)

    names: ClassVar[dict[str, str]] = {"result": "reasons.OUTCOME"}
    needs_parent = True
    lists_look_at = ("requested", "working")  # whether the sender holds it in the place of the receiver
    shared_with_parent = ("is_trafficking",)
    shared_below = ("is_trafficking",)
    opening_form = forms.OpeningForm
    opening_guards: ClassVar[tuple[Any, ...]] = (guards.parent_is_open, guards.receiver_is_no_party)

    @property
    def is_to_police(self) -> bool:
        return self.receiver.level == Level.POLICE

    @property
    def sent_by_id(self) -> int:
        """The office that asks: who opened it, or since its parent went elsewhere whoever holds that."""
        return self.sender_id or self.opener_id

    def headline(self) -> str:
        return str(self.get_purpose_display())

    def begin(self, act: Act) -> None:
        """Take what is asked and what is shared from the form; severity and seal follow the parent."""
        parent, data = act.related[self.parent_id], act.data
        self.receiver = data["receiving_office"]
        self.purpose, self.asked, self.package = data["purpose"], data["asked"], data["package"]
        self.legal_basis, self.consent_note = data["legal_basis"], data.get("consent_note", "")
        self.person = parent.person if data.get("share_identity") else None
        self.region = parent.region
        self.severity, self.sealed = parent.severity, parent.sealed
        self.learn_from(parent)
        self.enter("requested")

    def opened(self, act: Act) -> None:
        """Share the chosen documents: rows of their own, so that only these are seen."""
        Document.objects.bulk_create(copy_for(self, doc, act) for doc in act.data.get("documents") or [])

    def first_parts(self, act: Act) -> dict[int, str]:
        return {act.office.pk: Part.MONITOR}

    def relation_office_id(self, relation: str) -> int | None:
        """Sender and receiver; where the referral was passed on, whoever holds it in their place."""
        if relation == "receiver" and self.state in ("requested", "working") and self.holder_id != self.sent_by_id:
            return self.holder_id or self.receiver_id
        if relation == "sender" and self.state == "answered":
            return self.holder_id
        return {"sender": self.sent_by_id, "receiver": self.receiver_id}.get(relation)

    def can_be_transferred(self) -> bool:
        """Only while the receiver works on it: police to police, body to body."""
        return self.state == "working" and self.holder_id != self.sent_by_id

    def holds_for_receiver(self) -> bool:
        return self.state != "answered" and self.holder_id == self.sent_by_id != self.receiver_id

    def let_ask(self, office: Organisation) -> bool:
        asks = self.relation_office_id("sender")
        in_its_place = self.holds_for_receiver() or (self.state == "answered" and self.holder_id == asks)
        self.sender = office
        if self.holder_id == office.pk and self.state != "answered":
            self.receiver = office
        return in_its_place

    def learn_from(self, parent: Case) -> None:
        """What is trafficking at the police is kept whatever becomes of the parent; it never stops being so."""
        self.is_trafficking = self.is_trafficking or getattr(parent, "is_trafficking", False)

    def succeed(self, office: Organisation, successor: Organisation) -> None:
        """The successor asks in the place of the sender, answers in that of the receiver."""
        if office.pk == self.sent_by_id:
            self.sender = successor
        if office.pk == self.receiver_id:
            self.receiver = successor

    def placement_office_id(self, placement: str, today: Any) -> int | None:
        """The receiver; the sender in its place when it has nobody with an account."""
        if placement == Placement.RECEIVER:
            return self.receiver_id if can_receive(self.receiver, today) else self.sent_by_id
        return {"sender": self.sent_by_id}.get(placement)

    def can_be_recalled(self) -> bool:
        return self.state in ("requested", "working") and not self.must_be_kept()

    def must_be_kept(self) -> bool:
        """Trafficking at the police goes on whatever becomes of the parent (guard 8)."""
        return self.is_trafficking and self.is_to_police

    def rule_variant(self, code: str) -> str:
        """How often the police write follows from how hard they find the matter (D20, D21)."""
        report = getattr(self, "police_report", None)
        return report.difficulty if report is not None else ""

    def hears_of_missed(self, missed: Deadline) -> list[tuple[Organisation, Case]]:
        """A letter of the police that did not come is asked for by the sender and by the bodies that help the person.

        Each is told by a case it holds, where it has one (the sender by the parent): so it is the officer who works on
        that who hears of it, and of a sealed one whoever may open it.
        """
        if missed.kind != Deadline.Kind.EXPECTED:
            return []
        sender, parent = Organisation.objects.get(pk=self.sent_by_id), Case.objects.get(pk=self.parent_id)
        same_matter = Case.objects.filter(Q(pk=self.parent_id) | Q(parent=self.parent_id))
        links = CaseLink.objects.filter(Q(one__in=same_matter) | Q(other__in=same_matter), until__isnull=True)
        linked = {pk for pair in links.values_list("one", "other") for pk in pair}
        helping = Case.objects.open().filter(pk__in=linked, kind="legal_aid").select_related("holder").order_by("pk")
        own = parent if parent.holder_id == sender.pk else self
        return [(sender, own), *((one.holder, one) for one in helping if one.holder is not None)]

    def no_longer_needed(self) -> None:
        self.is_needed = False

    @move(
        source="requested",
        target="working",
        label=_("Terima rujukan"),
        by="receiver, sender (for receiver)",
        form=forms.AcceptReferralForm,
    )
    def accept_referral(self, act: Act) -> None:
        self.agreed_date = act.data.get("agreed_date")
        self.external_number = act.data.get("external_number") or ""

    @move(
        source=["requested", "working"],
        target="declined",
        label=_("Tolak rujukan"),
        by="receiver, sender (for receiver)",
        form=forms.DeclineForm,
        guards=[guards.police_keeps_trafficking_report],
        reasons="DECLINE",
        looks_at=["parent", "children"],
    )
    def decline_referral(self, act: Act) -> None:
        act.tell(
            act.parent,
            "referral_declined",
            notice=outbox.REFERRAL_DECLINED,
            referral=self.number,
            ask_instead=act.data.get("ask_instead") or "",
        )

    @move(
        source="working",
        target="answered",
        label=_("Jawab rujukan"),
        by="receiver, sender (for receiver)",
        form=forms.AnswerForm,
        guards=[guards.police_work_is_done],
        reasons="OUTCOME",
    )
    def answer_referral(self, act: Act) -> None:
        self.result, self.result_text = act.data.get("reason") or "", act.data.get("result_text") or ""
        if self.holder_id != self.sent_by_id:
            self.receiver_id = self.holder_id  # what is to be completed goes back to whoever answered
        self.external_number = act.data.get("external_number") or self.external_number

    @move(
        source="answered",
        target="working",
        label=_("Minta dilengkapi"),
        by="sender",
        form=forms.SendBackForm,
        reasons="RETURN",
    )
    def send_back(self, act: Act) -> None:
        self.agreed_date = act.data.get("agreed_date")

    @move(
        source="answered",
        target="closed",
        label=_("Ambil alih hasil"),
        by="sender",
        form=forms.TakeOverForm,
        looks_at=["parent", "children"],
    )
    def take_over_result(self, act: Act) -> None:
        """The outcome is written into the parent, with the papers that came with it."""
        data = act.data
        for doc in data.get("documents") or []:
            act.keep(copy_for(act.parent, doc, act))
        act.tell(
            act.parent,
            "referral_result",
            result=f"{self.number}: {rulebook.label('reasons.OUTCOME', self.result)}",
            outcome=data.get("outcome") or "",
            reopening=str(dict(forms.ENDED_PARENT).get(data.get("about_parent") or "", "")),
        )

    @move(
        source=["requested", "working"],
        target="recalled",
        label=_("Tarik rujukan"),
        by="sender",
        guards=[guards.may_be_recalled],
        reasons="RECALL",
        looks_at=["parent", "children"],
    )
    def recall_referral(self, act: Act) -> None:
        """The receiver reads it in the history; nothing else is kept from him."""


def copy_for(case: Case, doc: Document, act: Act) -> Document:
    """A paper as a row of another case: whoever sees that case sees this paper of the first, and no other."""
    shared = ("kind", "title", "number", "issued_on", "expires_on", "file_name", "content_type", "size", "sha256")
    copied = {name: getattr(doc, name) for name in shared}
    return Document(case_id=case.pk, by=act.actor, office=act.office, at=act.now, **copied)


class PoliceReport(models.Model):
    """What is known of the police's own progress; tracked, not run."""

    class Difficulty(models.TextChoices):
        LIGHT = "light", _("Mudah")
        MEDIUM = "medium", _("Sedang")
        HARD = "hard", _("Sulit")
        VERY_HARD = "very_hard", _("Sangat sulit")

    names: ClassVar[dict[str, str]] = {"status": "police_statuses"}

    referral = models.OneToOneField(Referral, models.PROTECT, related_name="police_report")
    number = models.CharField(_("Nomor laporan polisi"), max_length=120, blank=True)
    unit = models.CharField(_("Satuan"), max_length=120, blank=True)
    investigator = models.CharField(_("Penyelidik/penyidik"), max_length=150, blank=True)
    investigator_phone = models.CharField(_("Telepon penyidik"), max_length=40, blank=True)
    status = models.CharField(_("Status"), max_length=30, default="consultation")
    difficulty = models.CharField(_("Kesulitan"), max_length=10, choices=Difficulty.choices, blank=True)
    reported_on = models.DateField(_("Tanggal laporan"), null=True, blank=True)
    investigation_ordered_on = models.DateField(_("Tanggal surat perintah penyidikan"), null=True, blank=True)
    spdp_on = models.DateField(_("SPDP diterima"), null=True, blank=True)


class ProgressNotice(models.Model):
    """One SP2HP received: code and date."""

    report = models.ForeignKey(PoliceReport, models.PROTECT, related_name="notices")
    code = models.CharField(_("Kode SP2HP"), max_length=5)
    dated = models.DateField(_("Tanggal SP2HP"))
    received_on = models.DateField(_("Diterima"))
