"""Supervisors see who works on what, give work away, and record who is away."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from casework import clock as kawal_clock
from casework.absences import record_absence
from casework.errors import Refused
from casework.models import Absence, Event, Membership
from tests.factories.cases import do, fresh, move
from tests.factories.parcels import a_parcel
from tests.screens.pages import hidden, rows_of, signed_in, text_of
from tests.toy.models import Parcel
from tests.world import World, request_id


def page(world: World) -> str:
    return reverse("staff_hand_over", args=[world.village.uid, world.siti.uid])


def answers(response: Any, **more: Any) -> dict[str, Any]:
    carried = {"shown": response.context["shown"], "request_id": str(request_id())}
    return {**carried, "reason": "away", "reason_text": "Rawat inap", "everything_to": "", **more}


def test_the_list_says_who_has_how_many_cases(world: World, parcels: list[Parcel]) -> None:
    people = signed_in(world.siti_sup).get(reverse("staff")).context["offices"][0]["people"]

    assert {row["person"].full_name: row["cases"] for row in people}["Siti Petugas"] == 3


def test_the_list_says_who_leaves_soon_and_still_has_work(world: World, parcels: list[Parcel]) -> None:
    today = kawal_clock.local(kawal_clock.now(), "Asia/Jakarta").date()
    ending = Membership.objects.filter(organisation=world.village)

    ending.filter(user__in=[world.siti, world.siti2]).update(until=today + timedelta(days=15))
    assert "Bertugas sampai sebelum" not in text_of(signed_in(world.siti_sup).get(reverse("staff")))

    ending.filter(user__in=[world.siti, world.siti2]).update(until=today + timedelta(days=14))
    people = signed_in(world.siti_sup).get(reverse("staff")).context["offices"][0]["people"]
    assert [row["person"] for row in people if row["ends"]] == [world.siti]


def test_only_supervisors_and_heads_find_these_pages(world: World, parcels: list[Parcel]) -> None:
    for stranger in (world.siti2, world.budi_head, world.outsider_head):
        assert signed_in(stranger).get(page(world)).status_code == 404
    assert signed_in(world.siti2).get(reverse("staff")).status_code == 404


def test_a_supervisor_gives_everything_away_but_one_case(world: World, parcels: list[Parcel]) -> None:
    client = signed_in(world.siti_sup)
    shown = client.get(page(world))

    done = client.post(
        page(world),
        answers(shown, everything_to=str(world.siti2.uid), **{f"to_{parcels[0].number}": str(world.siti_head.uid)}),
        follow=True,
    )

    assert "Pekerjaan Siti Petugas dialihkan: 3 kasus." in done.content.decode()
    assert [fresh(one).officer for one in parcels] == [world.siti_head, world.siti2, world.siti2]


def test_handing_all_work_over_twice_leads_both_times_to_the_list(world: World, parcels: list[Parcel]) -> None:
    client = signed_in(world.siti_sup)
    sent = answers(client.get(page(world)), everything_to=str(world.siti2.uid))

    first, second = (client.post(page(world), sent, follow=True) for _click in range(2))

    for done in (first, second):
        assert "Pekerjaan Siti Petugas dialihkan: 3 kasus." in text_of(done)


def test_who_has_nothing_left_to_hand_over_is_led_to_the_list(world: World, parcels: list[Parcel]) -> None:
    client, other = signed_in(world.siti_sup), signed_in(world.siti_head)
    old = answers(client.get(page(world)), everything_to=str(world.siti2.uid))
    other.post(page(world), answers(other.get(page(world)), everything_to=str(world.siti2.uid)))

    late = client.post(page(world), old, follow=True)

    assert late.redirect_chain == [(reverse("staff"), 302)]
    assert "Siti Petugas tidak memegang lagi kasus yang dapat dialihkan." in text_of(late)


def test_what_changed_meanwhile_is_said_and_the_next_sending_is_of_the_new_page(
    world: World, parcels: list[Parcel]
) -> None:
    client = signed_in(world.siti_sup)
    shown = client.get(page(world))
    move(parcels[1], "send", world.siti)

    refused = client.post(page(world), answers(shown, everything_to=str(world.siti2.uid)))

    assert f"Berubah: {parcels[1].number}." in refused.content.decode()
    assert "Rawat inap" in refused.content.decode()
    assert fresh(parcels[0]).officer == world.siti
    client.post(page(world), answers(refused, everything_to=str(world.siti2.uid)))
    assert fresh(parcels[0]).officer == world.siti2


def test_a_sealed_case_is_a_number_a_stage_and_a_date(world: World) -> None:
    parcel = a_parcel(world)
    move(parcel, "alarm", world.siti)
    move(parcel, "accept_handover", world.budi_head, officer=str(world.budi.uid))
    address = reverse("staff_hand_over", args=[world.district.uid, world.budi.uid])

    said = text_of(signed_in(world.budi_sup).get(address))

    assert parcel.number in said
    assert "Identitas disegel" in said


# Absence -------------------------------------------------------------------------------------------


def away(world: World, days: int = 3) -> Absence:
    today = kawal_clock.local(kawal_clock.now(), "Asia/Jakarta").date()
    return record_absence(
        world.siti, world.village, since=today, until=today + timedelta(days=days), stand_in=world.siti2,
        reason="illness", actor=world.siti_sup,
    )  # fmt: skip


def test_the_stand_in_finds_the_cases_in_my_work_until_the_other_is_back(
    world: World, parcels: list[Parcel], clock: Any
) -> None:
    away(world)

    assert rows_of(signed_in(world.siti2).get("/kerja/")) == [one.number for one in parcels]
    clock.advance(timedelta(days=3))
    assert rows_of(signed_in(world.siti2).get("/kerja/")) == []


def test_who_chooses_an_officer_is_told_who_is_away(world: World, parcels: list[Parcel]) -> None:
    away(world)
    do(parcels[0], "assign_officer", world.siti_head, officer=world.siti_sup.uid, why="Beban")

    said = text_of(signed_in(world.siti_head).get(reverse("act", args=[parcels[0].uid, "assign_officer"])))

    assert "Siti Petugas (tidak hadir, kembali" in said
    assert "digantikan Siti Kedua)" in said


def test_who_is_away_himself_stands_in_for_nobody(world: World) -> None:
    today = away(world).since
    with pytest.raises(Refused, match="sendiri tidak hadir"):
        record_absence(
            world.siti2, world.village, since=today + timedelta(days=2), until=today + timedelta(days=9),
            stand_in=world.siti, reason="leave", actor=world.siti_sup,
        )  # fmt: skip
    away_later = record_absence(
        world.siti2, world.village, since=today + timedelta(days=3), until=today + timedelta(days=9),
        stand_in=world.siti, reason="leave", actor=world.siti_sup,
    )  # fmt: skip
    assert away_later.stand_in == world.siti


def test_an_absence_is_recorded_on_the_screen_and_its_reason_is_nobodys_business(world: World) -> None:
    client = signed_in(world.siti_sup)

    client.post(
        reverse("staff_absence", args=[world.village.uid, world.siti.uid]),
        {"since": "2026-12-01", "until": "2026-12-05", "stand_in": str(world.siti2.uid), "reason": "illness"},
    )

    assert Absence.objects.get().stand_in == world.siti2
    event = Event.objects.filter(case_uid=world.village.uid).first()
    assert event is not None
    assert event.act == "office.absence_begun"
    assert "illness" not in str(event.content)


def test_an_absence_sent_twice_is_recorded_once_and_leads_twice_to_the_list(world: World) -> None:
    client, address = signed_in(world.siti_sup), reverse("staff_absence", args=[world.village.uid, world.siti.uid])
    sent = {"since": "2026-12-01", "until": "2026-12-05", "stand_in": "", "reason": "illness"}
    sent |= hidden(client.get(address))

    for _click in range(2):
        assert client.post(address, sent).headers["Location"] == reverse("staff")

    assert Absence.objects.count() == 1


def test_an_absence_is_ended_once_and_a_second_click_leads_to_the_list(world: World) -> None:
    absence = away(world)
    client, address = signed_in(world.siti_sup), reverse("staff_absence_end", args=[world.village.uid, absence.pk])
    sent = hidden(client.get(reverse("staff")))

    for again in (sent, sent, {}):
        assert client.post(address, again).headers["Location"] == reverse("staff")

    assert "request_id" in sent
    assert Event.objects.filter(act="office.absence_ended").count() == 1


def test_who_is_back_early_is_back(world: World, parcels: list[Parcel]) -> None:
    absence = away(world)

    signed_in(world.siti_sup).post(reverse("staff_absence_end", args=[world.village.uid, absence.pk]))

    assert rows_of(signed_in(world.siti2).get("/kerja/")) == []


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        ("2020-01-01", "2020-01-03", "sudah kembali"),
        ("2026-11-19", "2026-11-21", "sudah kembali"),
        ("2026-12-01", "2099-12-31", "paling jauh setahun"),
        ("2020-01-01", "2026-12-05", "paling jauh setahun"),
    ],
)
def test_an_absence_that_is_over_or_has_no_sensible_end_is_refused_with_words(
    world: World, since: str, until: str, said: str
) -> None:
    address = reverse("staff_absence", args=[world.village.uid, world.siti.uid])
    sent = {"since": since, "until": until, "stand_in": "", "reason": "illness"}

    assert said in text_of(signed_in(world.siti_sup).post(address, sent))
    assert not Absence.objects.exists()


def test_an_absence_may_be_recorded_after_it_has_begun(world: World) -> None:
    address = reverse("staff_absence", args=[world.village.uid, world.siti.uid])
    sent = {"since": "2026-11-19", "until": "2026-11-22", "stand_in": "", "reason": "illness"}

    signed_in(world.siti_sup).post(address, sent)

    assert Absence.objects.count() == 1


def test_two_absences_do_not_overlap_and_nobody_stands_in_for_himself(world: World) -> None:
    away(world)
    with pytest.raises(Refused, match="sudah ada catatan"):
        away(world)
    today = kawal_clock.local(kawal_clock.now(), "Asia/Jakarta").date()
    with pytest.raises(Refused, match="petugas lain yang aktif"):
        record_absence(
            world.siti2, world.village, since=today, until=today + timedelta(days=1), stand_in=world.siti2,
            reason="leave", actor=world.siti_sup,
        )  # fmt: skip
