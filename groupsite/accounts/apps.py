from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "groupsite.accounts"
    label = "accounts"

    def ready(self) -> None:
        from groupsite.accounts import letters, library, receivers  # noqa: F401, PLC0415  once the apps are loaded

        library.adopt()
