"""Pages of what was said: signing in, one's own work, and a project's material."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import URLPattern, URLResolver, include, path

from annotations.views import account, annotate, answers, guidelines, home

# Everybody
account_urls = [
    path("", home.home, name="home"),
    path("account/", account.account, name="account"),
    path("accounts/login/", LoginView.as_view(), name="login"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
]

# Under projects/<slug>/: annotators' pages
annotate_urls = [
    path("annotate/", annotate.annotate, name="annotate"),
    path("annotate/undo/", annotate.undo, name="annotate-undo"),
    path("annotate/<int:assignment>/submit/", annotate.submit, name="annotate-submit"),
    path("annotate/<int:assignment>/skip/", annotate.skip, name="annotate-skip"),
    path("annotate/<int:assignment>/heartbeat/", annotate.heartbeat, name="annotate-heartbeat"),
    path("answers/", answers.my_answers, name="my-answers"),
    path("answers/<int:assignment>/", answers.my_answer, name="my-answer"),
    path("guidelines/", guidelines.guidelines, name="guidelines"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *account_urls,
    path("projects/<slug:slug>/", include(annotate_urls)),
]
