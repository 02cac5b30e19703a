"""Who works in a project."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from annotations.forms.invitations import MembershipForm
from annotations.forms.members import MemberForm
from annotations.models import Membership
from annotations.permissions import ProjectRequest, Role, project_role
from annotations.selectors.invitations import invitations_of
from annotations.services.members import member_pause, member_remove, member_resume, member_set


@require_http_methods(["GET", "POST"])
@project_role(Role.LEAD)
def members(request: ProjectRequest) -> HttpResponse:
    """The list, the live invitation links, and the form that adds an account."""
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user, role = form.cleaned_data["username"], form.cleaned_data["role"]
        member_set(project=request.project, user=user, role=role)
        messages.success(request, _("%(name)s is a member now.") % {"name": user.get_username()})
        return redirect("members", request.project.slug)
    rows = Membership.objects.filter(project=request.project).select_related("user").order_by("role", "user__username")
    context = {
        "form": form,
        "members": rows,
        "invitations": invitations_of(request.project, now=timezone.now()),
        "stage": "members",
    }
    return render(request, "annotations/members.html", context)


@require_http_methods(["GET", "POST"])
@project_role(Role.LEAD)
def member_change(request: ProjectRequest, member: int) -> HttpResponse:
    """One member's role, languages and skills; paused or not; or out."""
    found = Membership.objects.filter(project=request.project, pk=member).select_related("user").first()
    if found is None:
        raise Http404
    action, name = request.POST.get("action", ""), found.user.get_username()
    if found.user == request.user:
        messages.error(request, _("You cannot change your own part; ask another lead."))
    elif request.method == "GET" or action == "set":
        return _member_page(request, found)
    elif action == "remove":
        member_remove(project=request.project, user=found.user)
        messages.success(request, _("%(name)s is no member any more.") % {"name": name})
    elif action == "pause":
        member_pause(membership=found, because=Membership.Because.LEAD, now=timezone.now())
        messages.success(request, _("%(name)s gets no more work until you resume.") % {"name": name})
    elif action == "resume":
        member_resume(membership=found, now=timezone.now())
        messages.success(request, _("%(name)s gets work again.") % {"name": name})
    return redirect("members", request.project.slug)


def _member_page(request: ProjectRequest, found: Membership) -> HttpResponse:
    said = {name: getattr(found, name) for name in MembershipForm.base_fields}
    form = MembershipForm(request.POST or None, initial=said)
    if form.is_bound and form.is_valid():
        member_set(project=request.project, user=found.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("members", request.project.slug)
    context = {"form": form, "member": found, "stage": "members"}
    return render(request, "annotations/member.html", context, status=400 if form.is_bound else 200)
