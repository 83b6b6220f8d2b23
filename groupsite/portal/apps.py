from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "groupsite.portal"
    label = "portal"

    def ready(self) -> None:
        from groupsite.portal import letters, receivers  # noqa: F401, PLC0415  registered once the apps are loaded
        from groupsite.portal.buddies import letters as buddy_letters  # noqa: F401, PLC0415
        from groupsite.portal.families import letters as family_letters  # noqa: F401, PLC0415
        from groupsite.portal.newcomers import letters as newcomer_letters  # noqa: F401, PLC0415
