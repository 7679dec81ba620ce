from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Holds settings, addresses and the commands; no models."""

    name = "kenspeckle.config"
    label = "config"
