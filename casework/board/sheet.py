"""The board as a spreadsheet, for meetings and for who works on with the numbers."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter
from django.utils.translation import gettext as _

from casework.board.filters import ItemKind
from casework.board.items import Item
from casework.models.case import Severity
from casework.stages import flow_of

ROWS = 10_000
"""Most rows of a sheet; a supervisor who has more late narrows the board first."""


def workbook(found: Iterable[Item], now: datetime, zone: str) -> bytes:
    """The items as an XLSX file, times as that zone shows them. Texts stay texts: none is taken for a formula."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_("Keterlambatan"))
    bold = book.add_format({"bold": True})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for column, (title, width) in enumerate(_columns()):
        sheet.write_string(0, column, str(title), bold)
        sheet.set_column(column, column, width)
    for row, item in enumerate(found, start=1):
        for column, value in enumerate(_cells(item, now, ZoneInfo(zone))):
            if isinstance(value, datetime):
                sheet.write_datetime(row, column, value, moment)
            elif isinstance(value, int | float):
                sheet.write_number(row, column, value)
            else:
                sheet.write_string(row, column, str(value))
    sheet.freeze_panes(1, 0)
    book.close()
    return file.getvalue()


def _columns() -> list[tuple[str, int]]:
    return [
        (_("Nomor"), 16),
        (_("Jenis kasus"), 18),
        (_("Tahap"), 24),
        (_("Yang terlambat"), 30),
        (_("Aturan"), 36),
        (_("Kantor"), 30),
        (_("Petugas"), 24),
        (_("Keparahan"), 12),
        (_("Batas waktu"), 18),
        (_("Hari terlambat"), 14),
    ]


def _cells(item: Item, now: datetime, zone: ZoneInfo) -> list[Any]:
    case = item.case
    flow = flow_of(case.kind)
    return [
        case.number,
        flow.label,
        flow.stage(case.state).label,
        ItemKind(item.kind).label,
        item.deadline.rule.name if item.is_read else "",
        item.office.name,
        case.officer or "" if item.is_read else "",
        Severity(case.severity).label if item.is_read else "",
        item.moment.astimezone(zone).replace(tzinfo=None),
        max(0, round((now - item.moment).total_seconds() / 86400, 1)),
    ]
