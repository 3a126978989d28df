"""Bring the catalogues under locale/ up to the texts in code and templates."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.texts import collect_texts, translated, untranslated, written


class Command(BaseCommand):
    help = "Collect all texts into locale/*/LC_MESSAGES/django.po; keep translations, drop what is no longer used."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        texts = collect_texts(settings.BASE_DIR)
        for file in sorted((settings.BASE_DIR / "locale").glob("*/LC_MESSAGES/django.po")):
            catalog = translated(texts, file.parent.parent.name, file.read_bytes())
            file.write_bytes(written(catalog))
            missing = untranslated(catalog)
            self.stdout.write(
                f"{file.relative_to(settings.BASE_DIR)}: {len(catalog)} texts, {len(missing)} to translate"
            )
            for text in missing:
                self.stdout.write(f"  {text}")
