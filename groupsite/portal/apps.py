from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "groupsite.portal"
    label = "portal"
