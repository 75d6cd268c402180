"""Django's settings for tools that import a settings module (mypy, makemigrations).

A running desk does not read this file: `review.configuration` makes its settings from
config/site.toml.
"""

from pathlib import Path

from pipeline.settings.site import SiteSettings
from review.configuration import django_settings

globals().update(
    django_settings(SiteSettings(data=Path("data")), secret="for tools only", oidc_secret="")  # noqa: S106
)
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
