"""Settings, a pure function of the environment. A missing or wrong value stops the start and says so.

`PORTAL_PROFILE` is `production` unless something says `demo` (run.py) or `test` (settings_test).
"""

from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from groupsite.local import paths

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

PROFILE = env.str("PORTAL_PROFILE", default="production")
if PROFILE not in {"production", "demo", "test"}:
    raise ImproperlyConfigured(f"PORTAL_PROFILE is {PROFILE!r}; it can be production, demo or test.")
PRODUCTION = PROFILE == "production"
DEMO = PROFILE == "demo"
DEBUG = False

if PRODUCTION:
    SECRET_KEY = env.str("SECRET_KEY")
    if len(SECRET_KEY) < 50 or SECRET_KEY.startswith("django-insecure"):
        raise ImproperlyConfigured("SECRET_KEY must be at least 50 random characters.")
    FIELD_KEYS = env.list("FIELD_KEYS")
    if not FIELD_KEYS or any(len(key) < 40 for key in FIELD_KEYS) or SECRET_KEY in FIELD_KEYS:
        raise ImproperlyConfigured("FIELD_KEYS must be at least 40 random characters each, and not the SECRET_KEY.")
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
    if not ALLOWED_HOSTS or any(host.startswith("*") for host in ALLOWED_HOSTS):
        raise ImproperlyConfigured("ALLOWED_HOSTS must name the portal's own hosts, with no wildcard.")
    SITE_URL = env.str("SITE_URL")
    if not SITE_URL.startswith("https://"):
        raise ImproperlyConfigured("SITE_URL must be the portal's https:// address; letters link to it.")
    CSRF_TRUSTED_ORIGINS = [SITE_URL]
else:
    SECRET_KEY = env.str("SECRET_KEY", default="only-for-demo-and-tests-" * 3)
    FIELD_KEYS = env.list("FIELD_KEYS", default=["only-for-demo-and-tests-too-" * 2])
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "testserver"])
    SITE_URL = env.str("SITE_URL", default="http://localhost:8000")

# -- Who we are ------------------------------------------------------------------------------------
GROUP_NAME = env.str("GROUP_NAME", default="Little Acorns")
GROUP_PHONE = env.str("GROUP_PHONE", default="0117 496 0123")
GROUP_EMAIL = env.str("GROUP_EMAIL", default="hello@littleacorns.example")

# -- Looking after newcomers: how long we let things go before a leader is asked to look ---------------
BUDDY_SETTLED_VISITS = env.int("BUDDY_SETTLED_VISITS", default=2)  # the second time one knows where the kettle is
BUDDY_WAIT_DAYS = env.int("BUDDY_WAIT_DAYS", default=14)  # two sessions of a weekly group come and go in that
BUDDY_SILENT_DAYS = env.int("BUDDY_SILENT_DAYS", default=10)  # a week's session and a few days for the answer
LAPSED_WEEKS = env.int("LAPSED_WEEKS", default=6)  # longer than school holidays: nobody is lapsed in August
if min(BUDDY_SETTLED_VISITS, BUDDY_WAIT_DAYS, BUDDY_SILENT_DAYS, LAPSED_WEEKS) < 1:
    raise ImproperlyConfigured("BUDDY_SETTLED_VISITS, BUDDY_WAIT_DAYS, BUDDY_SILENT_DAYS, LAPSED_WEEKS are 1 or more.")

# -- Rooms (DESIGN §2) -----------------------------------------------------------------------------
INSTALLED_APPS = [
    "groupsite.kit",
    "groupsite.audit",
    "groupsite.outbox",
    "groupsite.accounts",
    "families",
    "sessions",
    "signposting",
    "volunteers",
    "groupsite.portal",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "template_partials",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "groupsite.kit.headers.HeadersMiddleware",
    "groupsite.kit.uploads.UploadMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "groupsite.accounts.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "groupsite.accounts.middleware.AccessMiddleware",
]
ROOT_URLCONF = "groupsite.urls"
WSGI_APPLICATION = "groupsite.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "groupsite.portal.context.house",
            ]
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# -- One Postgres; Redis only carries Celery's doorbells -------------------------------------------
if PRODUCTION or "DATABASE_URL" in env.ENVIRON:
    DATABASES = {"default": env.db_url("DATABASE_URL")}
    if "postgresql" not in DATABASES["default"]["ENGINE"]:
        raise ImproperlyConfigured("DATABASE_URL must be a postgres:// address; no other database is supported.")
else:
    DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", **paths.postgres(PROFILE)}}
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sign-in limits live in the cache. Kept in Postgres they bite when Redis is away (docs/decisions/0001).
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# -- Celery: tasks are doorbells, each safe to ring twice ------------------------------------------
CELERY_BROKER_URL = env.str("REDIS_URL") if PRODUCTION else env.str("REDIS_URL", default=paths.broker_url(PROFILE))
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_timeout": 1,
    "socket_connect_timeout": 1,
    "retry_on_timeout": False,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 1800
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Beat runs in UTC (celery#1604, #9653: schedules in London time ran twice or late when the clocks changed).
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
CELERY_BEAT_SCHEDULE = {
    "letters": {"task": "groupsite.outbox.tasks.deliver", "schedule": 60.0},
    "offers": {"task": "sessions.tasks.release_unanswered_offers", "schedule": 60.0},
    "doors": {"task": "sessions.tasks.give_places_out", "schedule": 60.0},
    "shifts": {"task": "volunteers.tasks.make_shifts", "schedule": crontab(minute="17")},
    "shifts-waited-for": {"task": "volunteers.tasks.fill_from_waiting", "schedule": crontab(minute="37")},
    "who-may-help": {"task": "volunteers.tasks.refresh_standing", "schedule": crontab(hour="3", minute="35")},
    "feeds": {"task": "signposting.tasks.ring_due_sources", "schedule": 60.0},
    "links-followed": {"task": "signposting.tasks.follow_links", "schedule": crontab(hour="1", minute="10")},
    "entries-step-down": {"task": "signposting.tasks.step_down", "schedule": crontab(hour="2", minute="40")},
    "entries-due": {
        "task": "signposting.tasks.write_to_owners",
        "schedule": crontab(hour="6", minute="20", day_of_week="mon"),
    },
    "families-findable": {"task": "families.tasks.refresh_found", "schedule": crontab(hour="3", minute="50")},
    "families-alike": {"task": "families.tasks.look_for_twins", "schedule": crontab(hour="4", minute="10")},
    "merges-settled": {"task": "families.tasks.forget_old_merges", "schedule": crontab(hour="4", minute="25")},
    "registers-closed": {"task": "sessions.tasks.count_closed_registers", "schedule": crontab(minute="27")},
    "learning-outcomes": {
        "task": "sessions.tasks.ask_what_became_of_learning",
        "schedule": crontab(hour="9", minute="41"),
    },
    "dates-ahead": {"task": "sessions.tasks.make_dates", "schedule": crontab(hour="4", minute="10")},
    "forgetting": {"task": "groupsite.portal.tasks.forget_by_night", "schedule": crontab(hour="3", minute="20")},
    "buddies-followed": {
        "task": "groupsite.portal.tasks.follow_buddies",
        "schedule": crontab(minute="27", hour="5-22"),
    },
    "first-visits-asked": {
        "task": "groupsite.portal.tasks.ask_about_first_visits",
        "schedule": crontab(minute="37", hour="5-22"),
    },
    "goodbyes": {"task": "groupsite.portal.tasks.say_goodbyes", "schedule": crontab(hour="4", minute="10")},
    "newcomers-welcomed": {"task": "sessions.tasks.welcome_newcomers", "schedule": crontab(minute="47", hour="5-22")},
    "cards-home": {"task": "sessions.tasks.post_cards", "schedule": crontab(minute="7,37", hour="5-22")},
    "families-changed": {
        "task": "groupsite.portal.tasks.tell_what_changed",
        "schedule": crontab(hour="6", minute="40", day_of_week="mon"),
    },
    "faces-waiting": {
        "task": "groupsite.portal.tasks.remind_of_waiting",
        "schedule": crontab(hour="6", minute="50", day_of_week="mon"),
    },
}

# -- Forgetting (docs/operations.md) ----------------------------------------------------------------
# Who was erased, kept apart from the database and its backups, so that a restored backup forgets them again.
ERASURE_LEDGER = env.str("ERASURE_LEDGER") if PRODUCTION else str(paths.state_dir(PROFILE) / "erased.txt")
RETENTION_MOST = env.int("RETENTION_MOST", default=200)  # rows of one table that may go in a night unasked

# Signs skills records; a key of its own, so that a new SECRET_KEY does not end records people have been given.
RECORD_KEY = env.str("RECORD_KEY", default="")

# -- Sign-in (allauth) -----------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "groupsite.accounts.passwords.NotTheGroupsName"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:home"
LOGOUT_REDIRECT_URL = "portal:front"
ACCOUNT_ADAPTER = "groupsite.accounts.adapter.AccountAdapter"
MFA_ADAPTER = "groupsite.accounts.adapter.SecondFactorAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]  # the password may stay empty, here and at sign-in
ACCOUNT_FORMS = {"signup": "groupsite.accounts.forms.JoinForm", "login": "groupsite.accounts.forms.SignInForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
# A whole hall shares one address on its Wi-Fi, so good sign-ins are allowed in numbers and bad ones are not.
# Ours are: strangers who offer to help, reports of mistakes in the directory, codes for `accounts.again`.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "10/m/ip,5/300s/key",
    "offer_help": "10/h/ip",
    "help_today": "60/h/ip",
    "report": "20/h/ip",
    "share_list": "60/h/ip",
    "again": "6/h/user",
    "again_try": "24/h/user",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_ISSUER = GROUP_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("ALLAUTH_TRUSTED_PROXY_COUNT", default=0)
# Staff prove themselves twice. The demo waves them through; production has no way to ask for that.
SECOND_FACTOR_REQUIRED = not DEMO
STAFF_IDLE_MINUTES = 30

SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "groupsite.portal.views.csrf_failure"

# -- Headers ---------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# -- Words, times, files ---------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
# One language until a whole catalogue is there: half a page in Polish helps nobody, and misleads a screen reader.
LANGUAGES = [("en-gb", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/London"
USE_TZ = True
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if PROFILE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MAX_AGE = 3600

# -- Letters ---------------------------------------------------------------------------------------
EMAIL_CONFIG = env.email_url("EMAIL_URL") if PRODUCTION else env.email_url("EMAIL_URL", default="smtp://localhost:1025")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"{GROUP_NAME} <{GROUP_EMAIL}>")
TEXT_URL = env.str("TEXT_URL", default="")
TEXT_TOKEN = env.str("TEXT_TOKEN", default="")
TEXT_SENDER = env.str("TEXT_SENDER", default="") or GROUP_NAME.replace(" ", "")[:11]
if TEXT_URL and not (TEXT_TOKEN and TEXT_URL.startswith("https://" if PRODUCTION else "http")):
    raise ImproperlyConfigured("TEXT_URL must be the text provider's https:// address, and TEXT_TOKEN its token.")
OFFER_TEXTS = bool(TEXT_URL) or not PRODUCTION  # nobody is asked to choose what nobody sends
OUTBOX_GATEWAYS = {
    "email": "groupsite.outbox.gateways.EmailGateway",
    "text": f"groupsite.outbox.{'texting.HttpTextGateway' if TEXT_URL else 'gateways.ConsoleTextGateway'}",
}
OUTBOX_LEASE_SECONDS = 600

# -- The Family Hub's door -------------------------------------------------------------------------
SIGNPOSTING_ALLOW_LOOPBACK = not PRODUCTION
# Our directory's feed and our calendars each answer one address so often a minute; then they say when to come back.
OPEN_FEED_A_MINUTE = env.int("OPEN_FEED_A_MINUTE", default=1200)
CHECK_LINKS = env.bool("CHECK_LINKS", default=PRODUCTION)  # a demo asks nobody's server
DEMO_HUB_URL = env.str("DEMO_HUB_URL", default="")
DEMO_MAIL_DIR = paths.state_dir("demo") / "mail"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_names": {"()": "groupsite.kit.logs.NoPersonalData"}},
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["no_names"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"httpx": {"level": "WARNING"}, "django.server": {"handlers": ["console"], "propagate": False}},
}
