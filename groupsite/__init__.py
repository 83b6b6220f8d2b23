"""The portal's own ground floor; Celery finds its app here."""

from groupsite.celery import app as celery_app

__all__ = ["celery_app"]
