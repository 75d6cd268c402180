"""Django's settings for tools that import a settings module (mypy, makemigrations).

A running Hushtape does not read this file: it configures Django from
config/site.toml, through `connect`.
"""

SECRET_KEY = "for tools only"  # noqa: S105
INSTALLED_APPS = ["pipeline.adapters.catalogue"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
