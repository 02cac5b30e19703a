"""The product's settings with other addresses: `DJANGO_SETTINGS_MODULE=benchmarks.floor.settings`."""

from calibration_site.settings import *  # noqa: F403 (all of them is the point)

ROOT_URLCONF = "benchmarks.floor.urls"
