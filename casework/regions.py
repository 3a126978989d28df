"""Finding places, their spelling and their successors. The import is `casework.region_import`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection, transaction
from django.db.models import Case, IntegerField, Value, When
from django.db.models.functions import Length

from casework.models.region import Region, RegionSuccession, chain_of

# Every path that is no longer what names and labels say. A village is followed by what lies around
# it, districts there without "Kabupaten"; "Kota" stays, for many a city has a regency of its name.
REFRESH_PATHS = """
WITH wanted AS (
    SELECT own.code, concat_ws(', ',
        coalesce(nullif(own.label, ''), own.name),
        regexp_replace(coalesce(nullif(sub.label, ''), sub.name), '^Kabupaten ', ''),
        regexp_replace(coalesce(nullif(district.label, ''), district.name), '^Kabupaten ', ''),
        regexp_replace(coalesce(nullif(province.label, ''), province.name), '^Kabupaten ', '')
    ) AS path
    FROM casework_region own
    LEFT JOIN casework_region sub ON sub.code = CASE WHEN length(own.code) > 8 THEN left(own.code, 8) END
    LEFT JOIN casework_region district ON district.code = CASE WHEN length(own.code) > 5 THEN left(own.code, 5) END
    LEFT JOIN casework_region province ON province.code = CASE WHEN length(own.code) > 2 THEN left(own.code, 2) END
)
UPDATE casework_region region SET path = wanted.path
FROM wanted WHERE wanted.code = region.code AND wanted.path <> region.path
"""


@contextmanager
def looking_at_all_places() -> Iterator[None]:
    """Within: statements that look at all places do so in one pass. A transaction of its own, or part of one.

    The database may have counted the places before those of an import were to be seen, and believe that there are
    none: going through all of them once for each of them would then seem cheap to it, and take an hour.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        yield
        cursor.execute("SET LOCAL enable_nestloop TO DEFAULT")


def refresh_paths() -> None:
    """Bring every place's `path` up to date with names and labels."""
    with looking_at_all_places(), connection.cursor() as cursor:
        cursor.execute(REFRESH_PATHS)


@transaction.atomic
def relabel(region: Region, label: str) -> None:
    """Show a place under its local name; the file's spelling stays in `name` ('' takes it away)."""
    region.label = label
    region.save(update_fields=["label"])
    refresh_paths()
    region.refresh_from_db(fields=["path"])


def record_successor(region: Region, successor: Region, since: date) -> RegionSuccession:
    """Record that a place was split into, joined with or renumbered as another."""
    return RegionSuccession.objects.get_or_create(region=region, successor=successor, defaults={"since": since})[0]


def lineage(region: Region) -> list[str]:
    """The codes under which an office may serve a place, the nearest first.

    Its own and those around it; for a closed place then those of its successors, so that people
    registered under an old code still have an office. No query for a place that exists.
    """
    codes = chain_of(region.code)
    waiting = [region] if region.valid_to else []
    seen = {region.code}
    while waiting:
        closed = waiting.pop(0)
        for successor in closed.successors.order_by("code"):
            if successor.code in seen:
                continue
            seen.add(successor.code)
            codes += [code for code in chain_of(successor.code) if code not in codes]
            if successor.valid_to:
                waiting.append(successor)
    return codes


def search_regions(query: str, on: date, *, level: int | None = None, limit: int = 20) -> list[Region]:
    """Places for what somebody typed: a code, or words of the name and of what lies around it.

    Every word must occur in the path ("ulak paceh banyuasin"); where none fits, the nearest
    spellings of the name are offered. At most `limit`, exact names first; two statements at most.
    """
    words = query.split()
    if not words:
        return []
    places = Region.objects.valid_on(on)
    if level is not None:
        places = places.filter(level=level)
    if len(words) == 1 and words[0].replace(".", "").isdigit():
        return list(places.filter(code__startswith=words[0])[:limit])
    fitting = places
    for word in words:
        fitting = fitting.filter(path__icontains=word.strip(","))
    exact_first = Case(
        When(name__iexact=query.strip(), then=Value(0)),
        When(name__istartswith=words[0], then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    found = list(fitting.order_by(exact_first, Length("name"), "level", "path")[:limit])
    if found:
        return found
    likeness = TrigramSimilarity("name", query)
    return list(places.filter(name__trigram_similar=query).annotate(likeness=likeness).order_by("-likeness")[:limit])
