"""The supervisor's board: what is overdue in the offices he answers for, as items, not as cases."""

from .figures import Figures, figures
from .items import BANDS, CAP, Filters, Item, ItemKind, When, every_item, offices_answered_for, page_of
from .sheet import workbook

__all__ = [
    "BANDS",
    "CAP",
    "Figures",
    "Filters",
    "Item",
    "ItemKind",
    "When",
    "every_item",
    "figures",
    "offices_answered_for",
    "page_of",
    "workbook",
]
