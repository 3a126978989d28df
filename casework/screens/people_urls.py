"""Addresses of searching, of people, of opening cases and of the auditors' histories."""

from __future__ import annotations

from django.urls import URLPattern, path

from casework.screens import audit, merging, opening, people, person, saved, search

urlpatterns: list[URLPattern] = [
    path("cari/", search.search, name="search"),
    path("orang/", people.people, name="people"),
    path("orang/baru/", people.person_new, name="person_new"),
    path("orang/<uuid:uid>/", person.person, name="person"),
    path("orang/<uuid:uid>/nik/", person.show_nik, name="person_nik"),
    path("orang/<uuid:uid>/ubah/<slug:what>/", person.person_add, name="person_add"),
    path("orang/<uuid:uid>/ganda/<uuid:other>/", merging.merge_people, name="merge"),
    path("orang/<uuid:uid>/pisah/", merging.unmerge_person, name="unmerge"),
    path("baru/", opening.new, name="new"),
    path("baru/simpanan/<uuid:uid>/buang/", saved.throw_away, name="saved_delete"),
    path("baru/<slug:kind>/", opening.open_case, name="open_case"),
    path("kasus/<uuid:uid>/rujukan/", opening.open_referral, name="open_referral"),
    path("riwayat/", audit.audit, name="audit"),
    path("riwayat/<uuid:uid>/", audit.audit_case, name="audit_case"),
]
