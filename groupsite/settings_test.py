"""Settings under test: the profile is set before the settings are read, since pytest-django loads them first."""

import os

os.environ["PORTAL_PROFILE"] = "test"

from groupsite.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_TASK_ALWAYS_EAGER = False
