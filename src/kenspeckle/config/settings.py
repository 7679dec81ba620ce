"""Django's settings, derived from the environment (`environment.py`)."""

import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from kenspeckle.config.environment import read_environment

ENVIRONMENT = read_environment()
PACKAGE = Path(__file__).resolve().parent.parent

DEBUG = ENVIRONMENT.debug
DEMONSTRATION = ENVIRONMENT.demonstration
# A random key is right for commands and tests; `kenspeckle up` hands every child the same kept one.
SECRET_KEY = ENVIRONMENT.secret_key or secrets.token_urlsafe(48)

PUBLIC_URL = ENVIRONMENT.url.rstrip("/")
_public = urlsplit(PUBLIC_URL)
# Further bases at which issuers publish (`base_url` in an issuer's file).
_bases = [_public, *(urlsplit(base) for base in ENVIRONMENT.also_at.split())]
ALLOWED_HOSTS = [base.hostname or "localhost" for base in _bases]
CSRF_TRUSTED_ORIGINS = [f"{base.scheme}://{base.netloc}" for base in _bases]
_https = _public.scheme == "https"

DATA = ENVIRONMENT.data
MASTER_KEY_FILE = ENVIRONMENT.master_key_file

INSTALLED_APPS = [
    "kenspeckle.config",
    "kenspeckle.home",
    "kenspeckle.assessment",
    "kenspeckle.applications",
    "kenspeckle.portfolio",
    "kenspeckle.checking",
    "kenspeckle.awards",
    "kenspeckle.catalogue",
    "kenspeckle.frameworks",
    "kenspeckle.organisations",
    "kenspeckle.accounts",
    "kenspeckle.audit",
    "kenspeckle.kernel",
    # Pure rooms that ship files for the browser.
    "kenspeckle.text",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kenspeckle.kernel.middleware.SecurityHeaders",
    "kenspeckle.kernel.middleware.NotTooLarge",
    "kenspeckle.kernel.middleware.NoNulls",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kenspeckle.kernel.middleware.Refusals",
]

ROOT_URLCONF = "kenspeckle.config.urls"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kenspeckle.kernel.context.page",
            ],
        },
    }
]
FORM_RENDERER = "kenspeckle.kernel.forms.Renderer"


def _database(url: str) -> dict[str, Any]:
    """Read `postgresql://user:password@host:port/name?host=/socket/folder` into Django's form."""
    parts = urlsplit(url)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "kenspeckle",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
    }


DATABASES = {"default": _database(ENVIRONMENT.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "kernel_cache",
        # Sign-in attempts are counted here. Django's 300 entries would forget them as soon as more
        # people than that (or one person with many addresses) try within a few minutes.
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "kenspeckle.accounts.adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "kenspeckle.accounts.forms.LoginForm",
    "signup": "kenspeckle.accounts.forms.SignupForm",
    "add_email": "kenspeckle.accounts.forms.AddEmailForm",
    "change_password": "kenspeckle.accounts.forms.ChangePasswordForm",
    "set_password": "kenspeckle.accounts.forms.SetPasswordForm",
    "reset_password": "kenspeckle.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "kenspeckle.accounts.forms.ResetPasswordKeyForm",
    "request_login_code": "kenspeckle.accounts.forms.RequestLoginCodeForm",
    "reauthenticate": "kenspeckle.accounts.forms.ReauthenticateForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
# Mail can be slow where the signal is poor; the pages and messages say these 15 minutes.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
# django-allauth can offer another address only to those who are really new, so that the offer would
# tell who has an account. "Cancel" leads back to the form.
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = False
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
# Nobody's mailbox is filled through us, and no password is tried by the thousand. What counts by network
# address leaves room for an office of hundreds behind one; browsers that are known are not counted
# with the others (`accounts.devices`).
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "60/m/ip,600/h/ip,5/300s/key",
    "request_login_code": "120/m/ip,3/m/key,10/h/key",
    "reset_password": "120/m/ip,3/m/key,10/h/key",
    "signup": "120/m/ip,500/h/ip",
}
# A public address means the TLS proxy of docs/operating.md, which adds the visitor's address to
# X-Forwarded-For. Without it every visitor would have the proxy's, and share one limit.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _https else 0
ACCOUNT_CHANGE_EMAIL = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _public.scheme
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Kenspeckle"

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if ENVIRONMENT.email_url
    else "kenspeckle.kernel.mail.ReadableHere"
)
_email = urlsplit(ENVIRONMENT.email_url)
EMAIL_HOST = _email.hostname or ""
EMAIL_PORT = _email.port or 587
EMAIL_HOST_USER = unquote(_email.username or "")
EMAIL_HOST_PASSWORD = unquote(_email.password or "")
EMAIL_USE_TLS = _email.scheme == "smtp+tls"
EMAIL_USE_SSL = _email.scheme == "smtps"
# Seconds for each word with the mail server (`kernel.posting` has more for the last one).
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = ENVIRONMENT.email_from

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
DATE_FORMAT = "j F Y"
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
# Until `kenspeckle up` has gathered them (tests never do), files are served from where they lie.
_collected = (STATIC_ROOT / ".digest").exists() or ENVIRONMENT.collect
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _collected
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not _collected

SESSION_ENGINE = "kenspeckle.accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _https
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_COOKIE_SECURE = _https
CSRF_FAILURE_VIEW = "kenspeckle.kernel.views.stale_form"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if _https else 0
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": ["'self'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}

# Earlier versions of answers go so many days after the decision.
KEEP_VERSIONS_DAYS = ENVIRONMENT.keep_versions_days

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"discreet": {"()": "kenspeckle.kernel.logs.Discreet"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
