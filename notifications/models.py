"""Rows the notification service keeps: signs of life, notices, what is sent of them, and what people chose."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework import outbox


class Heartbeat(models.Model):
    """The last sign of life of a part of the running system: one row per part."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M:%S}"


class Group(models.TextChoices):
    """Kinds of notice as people choose channels for them."""

    HANDOVER = "handover", _("Serah terima dan rujukan")
    WORK = "work", _("Penugasan dan kabar kasus")
    DEADLINE = "deadline", _("Pengingat tenggat")
    ESCALATION = "escalation", _("Eskalasi dan keputusan")
    EMERGENCY = "emergency", _("Keadaan darurat")


GROUP_OF = {
    outbox.HANDED_OVER: Group.HANDOVER,
    outbox.RETURNED: Group.HANDOVER,
    outbox.RECALLED: Group.HANDOVER,
    outbox.ACCEPTED: Group.HANDOVER,
    outbox.REFERRAL_RECEIVED: Group.HANDOVER,
    outbox.REFERRAL_ANSWERED: Group.HANDOVER,
    outbox.REFERRAL_DECLINED: Group.HANDOVER,
    outbox.CAME_BACK: Group.HANDOVER,
    outbox.HANDOVER_UNANSWERED: Group.HANDOVER,
    outbox.HANDOVER_DISPUTED: Group.HANDOVER,
    outbox.REMINDER_HALF: Group.DEADLINE,
    outbox.REMINDER_DUE_SOON: Group.DEADLINE,
    outbox.EXTENDED: Group.DEADLINE,
    outbox.EXPECTED_MISSED: Group.DEADLINE,
    outbox.ESCALATED: Group.ESCALATION,
    outbox.BOARD_REPORT: Group.ESCALATION,
    outbox.PROPOSAL_WAITING: Group.ESCALATION,
    outbox.EMERGENCY: Group.EMERGENCY,
    outbox.DUTY_GAP: Group.EMERGENCY,
}
"""The group of a kind of notice; others are `WORK`."""


WORDS = {
    outbox.HANDED_OVER: _("Serah terima menunggu jawaban kantor Anda"),
    outbox.RETURNED: _("Serah terima dikembalikan ke kantor Anda"),
    outbox.RECALLED: _("Serah terima ditarik kembali oleh pengirim"),
    outbox.ACCEPTED: _("Serah terima diterima"),
    outbox.ASSIGNED: _("Anda ditunjuk menangani kasus ini"),
    outbox.REFERRAL_RECEIVED: _("Rujukan menunggu jawaban kantor Anda"),
    outbox.REFERRAL_ANSWERED: _("Rujukan dijawab"),
    outbox.REFERRAL_DECLINED: _("Rujukan ditolak"),
    outbox.CAME_BACK: _("Kasus kembali ke kantor Anda"),
    outbox.PROPOSAL_WAITING: _("Usulan menunggu keputusan"),
    outbox.HANDOVER_UNANSWERED: _("Serah terima belum dijawab"),
    outbox.HANDOVER_DISPUTED: _("Serah terima berulang kali dikembalikan"),
    outbox.REMINDER_HALF: _("Setengah waktu tenggat sudah lewat"),
    outbox.REMINDER_DUE_SOON: _("Tenggat hampir habis"),
    outbox.ESCALATED: _("Tenggat terlewat: kantor Anda diminta menanggapi"),
    outbox.EXPECTED_MISSED: _("Surat yang ditunggu dari instansi lain belum datang"),
    outbox.EMERGENCY: _("Keadaan darurat"),
    outbox.EXTENDED: _("Tenggat diperpanjang"),
    outbox.BOARD_REPORT: _("Laporan mingguan: yang terlambat di kantor yang Anda awasi"),
    outbox.REPORT_ASKED: _("Kantor lain meminta laporan"),
    outbox.NUDGE: _("Kantor lain menunggu dan mengingatkan Anda"),
}
"""What a notice is about, for whoever is logged in; messages that leave Kawal never say it."""


class Channel(models.TextChoices):
    """By what a notice leaves Kawal, in the order in which one stands in for another that fails."""

    EMAIL = "email", _("Surel")
    WHATSAPP = "whatsapp", _("WhatsApp")
    SMS = "sms", _("SMS")


class Notice(models.Model):
    """One person told one thing, in Kawal itself; each row of the outbox tells a person once."""

    outbox_key = models.UUIDField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices", db_index=False)
    kind = models.CharField(max_length=40)
    case = models.ForeignKey("casework.Case", models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["outbox_key", "user"], name="notice_once_per_person")]
        indexes = [
            models.Index(fields=["user", "-id"], name="notice_of_user"),
            models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="notice_unread"),
            models.Index(fields=["case"], name="notice_of_case"),
        ]

    @property
    def words(self) -> Any:
        """What it is about."""
        return WORDS.get(self.kind, _("Ada kabar tentang kasus ini"))


class Envelope(models.Model):
    """One message to one person by one channel: of one notice, or the digest of several.

    `key` never changes, however often it is sent: it is the Message-ID and the Idempotency-Key. `lease_until` is
    set while a worker sends it; if it is found again with an expired one, the receiver may have it already.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("menunggu")
        SENT = "sent", _("terkirim")
        FAILED = "failed", _("gagal")

    key = models.UUIDField(unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel)
    is_digest = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)
    notices = models.ManyToManyField(Notice, related_name="envelopes")

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="envelope_waiting"),
            models.Index(fields=["user"], condition=Q(state="failed"), name="envelope_failed"),
        ]


class Preference(models.Model):
    """How one person wants to be told; without a row the defaults hold: everything at once, by e-mail."""

    class Rhythm(models.TextChoices):
        AT_ONCE = "at_once", _("Segera")
        DAILY = "daily", _("Sekali sehari, pukul 07.00")
        WEEKLY = "weekly", _("Sekali seminggu, Senin pukul 07.00")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="preference")
    rhythm = models.CharField(_("Kapan dikirim"), max_length=8, choices=Rhythm, default=Rhythm.AT_ONCE)
    quiet_from = models.TimeField(_("Jangan ganggu mulai"), null=True, blank=True)
    quiet_until = models.TimeField(_("sampai"), null=True, blank=True)
    phone = models.CharField(_("Nomor ponsel"), max_length=20, blank=True)
    phone_is_unsafe = models.BooleanField(_("Jangan kirim apa pun ke nomor ini"), default=False)
    email_is_unsafe = models.BooleanField(_("Jangan kirim apa pun ke alamat surel saya"), default=False)
    channels = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()
