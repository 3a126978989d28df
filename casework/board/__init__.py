"""The supervisor's board: what is overdue in the offices he answers for, as items, not as cases."""

from .counting import Figures, figures
from .filters import BANDS, Filters, ItemKind, When
from .items import Item, every_item, offices_answered_for, page_of
from .sheet import workbook

__all__ = [
    "BANDS",
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
