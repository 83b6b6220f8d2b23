from django.apps import AppConfig


class SignpostingConfig(AppConfig):
    name = "signposting"

    def ready(self) -> None:
        from signposting import letters  # noqa: F401, PLC0415  registered once the apps are loaded
