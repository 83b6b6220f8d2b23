from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "sessions"
    label = "groupsessions"  # "sessions" is the label of Django's sign-in sessions

    def ready(self) -> None:
        from sessions import letters, receivers  # noqa: F401, PLC0415  registered once the apps are loaded
