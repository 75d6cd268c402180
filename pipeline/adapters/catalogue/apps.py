from __future__ import annotations

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "pipeline.adapters.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"
