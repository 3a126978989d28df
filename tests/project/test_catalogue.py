"""The English catalogue: complete, up to date, and true to the placeholders of the Indonesian."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.conf import settings

from config.catalogues import compile_catalogues
from config.texts import CODE, TEMPLATES, TextConflict, collect_texts, translated, untranslated, written
from tests.project import bare_texts

BASE: Path = settings.BASE_DIR
ENGLISH = BASE / "locale" / "en" / "LC_MESSAGES" / "django.po"
SLOTS = re.compile(r"%(?:\(\w+\))?[a-z]|<[^>]+>")

# The same in every language.
NAMES = {"Kawal", "NIK", "WhatsApp"}


@pytest.fixture(scope="module")
def english() -> Catalog:
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def test_the_catalogue_is_up_to_date() -> None:
    before = ENGLISH.read_bytes()
    after = written(translated(collect_texts(BASE), "en", before))
    assert after.decode().splitlines() == before.decode().splitlines(), "run `manage.py collect_texts` and translate"


def test_every_text_is_translated_and_none_is_doubtful(english: Catalog) -> None:
    assert untranslated(english) == []


def test_both_sides_have_the_same_placeholders_and_tags(english: Catalog) -> None:
    different = [
        (text, words)
        for message in english
        for text, words in zip(_forms(message.id), _forms(message.string), strict=True)
        if message.id and sorted(SLOTS.findall(text)) != sorted(SLOTS.findall(words))
    ]
    assert different == []


def test_both_sides_end_alike(english: Catalog) -> None:
    different = [
        (text, words)
        for message in english
        for text, words in zip(_forms(message.id), _forms(message.string), strict=True)
        if message.id and re.findall(r"[.?:]?$", text)[0] != re.findall(r"[.?:]?$", words)[0]
    ]
    assert different == []


def test_english_counts_in_two_forms(tmp_path: Path) -> None:
    [compiled] = compile_catalogues(BASE / "locale", tmp_path)
    with compiled.open("rb") as file:
        words = gettext.GNUTranslations(file)

    assert words.gettext("Telaah awal") == "Triage"
    assert words.ngettext("%(n)d hari kerja", "%(n)d hari kerja", 1) == "%(n)d working day"
    assert words.ngettext("%(n)d hari kerja", "%(n)d hari kerja", 2) == "%(n)d working days"


def test_templates_have_no_words_outside_translation_tags() -> None:
    files = sorted(file for folder in TEMPLATES for file in (BASE / folder).rglob("*.html"))
    found = {str(file.relative_to(BASE)): _not_names(bare_texts.in_template(file.read_text())) for file in files}
    assert {file: texts for file, texts in found.items() if texts} == {}


def test_code_has_no_labels_that_cannot_be_translated() -> None:
    files = sorted(file for folder in CODE for file in (BASE / folder).rglob("*.py") if "migrations" not in file.parts)
    found = {str(file.relative_to(BASE)): list(bare_texts.in_code(file.read_text())) for file in files}
    assert {file: texts for file, texts in found.items() if texts} == {}


CODE_WITH_TEXTS = """
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

label = _("Telaah awal")


def words(n):
    yield _now("Tenggat " "kasus")
    yield ngettext("%(n)d jam", "%(n)d jam", n)
    yield pgettext("time format", "H.i")
    yield _other("Bukan teks")
"""

TEMPLATE_WITH_TEXTS = """
    <h1>{% translate "Kasus" %}</h1>
  <p>{% blocktranslate count n=rows|length trimmed %}
    {{ n }} orang
  {% plural %}
    {{ n }} orang
  {% endblocktranslate %}</p>
{% include "x.html" with label=_("Tutup") only %}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("casework/words.py", "templates/page.html", "tests/test_words.py"):
        (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / "casework" / "words.py").write_text(CODE_WITH_TEXTS)
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE_WITH_TEXTS)
    (tmp_path / "tests" / "test_words.py").write_text(CODE_WITH_TEXTS.replace("Telaah awal", "Hanya uji"))
    return tmp_path


def test_texts_are_collected_from_code_and_templates_but_not_from_tests(project: Path) -> None:
    found = {(message.id, message.context) for message in collect_texts(project) if message.id}
    assert found == {
        ("Telaah awal", None),
        ("Tenggat kasus", None),
        (("%(n)d jam", "%(n)d jam"), None),
        ("H.i", "time format"),
        ("Kasus", None),
        (("%(n)s orang", "%(n)s orang"), None),
        ("Tutup", None),
    }


def test_translations_are_kept_and_unused_ones_dropped(project: Path) -> None:
    known = Catalog(locale="en")
    known.add("Telaah awal", "Triage")
    known.add("Tidak dipakai lagi", "Not used any more")
    known.add("Kasus", "Case?", flags=["fuzzy"])

    renewed = translated(collect_texts(project), "en", written(known))

    assert renewed["Telaah awal"].string == "Triage"
    assert "Tidak dipakai lagi" not in renewed
    assert {"Kasus", "Tutup"} <= set(untranslated(renewed))
    assert written(translated(collect_texts(project), "en", written(renewed))) == written(renewed)


def test_one_singular_with_two_plurals_is_refused(project: Path) -> None:
    (project / "casework" / "more.py").write_text(
        "from django.utils.translation import ngettext\ntext = ngettext('%(n)d jam', '%(n)d jam-jam', 2)\n"
    )
    with pytest.raises(TextConflict, match="jam-jam"):
        collect_texts(project)


def test_bare_words_are_found() -> None:
    page = '<p title="Judul">{# no #}{% comment %}no{% endcomment %}{% translate "no" %} Halo</p><style>no</style>'
    code = "from django.utils.translation import gettext as _\nField(label='Nama orang')\n_(f'Halo {x}')\n"
    assert bare_texts.in_template(page) == ["Judul", "Halo"]
    assert list(bare_texts.in_code(code)) == ["2: 'Nama orang'", "3: _(f'Halo {x}')"]


def _forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return text if isinstance(text, tuple) else (text,)


def _not_names(texts: list[str]) -> list[str]:
    return [text for text in texts if set(re.findall(r"[^\W\d_]{2,}", text)) - NAMES]
