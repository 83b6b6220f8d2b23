from django.apps import AppConfig


class FamiliesConfig(AppConfig):
    name = "families"

    def ready(self) -> None:
        from families import letters  # noqa: F401, PLC0415  registered once the apps are loaded
