"""What is filled in for a referral and its moves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casework import rulebook
from casework.clock import format_local_date, is_within_a_year, years_later
from casework.forms import ActForm, Coded, OfficeField, OfficerField
from casework.levels import Level
from casework.shown import SHOWN, Known
from casework.stages import Placement
from workflows.referral.purposes import Purpose

if TYPE_CHECKING:
    from casework.acting import Act

LEGAL_BASES = [
    ("consent", _("Persetujuan yang bersangkutan")),
    ("legal_obligation", _("Kewajiban hukum")),
    ("vital_interest", _("Keselamatan jiwa")),
    ("public_duty", _("Tugas pelayanan publik")),
    ("law_enforcement", _("Penegakan hukum")),
]

ENDED_PARENT = [
    ("stays_ended", _("Tidak, kasus induk tetap berakhir")),
    ("to_be_reopened", _("Ya, diusulkan dibuka kembali")),
]

UNREPORTED = ("consultation",)
"""Police statuses in which nothing has been reported yet: neither number nor date is known."""
INVESTIGATED = (
    "investigation", "suspect_named", "file_to_prosecutor", "file_complete", "handed_over", "trial", "judgment",
    "final",
)  # fmt: skip
"""Police statuses that follow an order to investigate; the side statuses can end an inquiry as well."""

POLICE_YEARS = 30
"""How long ago the police can have done something: a report may be much older than the case."""

DID_NOT_COME = ""
"""A letter that was on record and whose day somebody emptied; what was never filled in is None."""

Day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class OpeningForm(ActForm):
    """What is asked of whom, what is shared, and on which ground."""

    receiving_office = OfficeField(label=_("Instansi tujuan"), staffed=False)
    purpose = forms.ChoiceField(label=_("Yang diminta"), choices=Purpose.choices)
    asked = forms.CharField(label=_("Permintaan"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    package = forms.CharField(
        label=_("Keterangan yang dibagikan"),
        help_text=_("Hanya yang perlu diketahui penerima."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
    )
    share_identity = forms.BooleanField(label=_("Bagikan identitas lengkap pekerja"), required=False)
    documents: forms.ModelMultipleChoiceField[Any] = forms.ModelMultipleChoiceField(
        label=_("Dokumen yang dibagikan"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    legal_basis = forms.ChoiceField(label=_("Dasar berbagi data"), choices=LEGAL_BASES, widget=forms.RadioSelect)
    consent_note = forms.CharField(label=_("Siapa yang setuju dan bagaimana"), required=False, max_length=200)

    def prepare(self, act: Act) -> None:
        parent = act.related.get(act.case.parent_id)
        levels = [str(level) for level in Level if level != Level.OVERSIGHT]
        self.fields["receiving_office"].of_levels(levels, besides=act.office.pk if act.office else None)
        documents = apps.get_model("casework", "Document").objects.filter(refused_at__isnull=True)
        self.fields["documents"].queryset = documents.filter(case=parent) if parent else documents.none()

    def known(self) -> Mapping[str, Known]:
        """What is asked for already, who may see the case, and the newest consent: whoever asks goes by those."""
        parent = self.act.related.get(self.act.case.parent_id)
        if parent is None:
            return {}
        asked = list(parent.children.filter(finished__isnull=True).order_by("pk").values_list("number", flat=True))
        consent = apps.get_model("casework", "Consent").objects.filter(case=parent).order_by("-at", "-pk").first()
        is_given = consent and consent.given and consent.withdrawn_at is None
        said = consent and f"{consent.purpose}: {_('diberikan') if is_given else _('ditarik')}"
        return {
            "asked": Known(_("Rujukan yang terbuka"), asked, ", ".join(asked)),
            "sealed": Known(_("Identitas"), parent.sealed, _("disegel") if parent.sealed else _("tidak disegel")),
            "consent": Known(_("Persetujuan terakhir"), (consent and consent.pk, is_given), said or ""),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("legal_basis") == "consent" and not cleaned.get("consent_note"):
            unsaid = _("Tulis siapa yang setuju dan bagaimana persetujuannya diberikan.")
            self.add_error("consent_note", ValidationError(unsaid))
        return cleaned


class AcceptReferralForm(ActForm):
    officer = OfficerField(label=_("Petugas"), required=False)
    agreed_date = forms.DateField(label=_("Tanggal selesai yang disepakati"), required=False, widget=Day)
    external_number = forms.CharField(label=_("Nomor di instansi tujuan, bila ada"), required=False, max_length=80)

    def prepare(self, act: Act) -> None:
        self.fields["officer"].of(act.office)
        if act.relation == "sender" and not _stays_with(act):
            del self.fields["officer"]
        _ask_for_date_that_counts(self)

    def clean_agreed_date(self) -> Any:
        return _within_a_year(self, "agreed_date")


class DeclineForm(ActForm):
    ask_instead = forms.CharField(label=_("Siapa yang sebaiknya dimintai"), max_length=300)


class AnswerForm(ActForm):
    result_text = forms.CharField(label=_("Uraian hasil"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)
    external_number = forms.CharField(
        label=_("Nomor di instansi tujuan"), required=False, max_length=80,
        help_text=_("Bantuan hukum: nomor kasusnya, atau kosong bila ditolak."),
    )  # fmt: skip


class SendBackForm(ActForm):
    missing = forms.CharField(label=_("Yang masih kurang"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    agreed_date = forms.DateField(label=_("Tanggal baru"), widget=Day)

    def prepare(self, act: Act) -> None:
        _ask_for_date_that_counts(self)

    def clean_agreed_date(self) -> Any:
        return _within_a_year(self, "agreed_date")


class TakeOverForm(ActForm):
    """What of the answer is written into the parent; of one that has ended, whether it should be reopened.

    Papers of the answer are those that the receiver added; where it has no account, those that came in for it after
    what was shared with it.
    """

    outcome = forms.CharField(
        label=_("Hasil yang dicatat pada kasus induk"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000
    )
    documents: forms.ModelMultipleChoiceField[Any] = forms.ModelMultipleChoiceField(
        label=_("Dokumen jawaban yang disalin ke kasus induk"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    about_parent = forms.ChoiceField(
        label=_("Kasus induk sudah berakhir. Apakah hasil ini alasan untuk membukanya kembali?"),
        choices=ENDED_PARENT,
        widget=forms.RadioSelect,
        help_text=_("Yang berwenang membukanya kembali; keputusan Anda tercatat di sana."),
    )

    def prepare(self, act: Act) -> None:
        papers = apps.get_model("casework", "Document").objects.filter(case=act.case.pk, refused_at__isnull=True)
        asking = (act.case.opener_id, act.case.sent_by_id)
        worked_itself = any(stay.state == "working" and stay.holder.pk in asking for stay in act.past_steps())
        shared = {"at": act.case.created} if worked_itself else {"office__in": asking}
        self.fields["documents"].queryset = papers.exclude(**shared)
        if not self.fields["documents"].queryset.exists():
            del self.fields["documents"]
        if act.parent is None or act.parent.is_open:
            del self.fields["about_parent"]


class PoliceProgressForm(ActForm):
    """What the police did, by themselves or as reported by the sender.

    The periods of the police (D19-D23) run from two days, so those are asked for as soon as they can be known. A field
    left empty keeps what is on record; only an SPDP that was shown and is emptied did not come.
    """

    status = Coded("police_statuses", label=_("Status"))
    number = forms.CharField(label=_("Nomor laporan polisi"), required=False, max_length=120)
    unit = forms.CharField(label=_("Satuan"), required=False, max_length=120)
    investigator = forms.CharField(label=_("Penyelidik/penyidik"), required=False, max_length=150)
    investigator_phone = forms.CharField(label=_("Telepon penyidik"), required=False, max_length=40)
    difficulty = forms.ChoiceField(label=_("Kesulitan perkara"), required=False)
    reported_on = forms.DateField(
        label=_("Tanggal laporan"), required=False, widget=Day, help_text=_("Wajib diisi sejak LP terbit.")
    )
    sp2hp_code = Coded("sp2hp_codes", label=_("Kode SP2HP yang diterima"), required=False)
    sp2hp_on = forms.DateField(label=_("Tanggal SP2HP"), required=False, widget=Day)
    investigation_ordered_on = forms.DateField(
        label=_("Tanggal surat perintah penyidikan"),
        required=False,
        widget=Day,
        help_text=_("Wajib diisi sejak perkara naik ke penyidikan."),
    )
    spdp_on = forms.DateField(label=_("Tanggal SPDP diterima"), required=False, widget=Day)

    def prepare(self, act: Act) -> None:
        report = apps.get_model("referral", "PoliceReport")
        entries = rulebook.entries("police_statuses", "", act.today, act.reference_version)
        self.fields["status"].choices = [(one.code, one.name) for one in entries]
        codes = rulebook.entries("sp2hp_codes", "", act.today, act.reference_version)
        self.fields["sp2hp_code"].choices = [("", _("Tidak ada")), *[(one.code, one.name) for one in codes]]
        difficulties: Any = report._meta.get_field("difficulty").choices
        self.fields["difficulty"].choices = [("", _("Belum diketahui")), *difficulties]
        known = report.objects.filter(referral_id=act.case.pk).first()
        if known is not None:
            for name in self.fields:
                self.fields[name].initial = getattr(known, name, None)

    def known(self) -> Mapping[str, Known]:
        """The SP2HP on record: each is received once."""
        notices = apps.get_model("referral", "ProgressNotice").objects.filter(report__referral=self.act.case.pk)
        newest = notices.order_by("-dated", "-pk").first()
        words = newest and f"{rulebook.label('sp2hp_codes', newest.code)}, {format_local_date(newest.dated)}"
        return {"sp2hp_on": Known(_("SP2HP terakhir"), newest and newest.pk, words)}

    def overwrites(self) -> Iterable[str]:
        return ["sp2hp_on"] if self.data.get("sp2hp_on") else []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("sp2hp_code")) != bool(cleaned.get("sp2hp_on")):
            self.add_error("sp2hp_on", ValidationError(_("Isi kode dan tanggal SP2HP bersama-sama.")))
        if cleaned.get("status") not in (*UNREPORTED, "", None) and not cleaned.get("number"):
            self.add_error("number", ValidationError(_("Isi nomor laporan polisi.")))
        if cleaned.get("status") == "restorative" and self.act.case.is_trafficking:
            self.add_error("status", ValidationError(_("Keadilan restoratif tidak berlaku untuk perdagangan orang.")))
        if self._is_emptied("spdp_on") and "spdp_on" not in self.errors:
            cleaned["spdp_on"] = DID_NOT_COME
        too_old = _("Tanggal itu lebih dari %(years)d tahun yang lalu. Periksa tahunnya.") % {"years": POLICE_YEARS}
        for name, field in self.fields.items():
            if not isinstance(field, forms.DateField) or not cleaned.get(name):
                continue
            if cleaned[name] > self.act.today:
                self.add_error(name, ValidationError(_("Tanggal itu belum terjadi.")))
            elif cleaned[name] < years_later(self.act.today, -POLICE_YEARS):
                self.add_error(name, ValidationError(too_old))
        self._ask_for_days(str(cleaned.get("status") or ""))
        self._compare_days()
        return cleaned

    def _ask_for_days(self, status: str) -> None:
        """Refuse a status without the day from which the police's periods run."""
        if status and status not in UNREPORTED and self._is_unknown("reported_on"):
            unsaid = _(
                "Isi tanggal laporan; dari tanggal itu tenggat surat polisi dihitung. Tanggalnya tertulis pada tanda "
                "terima laporan (STTLP). Bila belum Anda pegang, isi hari pelapor datang ke polisi, lalu perbaiki "
                "nanti."
            )
            self.add_error("reported_on", ValidationError(unsaid))
        if status in INVESTIGATED and self._is_unknown("investigation_ordered_on"):
            unsaid = _(
                "Isi tanggal surat perintah penyidikan; dari tanggal itu tenggat SPDP dan SP2HP dihitung. Tanggalnya "
                "tertulis pada SPDP atau SP2HP. Bila belum Anda pegang, isi hari Anda diberi tahu bahwa penyidikan "
                "dimulai, lalu perbaiki nanti."
            )
            self.add_error("investigation_ordered_on", ValidationError(unsaid))

    def _compare_days(self) -> None:
        """Refuse days in an order in which they cannot have been; of those left empty the ones on record count."""
        impossible = [
            ("reported_on", "sp2hp_on", _("SP2HP tidak mungkin bertanggal sebelum laporan. Periksa kedua tanggalnya.")),
            (
                "reported_on",
                "investigation_ordered_on",
                _("Perintah penyidikan tidak mungkin terbit sebelum laporan. Periksa kedua tanggalnya."),
            ),
            (
                "investigation_ordered_on",
                "spdp_on",
                _("SPDP tidak mungkin diterima sebelum perintah penyidikan. Periksa kedua tanggalnya."),
            ),
        ]
        for earlier, later, message in impossible:
            first, second = self._day(earlier), self._day(later)
            if first and second and second < first:
                self.add_error(later, ValidationError(message))

    def _is_emptied(self, name: str) -> bool:
        """Whether the page showed a value that came back empty."""
        return bool(self.data.get(f"{SHOWN}{name}")) and self.data.get(name) == ""

    def _is_unknown(self, name: str) -> bool:
        """Whether a day is neither typed, rightly or wrongly, nor on record."""
        return name not in self.errors and self._day(name) is None

    def _day(self, name: str) -> Any:
        """A day as it will be on record: as typed, else as it is; None where it is unknown or typed wrongly."""
        if name in self.errors or self.cleaned_data.get(name) == DID_NOT_COME:
            return None
        return self.cleaned_data.get(name) or self.fields[name].initial


def _stays_with(act: Act) -> bool:
    """Whether the office that accepts for a receiver works on it too: the receiver may have an account by now."""
    assert act.office is not None
    return bool(act.case.placement_office_id(Placement.RECEIVER, act.today) == act.office.pk)


def _ask_for_date_that_counts(form: ActForm) -> None:
    """A poverty letter has a period of its own, whatever is agreed."""
    if form.act.case.purpose == Purpose.POVERTY_LETTER:
        del form.fields["agreed_date"]


def _within_a_year(form: ActForm, name: str) -> Any:
    day = form.cleaned_data.get(name)
    if day and day < form.act.today:
        raise ValidationError(_("Tanggal itu sudah lewat."))
    if day and not is_within_a_year(day, form.act.today):
        raise ValidationError(_("Tanggal itu terlalu jauh. Sepakati tanggal paling lama satu tahun ke depan."))
    return day
