"""Pages of what was said: signing in, one's own work, and a project's material."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import URLPattern, path

from annotations.views import account, home

# Everybody
account_urls = [
    path("", home.home, name="home"),
    path("account/", account.account, name="account"),
    path("accounts/login/", LoginView.as_view(), name="login"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
]

urlpatterns: list[URLPattern] = [*account_urls]
