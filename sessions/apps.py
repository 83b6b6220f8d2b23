from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "sessions"
    label = "groupsessions"  # "sessions" is the label of Django's sign-in sessions
