"""The Celery app: a carrier of doorbells. Postgres holds the work (DESIGN, law 1)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "groupsite.settings")

app = Celery("groupsite")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
