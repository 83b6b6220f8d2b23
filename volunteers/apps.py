from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    name = "volunteers"

    def ready(self) -> None:
        from volunteers import letters, receivers  # noqa: F401, PLC0415  registered once the apps are loaded
