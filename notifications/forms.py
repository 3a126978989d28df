"""How one person wants to be told."""

from __future__ import annotations

from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from notifications.channels import is_there
from notifications.models import Channel, Group, Preference


class PreferenceForm(forms.ModelForm):
    """Rhythm, quiet hours, number and, for each group of kinds, the channels."""

    class Meta:
        model = Preference
        fields = ["rhythm", "quiet_from", "quiet_until", "phone", "phone_is_unsafe", "email_is_unsafe"]
        widgets = {
            "rhythm": forms.RadioSelect,
            "quiet_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "quiet_until": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }
        help_texts = {
            "quiet_from": _("Keadaan darurat tetap disampaikan."),
            "phone": _("Untuk WhatsApp dan SMS, misalnya 0812 3456 7890."),
            "phone_is_unsafe": _("Misalnya bila ponsel dipakai bersama."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        offered = [(one.value, one.label) for one in Channel if is_there(one)]
        for group in Group if offered else ():
            name = f"channels_{group.value}"
            self.fields[name] = forms.MultipleChoiceField(
                label=group.label, choices=offered, required=False, widget=forms.CheckboxSelectMultiple
            )
            self.initial[name] = self.instance.channels.get(group, [Channel.EMAIL])

    def clean_phone(self) -> str:
        """The number in international form; empty for none."""
        typed = self.cleaned_data["phone"].strip()
        if not typed:
            return ""
        try:
            number = phonenumbers.parse(typed, "ID")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_valid_number(number):
            raise ValidationError(_("Nomor itu tidak benar. Tulis misalnya 0812 3456 7890."))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def clean(self) -> dict[str, Any]:
        """Quiet hours need both ends."""
        cleaned: dict[str, Any] = super().clean() or {}
        if (cleaned.get("quiet_from") is None) != (cleaned.get("quiet_until") is None):
            self.add_error("quiet_until", ValidationError(_("Isi jam mulai dan jam selesai, atau kosongkan keduanya.")))
        return cleaned

    def save(self, commit: bool = True) -> Preference:
        sent = {group.value: self.cleaned_data.get(f"channels_{group.value}") for group in Group}
        self.instance.channels |= {group: channels for group, channels in sent.items() if channels is not None}
        saved: Preference = super().save(commit)
        return saved
