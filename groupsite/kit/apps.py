from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "groupsite.kit"
    label = "kit"
