"""Who answers in a round, over HTTP, and what a lead does about it."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.api.reading import FAULTS, found_or_404, read
from annotations.api.rounds import round_or_404
from annotations.api.strict import StrictView
from annotations.models import ApiToken, Membership, Project, Rater, Task
from annotations.permissions import IN_PROJECT, ProjectApiRequest, Role, Scope, TokenScope, seat_required
from annotations.selectors.monitoring import Person, kinds_of, people_of, project_of_assignment, totals_of
from annotations.selectors.stuck import left_of
from annotations.services.handout import assignment_reassign, task_assign
from annotations.services.members import member_pause, member_resume, rater_of
from ranking.selectors.live import Live, live_of


class IntervalSerializer(serializers.Serializer[Any]):
    """A figure with its 95 % interval."""

    value = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    n = serializers.IntegerField()


class DriftSerializer(serializers.Serializer[Any]):
    """The last answers beside others', less those before; the interval holds for all annotators together."""

    change = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    recent = serializers.IntegerField()
    before = serializers.IntegerField()


class ReasonSerializer(serializers.Serializer[Any]):
    """Why tasks were skipped."""

    reason = serializers.CharField(allow_blank=True)
    n = serializers.IntegerField()


class PersonSerializer(serializers.Serializer[Any]):
    """One annotator; `name` is null for reviewers, figures are null where answers are too few."""

    member = serializers.IntegerField(allow_null=True, help_text="The id for pausing; null for who has left.")
    name = serializers.CharField(allow_null=True)
    pseudonym = serializers.CharField(allow_blank=True)
    paused = serializers.BooleanField()
    paused_because = serializers.ChoiceField(choices=[("", ""), *Membership.Because.choices], allow_blank=True)
    done = serializers.IntegerField()
    skipped = serializers.IntegerField()
    skips = ReasonSerializer(many=True)
    flags = serializers.IntegerField()
    last_day = serializers.IntegerField()
    median_seconds = serializers.FloatField(allow_null=True)
    last_seen = serializers.DateTimeField(allow_null=True)
    assignment = serializers.IntegerField(allow_null=True, help_text="The one in hand, which can be reassigned.")
    checked = serializers.IntegerField()
    right = serializers.FloatField()
    agreement = IntervalSerializer(allow_null=True)
    leniency = IntervalSerializer(allow_null=True)
    drift = DriftSerializer(allow_null=True)
    self_consistency = IntervalSerializer(allow_null=True)
    not_applicable = IntervalSerializer(allow_null=True)


class KindSerializer(serializers.Serializer[Any]):
    """Places of one kind of task; `stuck` tasks have nobody left to take them."""

    kind = serializers.CharField()
    needed = serializers.IntegerField()
    done = serializers.IntegerField()
    free = serializers.IntegerField()
    held = serializers.IntegerField()
    stuck = serializers.IntegerField()


class FormedSerializer(serializers.Serializer[Any]):
    """Krippendorff's alpha after so many answers, and the tasks that two or more answered."""

    answers = serializers.IntegerField()
    units = serializers.IntegerField()
    value = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class LeftSerializer(serializers.Serializer[Any]):
    """Whom the round's tasks may still come to: how many may have them, how many each asks for, and what is stuck."""

    able = serializers.IntegerField()
    asked = serializers.IntegerField()
    stuck = serializers.ListField(
        child=serializers.IntegerField(), help_text="Tasks, by id; at most 500 are looked at."
    )


class PeopleSerializer(serializers.Serializer[Any]):
    """How a round's collection goes."""

    needed = serializers.IntegerField()
    done = serializers.IntegerField()
    last_day = serializers.IntegerField()
    kinds = KindSerializer(many=True)
    left = LeftSerializer()
    agreement_of = serializers.CharField(help_text="The dimension, or `comparisons`.")
    agreement = FormedSerializer(many=True)
    people = PersonSerializer(many=True)
    computed_at = serializers.DateTimeField()


class MemberSerializer(serializers.Serializer[Any]):
    """A member, and whether they are handed work."""

    member = serializers.IntegerField(source="pk")
    paused = serializers.BooleanField()
    paused_because = serializers.CharField(allow_blank=True)


class ReassignSerializer(serializers.Serializer[Any]):
    """To whom: a member's id, or null to give it back to all."""

    to = serializers.IntegerField(min_value=1, max_value=2**31 - 1, allow_null=True, default=None)


class AssignSerializer(serializers.Serializer[Any]):
    """To whom: a member's id."""

    to = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class ReassignedSerializer(serializers.Serializer[Any]):
    """What the named annotator holds now, or what was taken back."""

    assignment = serializers.IntegerField(source="pk")
    state = serializers.CharField()


class PeopleView(StrictView):
    """A round's people."""

    permission_classes = IN_PROJECT
    minimum_role = Role.REVIEWER
    scope = Scope.READ

    @extend_schema(responses={200: PeopleSerializer, 404: FAULTS[404]})
    def get(self, request: ProjectApiRequest, slug: str, number: int) -> Response:
        """Progress by kind of task and annotator, and agreement as it forms."""
        round, now = round_or_404(request, number), timezone.now()
        left = left_of(round)
        kinds = kinds_of(round, stuck=left.stuck)
        totals, live = totals_of(kinds, round, now=now), live_of(round, now=now)
        by_name = request.seat.at_least(Role.LEAD)
        body = {
            "needed": totals.needed, "done": totals.done, "last_day": totals.day, "kinds": kinds,
            "left": {"able": left.able, "asked": left.asked, "stuck": [task.pk for task in left.stuck]},
            "agreement_of": live.dimension.name if live.dimension else "comparisons",
            "agreement": live.line, "computed_at": live.at,
            "people": [_person(one, live, by_name) for one in people_of(round, now=now)],
        }  # fmt: skip
        return Response(PeopleSerializer(body).data)


class MemberView(StrictView):
    """What a lead does with a member."""

    permission_classes = IN_PROJECT
    minimum_role = Role.LEAD
    scope = Scope.MANAGE


class MemberPauseView(MemberView):
    """A halt for one."""

    @extend_schema(request=None, responses={200: MemberSerializer, 404: FAULTS[404]})
    def post(self, request: ProjectApiRequest, slug: str, member: int) -> Response:
        """Hand this member no more work. What they hold they may still answer."""
        found = _member(request.seat.project, member)
        paused = member_pause(membership=found, because=Membership.Because.LEAD, now=timezone.now())
        return Response(MemberSerializer(paused).data)


class MemberResumeView(MemberView):
    """Its end."""

    @extend_schema(request=None, responses={200: MemberSerializer, 404: FAULTS[404]})
    def post(self, request: ProjectApiRequest, slug: str, member: int) -> Response:
        """Let a paused member work again; their accuracy on checks is counted anew."""
        found = _member(request.seat.project, member)
        return Response(MemberSerializer(member_resume(membership=found, now=timezone.now())).data)


class TaskAssignView(MemberView):
    """A free place of a task in named hands."""

    @extend_schema(request=AssignSerializer, responses={200: ReassignedSerializer, **FAULTS})
    def post(self, request: ProjectApiRequest, slug: str, task: int) -> Response:
        """Give a free place of a task to a member who has not had it, whoever it would come to."""
        project = request.seat.project
        found_or_404(Task.objects.all(), _("The project has no such task."), pk=task, round__project=project)
        member = _member(project, read(AssignSerializer, request)["to"])
        to = rater_of(project=project, user=member.user)
        given = task_assign(task_id=task, project=project, to=to, now=timezone.now())
        return Response(ReassignedSerializer(given).data)


class LeadOfAssignment(BasePermission):
    """The person leads the project of the address's assignment. Sets `request.seat`."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Raises 404 for assignments of projects that are not the person's, 403 for too low a role."""
        project = project_of_assignment(view.kwargs["pk"])
        token = request.auth
        if project is None or (isinstance(token, ApiToken) and token.project_id not in {None, project.pk}):
            raise Http404(_("There is no such assignment."))
        request.seat = seat_required(user=request.user, slug=project.slug, minimum=Role.LEAD)  # type: ignore[attr-defined]
        return True


class ReassignView(StrictView):
    """An open assignment in other hands."""

    permission_classes = [IsAuthenticated, TokenScope, LeadOfAssignment]
    scope = Scope.MANAGE

    @extend_schema(request=ReassignSerializer, responses={200: ReassignedSerializer, **FAULTS})
    def post(self, request: ProjectApiRequest, pk: int) -> Response:
        """Take an open assignment back, or give it to a named member."""
        project, to = request.seat.project, read(ReassignSerializer, request)["to"]
        rater: Rater | None = rater_of(project=project, user=_member(project, to).user) if to else None
        moved = assignment_reassign(assignment_id=pk, project=project, to=rater, now=timezone.now())
        return Response(ReassignedSerializer(moved).data)


def _member(project: Project, member: int) -> Membership:
    rows = Membership.objects.select_related("user")
    return found_or_404(rows, _("The project has no such member."), project=project, pk=member)


def _person(person: Person, live: Live, by_name: bool) -> dict[str, Any]:
    watch = live.people.get(person.key) if person.key is not None else None
    membership = person.membership
    return {
        "member": membership.pk if membership else None,
        "name": person.name if by_name else None,
        "pseudonym": person.pseudonym,
        "paused": membership is not None and membership.paused,
        "paused_because": membership.paused_because if membership else "",
        "done": person.done, "skipped": person.skipped, "flags": person.flags, "last_day": person.day,
        "skips": [{"reason": reason, "n": n} for reason, n in person.reasons],
        "median_seconds": watch.seconds if watch else None,
        "last_seen": person.last_seen,
        "assignment": person.held.pk if person.held else None,
        "checked": person.checked, "right": person.right,
        "agreement": _interval(watch.nearness, "value") if watch else None,
        "leniency": _interval(watch.leniency, "mean") if watch else None,
        "drift": watch.drift if watch else None,
        "self_consistency": _interval(watch.steady, "share") if watch else None,
        "not_applicable": _interval(watch.not_applicable, "share") if watch else None,
    }  # fmt: skip


def _interval(found: Any, name: str) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"value": getattr(found, name), "low": found.low, "high": found.high, "n": found.n}
