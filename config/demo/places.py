"""The places of the demonstration, with the codes of the Ministry of Home Affairs; no file is needed.

Ulak Paceh and Tebing Bulang are the villages that Musi Banyuasin proposed as Desa Migran Emas in
November 2025; Muara Enim, Mesuji and Tanah Laut are districts that work with their BP3MI likewise.
"""

from __future__ import annotations

from datetime import date

from casework.models import Region
from casework.models.region import chain_of
from casework.regions import refresh_paths

SINCE = date(2024, 1, 1)
"""From when places, offices and appointments of the demonstration hold."""

SOUTH_SUMATRA = "16"
INVENTED_PROVINCE = "99"
"""No province has this code: the places of a walk beside real offices lie there."""

REGIONS = (
    ("16", "Sumatera Selatan"),
    ("16.03", "Kabupaten Muara Enim"),
    ("16.06", "Kabupaten Musi Banyuasin"),
    ("16.06.01", "Sekayu"),
    ("16.06.03", "Sungai Keruh"),
    ("16.06.03.2008", "Tebing Bulang"),
    ("16.06.13", "Lawan Wetan"),
    ("16.06.13.2001", "Ulak Paceh"),
    ("16.71", "Kota Palembang"),
    ("18", "Lampung"),
    ("18.11", "Kabupaten Mesuji"),
    ("31", "DKI Jakarta"),
    ("63", "Kalimantan Selatan"),
    ("63.01", "Kabupaten Tanah Laut"),
    ("63.01.01", "Takisung"),
)


def code_of(code: str, *, invented: bool) -> str:
    """A place's code, or that of its double in the invented province."""
    return INVENTED_PROVINCE + code[len(SOUTH_SUMATRA) :] if invented else code


def load_places(*, invented: bool = False) -> None:
    """Add the places that are not there yet; with `invented` the doubles of South Sumatra only."""
    wanted = [(code_of(code, invented=invented), name) for code, name in REGIONS if not invented or _is_doubled(code)]
    Region.objects.bulk_create(
        [
            Region(
                code=code,
                name=f"{name} (rekaan)" if invented else name,
                level=len(chain_of(code)),
                parent_id=next(iter(chain_of(code)[1:]), None),
                valid_from=SINCE,
            )
            for code, name in wanted
        ],
        ignore_conflicts=True,
    )
    refresh_paths()


def _is_doubled(code: str) -> bool:
    return code.split(".")[0] == SOUTH_SUMATRA
