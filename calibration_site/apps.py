from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "calibration_site"
