"""From config/site.toml to Django: everything the desk's security rests on is set here."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pipeline.adapters.catalogue import database
from pipeline.errors import BadConfig
from pipeline.settings.site import Oidc, SiteSettings
from pipeline.wiring import Site

HERE = Path(__file__).parent
APPS = (
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "pipeline.adapters.catalogue",
    "review",
)
MIDDLEWARE = (
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "review.middleware.Headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "review.middleware.SessionsEnd",
    "review.middleware.PasswordFirst",
    "review.middleware.Troubles",
)
"""In the order in which a request meets it; an answer meets it the other way round."""
TEMPLATES: dict[str, Any] = {
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "DIRS": [str(HERE / "templates")],
    "APP_DIRS": True,
    "OPTIONS": {
        "context_processors": [
            "django.template.context_processors.request",
            "django.contrib.auth.context_processors.auth",
            "django.contrib.messages.context_processors.messages",
            "review.rights.for_templates",
        ],
        "builtins": ["django.templatetags.i18n", "review.templatetags.desk"],
    },
}
_MINUTE = 60

_site: Site | None = None


def configure(site: Site) -> None:
    """Make this process a desk of `site`: Django set up, the schema up to date. Raises BadConfig.

    Called for another site it leaves the one it had, as `connect` does.
    """
    global _site
    from django.conf import settings

    wanted = django_settings(
        site.settings, secret=site.desk_secret, oidc_secret=_oidc_secret(site.settings.desk.oidc)
    )
    if settings.configured:
        for name, value in wanted.items():
            if name != "DATABASES":
                setattr(settings, name, value)
    else:
        import django

        settings.configure(**wanted)
        django.setup()
    # All of it now, in one thread: those that serve share what they find.
    _ = site.keeping, site.listing, site.policy
    _site = site


def the_site() -> Site:
    """The installation whose desk this is."""
    if _site is None:
        raise BadConfig("this process serves no desk: call configure first")
    return _site


def _oidc_secret(oidc: Oidc | None) -> str:
    if oidc is None:
        return ""
    secret = os.environ.get(oidc.secret_env, "")
    if not secret:
        hint = f"Set the environment variable {oidc.secret_env} for `hushtape review` and `run`."
        raise BadConfig(f"the sign-in service {oidc.name} has no client secret", hint=hint)
    return secret


def django_settings(site: SiteSettings, *, secret: str, oidc_secret: str) -> dict[str, Any]:
    """All of Django's settings, for this installation."""
    desk = site.desk
    behind_proxy = desk.tls == "proxy"
    return {
        "SECRET_KEY": secret,
        "DEBUG": False,
        "ALLOWED_HOSTS": list(desk.names),
        "INSTALLED_APPS": list(APPS),
        "DATABASES": {"default": database(site.database)},
        "ROOT_URLCONF": "review.urls",
        "MIDDLEWARE": list(MIDDLEWARE),
        "TEMPLATES": [TEMPLATES],
        "LANGUAGE_CODE": "en-gb",
        "USE_I18N": True,
        "USE_TZ": True,
        "TIME_ZONE": os.environ.get("TZ") or "UTC",
        "LOCALE_PATHS": [str(HERE / "locale")],
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "STATIC_URL": "/static/",
        "STATICFILES_FINDERS": ["django.contrib.staticfiles.finders.AppDirectoriesFinder"],
        "WHITENOISE_USE_FINDERS": True,
        "WHITENOISE_MAX_AGE": 3600,
        # One process serves the desk: what throttles sign-in is in its memory.
        "CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        "LOGGING_CONFIG": None,
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 1_000_000,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 2_000,
        **_who(desk.oidc, oidc_secret),
        **_cookies(desk.idle_minutes * _MINUTE, secure=behind_proxy),
        **_transport(behind_proxy=behind_proxy),
    }


def _who(oidc: Oidc | None, oidc_secret: str) -> dict[str, Any]:
    """Accounts, passwords, second factors, and how often one may try."""
    validators = "django.contrib.auth.password_validation"
    return {
        "AUTH_USER_MODEL": "review.Account",
        "AUTHENTICATION_BACKENDS": ["allauth.account.auth_backends.AuthenticationBackend"],
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
        "AUTH_PASSWORD_VALIDATORS": [
            {
                "NAME": f"{validators}.MinimumLengthValidator",
                "OPTIONS": {"min_length": 12},
            },
            {"NAME": f"{validators}.CommonPasswordValidator"},
            {"NAME": f"{validators}.UserAttributeSimilarityValidator"},
        ],
        "LOGIN_URL": "account_login",
        "LOGIN_REDIRECT_URL": "/",
        "ACCOUNT_ADAPTER": "review.accounts.NoSignUp",
        "ACCOUNT_LOGIN_METHODS": {"username"},
        "ACCOUNT_SIGNUP_FIELDS": ["username*", "password1*", "password2*"],
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_LOGOUT_REDIRECT_URL": "account_login",
        "ACCOUNT_SESSION_REMEMBER": False,
        "ACCOUNT_REAUTHENTICATION_REQUIRED": True,
        "ACCOUNT_RATE_LIMITS": {"login": "60/m/ip", "login_failed": "20/m/ip,5/10m/key"},
        "MFA_ADAPTER": "review.accounts.SealedSecrets",
        "MFA_SUPPORTED_TYPES": ["totp", "recovery_codes"],
        "MFA_TOTP_ISSUER": "Hushtape",
        "SOCIALACCOUNT_ADAPTER": "review.accounts.FromService",
        "SOCIALACCOUNT_AUTO_SIGNUP": True,
        "SOCIALACCOUNT_STORE_TOKENS": False,
        "SOCIALACCOUNT_LOGIN_ON_GET": False,
        "SOCIALACCOUNT_PROVIDERS": {
            "openid_connect": {
                "OAUTH_PKCE_ENABLED": True,
                "APPS": [
                    {
                        "provider_id": "service",
                        "name": oidc.name,
                        "client_id": oidc.client_id,
                        "secret": oidc_secret,
                        "settings": {"server_url": oidc.server},
                    }
                ]
                if oidc
                else [],
            }
        },
    }


def _cookies(idle: int, *, secure: bool) -> dict[str, Any]:
    prefix = "__Host-" if secure else ""
    return {
        "SESSION_COOKIE_NAME": f"{prefix}hushtape",
        "SESSION_COOKIE_AGE": idle,
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": False,
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        # Strict would lose the session on the way back from a sign-in service.
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_NAME": f"{prefix}hushtape-csrf",
        "CSRF_COOKIE_SECURE": secure,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Strict",
        "CSRF_FAILURE_VIEW": "review.views.troubles.forged",
        "MESSAGE_STORAGE": "django.contrib.messages.storage.session.SessionStorage",
        "LANGUAGE_COOKIE_HTTPONLY": True,
    }


def _transport(*, behind_proxy: bool) -> dict[str, Any]:
    return {
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if behind_proxy else None,
        "SECURE_SSL_REDIRECT": behind_proxy,
        "SECURE_HSTS_SECONDS": 63_072_000 if behind_proxy else 0,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": behind_proxy,
        "SECURE_HSTS_PRELOAD": behind_proxy,
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "ALLAUTH_TRUSTED_PROXY_COUNT": int(behind_proxy),
        "X_FRAME_OPTIONS": "DENY",
    }
