"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

from annotations.views.account import language_set
from calibration_site.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("i18n/setlang/", language_set, name="set_language"),
    path("api/v1/", include("calibration_site.api")),
    path("", include("ranking.urls")),
    path("", include("annotations.urls")),
]

handler400 = "calibration_site.faults.bad_request"
handler404 = "calibration_site.faults.not_found"
handler500 = "calibration_site.faults.server_error"
