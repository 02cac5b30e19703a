"""The leads' routes: rounds, from their launch to the end of collecting."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response

from annotations.api.reading import FAULTS, found_or_404, read
from annotations.api.strict import StrictView
from annotations.handout.policy import LABELLINGS, LEAST_RANDOM, MOST_CAP, MOST_SHARE, Policy
from annotations.jobs import ring
from annotations.models import Item, Project, Rater, Round, Task, TemplateVersion
from annotations.permissions import IN_PROJECT, ProjectApiRequest, Role, Scope
from annotations.selectors.materials import endpoint_named, judges_of
from annotations.selectors.progress import round_progress, rounds_of
from annotations.services.rounds import RoundInvalid, round_cancel, round_deliver, round_pause

# What a column of whole numbers holds.
LARGEST = 2**31 - 1
# The header with which a sender names a request, so that it can be delivered twice.
KEY = "Idempotency-Key"
LONGEST_KEY = 200


class PolicySerializer(serializers.Serializer[Any]):
    """What is handed out beside the tasks, and to whom. What is not given is off."""

    training = serializers.BooleanField(required=False, help_text="Training checks come first.")
    anchors = serializers.BooleanField(required=False, help_text="Responses of anchor items are rated again.")
    gold_share = serializers.FloatField(
        min_value=0, max_value=MOST_SHARE, required=False, help_text="Part of a person's hand-outs that are checks."
    )
    repeat_share = serializers.FloatField(
        min_value=0, max_value=MOST_SHARE, required=False, help_text="Part that are own answers, asked again."
    )
    accuracy_floor = serializers.FloatField(
        min_value=0, max_value=1, required=False, allow_null=True, help_text="Who meets fewer checks is paused."
    )
    accuracy_after = serializers.IntegerField(min_value=1, max_value=LARGEST, required=False)
    overlap_cap = serializers.IntegerField(
        min_value=1, max_value=MOST_CAP, required=False, allow_null=True,
        help_text="One more person is asked, up to this many, while agreement is low.",
    )  # fmt: skip
    agreement_floor = serializers.FloatField(min_value=0, max_value=1, required=False)
    adjudicate = serializers.BooleanField(required=False, help_text="A reviewer decides where people still part.")
    answer_limit = serializers.IntegerField(min_value=1, max_value=LARGEST, required=False, allow_null=True)
    skills = serializers.ListField(
        child=serializers.CharField(max_length=100), required=False, help_text="Only for members who have all of them."
    )
    labelling = serializers.ChoiceField(
        choices=LABELLINGS, required=False, help_text="In random order, or first what teaches most (adaptive)."
    )
    random_share = serializers.FloatField(
        min_value=LEAST_RANDOM, max_value=1, required=False,
        help_text="Where the order adapts: part of the answers that go to tasks which chance chose.",
    )  # fmt: skip


class RoundSerializer(serializers.Serializer[Any]):
    """A round in a list."""

    round = serializers.IntegerField(source="number")
    state = serializers.ChoiceField(choices=Round.State.choices)
    origin = serializers.ChoiceField(choices=Round.Origin.choices)
    paused = serializers.BooleanField()
    kinds = serializers.ListField(child=serializers.CharField())
    overlap = serializers.IntegerField()
    policy = PolicySerializer()
    note = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()


class LaunchSerializer(serializers.Serializer[Any]):
    """The plan of a round."""

    template = serializers.CharField()
    versions = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=LARGEST), allow_empty=False)
    endpoint = serializers.CharField()
    temperatures = serializers.ListField(child=serializers.FloatField(min_value=0, max_value=2), allow_empty=False)
    samples = serializers.IntegerField(min_value=1, default=1)
    split = serializers.ChoiceField(choices=Item.Split.choices, required=False, default="")
    kinds = serializers.ListField(child=serializers.ChoiceField(choices=Task.Kind.choices), allow_empty=False)
    overlap = serializers.IntegerField(min_value=0, default=1)
    judges = serializers.ListField(child=serializers.CharField(), required=False, default=list)
    per_dimension = serializers.BooleanField(default=False)
    item_limit = serializers.IntegerField(min_value=1, max_value=LARGEST, required=False, allow_null=True, default=None)
    chosen = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), required=False, default=list,
        allow_empty=False, help_text="Only these items, by their keys; an alarm names its own. Without it all of the "
        "split; an empty list, which an alarm without items has, is refused.",
    )  # fmt: skip
    seed = serializers.IntegerField(min_value=0, max_value=2**63 - 1, default=0)
    policy = PolicySerializer(required=False)
    note = serializers.CharField(allow_blank=True, default="")


class LaunchedSerializer(serializers.Serializer[Any]):
    """The number of the round that is on its way."""

    round = serializers.IntegerField()


class CountsSerializer(serializers.Serializer[Any]):
    """Candidates, by what became of them; `planned` is all of them."""

    planned = serializers.IntegerField()
    done = serializers.IntegerField()
    failed = serializers.IntegerField()


class JudgingSerializer(serializers.Serializer[Any]):
    """Judges' answers."""

    planned = serializers.IntegerField()
    done = serializers.IntegerField()
    unreadable = serializers.IntegerField()


class AnswersSerializer(serializers.Serializer[Any]):
    """People's answers."""

    needed = serializers.IntegerField()
    done = serializers.IntegerField()


class StatusSerializer(serializers.Serializer[Any]):
    """How far a round has got."""

    round = serializers.IntegerField(source="round.number")
    state = serializers.ChoiceField(choices=Round.State.choices, source="round.state")
    responses = CountsSerializer()
    judging = JudgingSerializer()
    answers = AnswersSerializer()
    errors = serializers.DictField(child=serializers.IntegerField())  # type: ignore[assignment]
    worker = serializers.BooleanField()
    interrupted = serializers.BooleanField(help_text="A worker stopped in the middle; another goes on by itself.")
    tokens = serializers.IntegerField()
    cost = serializers.FloatField(allow_null=True)


class RoundsView(StrictView):
    """A project's rounds."""

    permission_classes = IN_PROJECT
    minimum_roles = {"GET": Role.REVIEWER}
    minimum_role = Role.LEAD
    scopes = {"GET": Scope.READ}
    scope = Scope.MANAGE

    @extend_schema(responses={200: RoundSerializer(many=True), 404: FAULTS[404]})
    def get(self, request: ProjectApiRequest, slug: str) -> Response:
        """Rounds, the newest first."""
        return Response(RoundSerializer(rounds_of(request.seat.project.pk), many=True).data)

    @extend_schema(
        request=LaunchSerializer,
        parameters=[
            OpenApiParameter(
                KEY, OpenApiTypes.STR, OpenApiParameter.HEADER, description="The same again gets the same round back."
            )
        ],
        responses={201: LaunchedSerializer, **FAULTS},
    )
    def post(self, request: ProjectApiRequest, slug: str) -> Response:
        """Launch a round: candidates are generated, then handed out."""
        plan = _named(request.seat.project, read(LaunchSerializer, request))
        launched = round_deliver(
            project=request.seat.project, key=_key(request), requested_by=request.user, now=timezone.now(), **plan
        )
        ring(launched.job)
        return Response({"round": launched.round.number}, status=status.HTTP_201_CREATED)


class RoundView(StrictView):
    """One round."""

    permission_classes = IN_PROJECT
    minimum_role = Role.REVIEWER
    scope = Scope.READ

    @extend_schema(responses={200: StatusSerializer, 404: FAULTS[404]})
    def get(self, request: ProjectApiRequest, slug: str, number: int) -> Response:
        """How far a round has got."""
        progress = round_progress(round_or_404(request, number), now=timezone.now())
        return Response(StatusSerializer(progress).data)


class RoundActionView(StrictView):
    """What a lead does with a round."""

    permission_classes = IN_PROJECT
    minimum_role = Role.LEAD
    scope = Scope.MANAGE


class RoundPauseView(RoundActionView):
    """A halt."""

    @extend_schema(request=None, responses={200: RoundSerializer, 404: FAULTS[404], 409: FAULTS[409]})
    def post(self, request: ProjectApiRequest, slug: str, number: int) -> Response:
        """Stop generating and handing out. Who holds a task may still answer it."""
        round = round_pause(round=round_or_404(request, number), paused=True)
        return Response(RoundSerializer(round).data)


class RoundResumeView(RoundActionView):
    """The end of a halt."""

    @extend_schema(request=None, responses={200: RoundSerializer, 404: FAULTS[404], 409: FAULTS[409]})
    def post(self, request: ProjectApiRequest, slug: str, number: int) -> Response:
        """Go on with a paused round."""
        round = round_pause(round=round_or_404(request, number), paused=False)
        return Response(RoundSerializer(round).data)


class RoundCancelView(RoundActionView):
    """The end of a round without figures."""

    @extend_schema(request=None, responses={200: RoundSerializer, 404: FAULTS[404], 409: FAULTS[409]})
    def post(self, request: ProjectApiRequest, slug: str, number: int) -> Response:
        """Cancel a round. What was said stays stored, and no figure reads it."""
        round = round_cancel(round=round_or_404(request, number), now=timezone.now())
        return Response(RoundSerializer(round).data)


def round_or_404(request: ProjectApiRequest, number: int) -> Round:
    """This function will find a round of the request's project by its number."""
    said = _("The project has no round %(number)d.") % {"number": number}
    return found_or_404(rounds_of(request.seat.project.pk), said, number=number)


def _key(request: ProjectApiRequest) -> str:
    key = request.headers.get(KEY, "").strip()
    if len(key) > LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise RoundInvalid({KEY: _("A key has at most %(most)d letters, digits and signs.") % {"most": LONGEST_KEY}})
    return key


def _named(project: Project, plan: dict[str, Any]) -> dict[str, Any]:
    """The plan with what its names stand for; RoundInvalid tells the names that stand for nothing."""
    faults = {}
    versions = TemplateVersion.objects.filter(
        template__project=project, template__name=plan.pop("template"), number__in=plan["versions"]
    )
    found = list(versions.select_related("template"))
    if missing := sorted(set(plan["versions"]) - {version.number for version in found}):
        faults["versions"] = _("The template has no version %(numbers)s.") % {"numbers": ", ".join(map(str, missing))}
    endpoint = endpoint_named(project, plan["endpoint"])
    if endpoint is None:
        faults["endpoint"] = _("The project has no endpoint of this name.")
    judges: list[Rater] = list(judges_of(project, running=True).filter(name__in=plan["judges"]))
    if unknown := sorted(set(plan["judges"]) - {judge.name for judge in judges}):
        faults["judges"] = _("No judge that can run here is called %(names)s.") % {"names": ", ".join(unknown)}
    if faults:
        raise RoundInvalid(faults)
    policy = Policy.read(plan.pop("policy", {}))
    return {**plan, "versions": found, "endpoint": endpoint, "judges": judges, "policy": policy}
