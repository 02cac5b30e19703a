"""Who works in a project."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from annotations.forms.members import MemberForm
from annotations.models import Membership
from annotations.permissions import ProjectRequest, Role, project_role
from annotations.services.members import member_remove, member_set


@require_http_methods(["GET", "POST"])
@project_role(Role.LEAD)
def members(request: ProjectRequest) -> HttpResponse:
    """The list, and the form that adds an account or changes its role."""
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user, role = form.cleaned_data["username"], form.cleaned_data["role"]
        member_set(project=request.project, user=user, role=role)
        messages.success(request, _("%(name)s is a member now.") % {"name": user.get_username()})
        return redirect("members", request.project.slug)
    rows = Membership.objects.filter(project=request.project).select_related("user").order_by("role", "user__username")
    return render(request, "annotations/members.html", {"form": form, "members": rows, "stage": "members"})


@require_POST
@project_role(Role.LEAD)
def member_change(request: ProjectRequest, member: int) -> HttpResponse:
    """Another role, paused or not, or out."""
    found = Membership.objects.filter(project=request.project, pk=member).select_related("user").first()
    if found is None:
        raise Http404
    if found.user == request.user:
        messages.error(request, _("You cannot change your own part; ask another lead."))
    elif request.POST.get("action") == "remove":
        member_remove(project=request.project, user=found.user)
        messages.success(request, _("%(name)s is no member any more.") % {"name": found.user.get_username()})
    elif request.POST.get("role") in Membership.Role.values:
        paused = request.POST.get("paused") == "1"
        member_set(
            project=request.project, user=found.user, role=request.POST["role"], languages=found.languages,
            paused=paused,
        )  # fmt: skip
        messages.success(request, _("Saved."))
    return redirect("members", request.project.slug)
