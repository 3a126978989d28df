"""Addresses of the work list and of everything about one case."""

from __future__ import annotations

from django.urls import URLPattern, path

from casework.screens import (
    acknowledgements,
    acts,
    board,
    board_statistics,
    board_together,
    case,
    charts,
    documents,
    escalations,
    handovers,
    home,
    moves,
    my_work,
    proposals,
    unsent,
)

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("kerja/", my_work.my_work, name="work"),
    path("belum-terkirim/", unsent.unsent, name="unsent"),
    path("keterlambatan/", board.board, name="board"),
    path("keterlambatan/unduh/", board.export, name="board_export"),
    path("keterlambatan/angka/", board_statistics.board_statistics, name="board_statistics"),
    path("keterlambatan/bersama/<slug:name>/", board_together.together, name="board_together"),
    path("eskalasi/", escalations.escalations, name="escalations"),
    path("eskalasi/<int:pk>/", escalations.answer, name="escalation"),
    path("kasus/<uuid:uid>/", case.case, name="case"),
    path("kasus/<uuid:uid>/langkah/<slug:verb>/", moves.move, name="move"),
    path("kasus/<uuid:uid>/tindakan/<slug:name>/", acts.act, name="act"),
    path("kasus/<uuid:uid>/usulan/<int:pk>/", proposals.proposal, name="proposal"),
    path("kasus/<uuid:uid>/usulan/<int:pk>/surat/", proposals.letter, name="closing_letter"),
    path("kasus/<uuid:uid>/dokumen/<uuid:document>/", documents.document, name="document"),
    path("kasus/<uuid:uid>/bagan.svg", charts.chart, name="chart"),
    path("kasus/<uuid:uid>/bagan.bpmn", charts.bpmn, name="bpmn"),
    path("kasus/<uuid:uid>/tanda-terima/", acknowledgements.acknowledgement, name="acknowledgement"),
    path("kasus/<uuid:uid>/serah-terima/<int:seq>/", handovers.record, name="handover_record"),
]
