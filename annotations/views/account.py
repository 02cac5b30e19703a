"""What a person chooses for themselves."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language

from annotations.forms.account import AccountForm
from annotations.services.preferences import preferences_set
from annotations.views.requests import SignedInRequest


@login_required
@require_http_methods(["GET", "POST"])
def account(request: SignedInRequest) -> HttpResponse:
    """Language and theme, kept with the account and so on every device."""
    form = AccountForm(request.POST or None, initial={"language": request.user.language, "theme": request.user.theme})
    if request.method == "POST" and form.is_valid():
        preferences_set(user=request.user, **form.cleaned_data)
        with translation.override(form.cleaned_data["language"] or translation.get_language()):
            messages.success(request, _("Saved."))
        return redirect("account")
    return render(request, "annotations/account.html", {"form": form})


@require_POST
def language_set(request: HttpRequest) -> HttpResponse:
    """The switch of every page: kept in a cookie, and with the account of who is signed in."""
    response = set_language(request)
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        preferences_set(user=request.user, language=language, theme=request.user.theme)
    return response
