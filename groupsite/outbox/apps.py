from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "groupsite.outbox"
    label = "outbox"
