from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "groupsite.audit"
    label = "audit"
