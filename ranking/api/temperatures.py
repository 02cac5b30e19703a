"""Temperatures by category: figures, policies, rounds that try more, draws while serving."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response

from annotations.api.reading import FAULTS, found_or_404, read
from annotations.api.strict import StrictView
from annotations.jobs import ring
from annotations.models import PromptTemplate
from annotations.permissions import IN_PROJECT, ProjectApiRequest, Role, Scope
from annotations.selectors.materials import endpoint_named, version_of
from annotations.telling import told
from ranking.api.confirmations import OptionalReasonSerializer
from ranking.api.templates import template_of
from ranking.models import LiveStep, TemperaturePolicy
from ranking.selectors.temperatures import (
    MOST_WEIGHT,
    USUAL_GRID,
    Question,
    evidence_json,
    live_now,
    policies_of,
    policy_active,
    question_named,
)
from ranking.selectors.temperatures_kept import temperatures_kept
from ranking.services.temperatures import (
    PolicyInvalid,
    Trial,
    live_set,
    temperature_policy_activate,
    temperature_policy_propose,
    temperature_policy_rollback,
    temperature_round_start,
)
from ranking.services.temperatures.rounds import DRAWN, POLICY
from ranking.stats.temperature.live import Bounds

LARGEST = 2**31 - 1


class TemperatureQuestionSerializer(serializers.Serializer[Any]):
    """What is looked for: coherence plus lambda times diversity, each as a part of its scale."""

    coherence = serializers.CharField(
        required=False, allow_blank=True, default="", help_text="A dimension's name; by default the primary one."
    )
    diversity = serializers.CharField(
        required=False, allow_blank=True, default="", help_text="A dimension's name; by default none counts."
    )
    weight = serializers.FloatField(
        required=False, min_value=0, max_value=MOST_WEIGHT, default=0.0, help_text="Lambda."
    )
    seed = serializers.IntegerField(required=False, min_value=0, max_value=2**62, default=0)


class TemperaturePolicySerializer(serializers.Serializer[Any]):
    """A policy with its evidence: every category's temperatures with means, intervals, n and chances to be best."""

    number = serializers.IntegerField()
    rules = serializers.DictField(child=serializers.FloatField(), help_text='{category: temperature}; "" is the rest.')
    evidence = serializers.DictField()
    note = serializers.CharField(allow_blank=True)
    active = serializers.BooleanField()
    created_at = serializers.DateTimeField()


class TemperaturesSerializer(serializers.Serializer[Any]):
    """What people's scores say now, and the policies so far, the newest first."""

    found = serializers.DictField(allow_null=True, help_text="As a policy keeps it; null where the scores say nothing.")
    reason = serializers.CharField(allow_blank=True, help_text="Why there is nothing found.")
    computed_at = serializers.DateTimeField(help_text="It is computed anew when answers, rounds or items change.")
    policies = TemperaturePolicySerializer(many=True)


class TemperaturePolicyProposeSerializer(TemperatureQuestionSerializer):
    """A policy out of people's scores, or with rules of one's own."""

    rules = serializers.DictField(child=serializers.FloatField(min_value=0, max_value=2), required=False, default=None)
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=10_000)


class TemperatureRoundSerializer(TemperatureQuestionSerializer):
    """A round on items of split develop that tries temperatures by category."""

    version = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=LARGEST,
        default=None,
        help_text="By default the active one.",
    )
    endpoint = serializers.CharField()
    how = serializers.ChoiceField(
        choices=[DRAWN, POLICY], default=DRAWN,
        help_text="drawn: what may be the best, by Thompson sampling. policy: the active policy's temperatures.",
    )  # fmt: skip
    grid = serializers.ListField(
        child=serializers.FloatField(min_value=0, max_value=2), default=list(USUAL_GRID), allow_empty=False
    )
    samples = serializers.IntegerField(min_value=1, max_value=20, default=2)
    overlap = serializers.IntegerField(min_value=1, max_value=50, default=2)
    item_limit = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=LARGEST, default=None)
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=10_000)
    seed = serializers.IntegerField(min_value=1, max_value=2**62, help_text="The same again launches once.")


class ServedPolicySerializer(serializers.Serializer[Any]):
    """Which policy is served now."""

    active = serializers.IntegerField(allow_null=True)


class TemperatureRoundLaunchedSerializer(serializers.Serializer[Any]):
    """The round that was launched, and each category's list of temperatures."""

    round = serializers.IntegerField()
    plan = serializers.DictField(child=serializers.ListField(child=serializers.FloatField()))


class TemperatureLiveSerializer(serializers.Serializer[Any]):
    """The switch and its bounds."""

    on = serializers.BooleanField()
    low = serializers.FloatField(min_value=0, max_value=2, default=0.0)
    high = serializers.FloatField(min_value=0, max_value=2, default=1.5)
    reach = serializers.FloatField(min_value=0, max_value=2, default=0.2)
    share = serializers.FloatField(min_value=0, max_value=1, default=0.1)


class TemperatureLiveStepSerializer(TemperatureLiveSerializer):
    """What holds now, and what it rests on."""

    step = serializers.IntegerField(source="pk")
    policy = serializers.IntegerField(source="policy.number")
    because = serializers.CharField()
    arms = serializers.DictField(help_text="{category: {temperature: [answers, sum of what was said]}}")
    weights = serializers.DictField(help_text="{category: {temperature: chance}}")
    at = serializers.DateTimeField()


class TemperaturesView(StrictView):
    """A template's temperatures."""

    permission_classes = IN_PROJECT
    minimum_roles = {"GET": Role.REVIEWER}
    minimum_role = Role.LEAD
    scopes = {"GET": Scope.READ}
    scope = Scope.MANAGE

    @extend_schema(parameters=[TemperatureQuestionSerializer], responses={200: TemperaturesSerializer, **FAULTS})
    def get(self, request: ProjectApiRequest, slug: str, name: str) -> Response:
        """What people's scores say of temperatures, and the policies so far."""
        template = template_of(request, name)
        asked = TemperatureQuestionSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        kept = temperatures_kept(
            template=template, question=_question(request, asked.validated_data), seed=asked.validated_data["seed"],
            now=timezone.now(),
        )  # fmt: skip
        body = {
            "found": evidence_json(kept.found) if kept.found else None, "reason": told(kept.reason),
            "computed_at": kept.at, "policies": policies_of(template),
        }  # fmt: skip
        return Response(TemperaturesSerializer(body).data)

    @extend_schema(request=TemperaturePolicyProposeSerializer, responses={201: TemperaturePolicySerializer, **FAULTS})
    def post(self, request: ProjectApiRequest, slug: str, name: str) -> Response:
        """Make the template's next policy. It is served once it is activated."""
        given = read(TemperaturePolicyProposeSerializer, request)
        policy = temperature_policy_propose(
            template=template_of(request, name), question=_question(request, given), seed=given["seed"],
            rules=given["rules"], note=given["note"], by=request.user, now=timezone.now(),
        )  # fmt: skip
        return Response(TemperaturePolicySerializer(policy).data, status=status.HTTP_201_CREATED)


class _LeadView(StrictView):
    """What a lead does with temperatures."""

    permission_classes = IN_PROJECT
    minimum_role = Role.LEAD
    scope = Scope.MANAGE


class PolicyActivateView(_LeadView):
    """A policy to be served."""

    @extend_schema(request=OptionalReasonSerializer, responses={200: TemperaturePolicySerializer, **FAULTS})
    def post(self, request: ProjectApiRequest, slug: str, name: str, number: int) -> Response:
        """Serve this policy from now on."""
        reason = read(OptionalReasonSerializer, request)["reason"]
        policy = found_or_404(
            TemperaturePolicy.objects.all(), _("The template has no such policy of temperatures."),
            template=template_of(request, name), number=number,
        )  # fmt: skip
        served = temperature_policy_activate(policy=policy, by=request.user, reason=reason, now=timezone.now())
        return Response(TemperaturePolicySerializer(served).data)


class PolicyRollBackView(_LeadView):
    """Back."""

    @extend_schema(request=OptionalReasonSerializer, responses={200: ServedPolicySerializer, **FAULTS})
    def post(self, request: ProjectApiRequest, slug: str, name: str) -> Response:
        """Serve again what was served before the active policy, which may be none."""
        reason, template = read(OptionalReasonSerializer, request)["reason"], template_of(request, name)
        temperature_policy_rollback(template=template, by=request.user, reason=reason, now=timezone.now())
        served = policy_active(template)
        return Response({"active": served.number if served else None})


class TemperatureRoundView(_LeadView):
    """A round that tries more."""

    @extend_schema(request=TemperatureRoundSerializer, responses={201: TemperatureRoundLaunchedSerializer, **FAULTS})
    def post(self, request: ProjectApiRequest, slug: str, name: str) -> Response:
        """Launch a round at temperatures that may be the best of each category, or at the policy's."""
        template, given = template_of(request, name), read(TemperatureRoundSerializer, request)
        launched = temperature_round_start(
            template=template, question=_question(request, given), trial=_trial(request, template, given),
            seed=given["seed"], by=request.user, now=timezone.now(),
        )  # fmt: skip
        ring(launched.job)
        body = {"round": launched.round.number, "plan": launched.round.temperature_plan}
        return Response(body, status=status.HTTP_201_CREATED)


class TemperatureLiveView(StrictView):
    """Adjusting on live feedback."""

    permission_classes = IN_PROJECT
    minimum_roles = {"GET": Role.REVIEWER}
    minimum_role = Role.LEAD
    scopes = {"GET": Scope.READ}
    scope = Scope.MANAGE

    @extend_schema(responses={200: TemperatureLiveStepSerializer, 404: FAULTS[404]})
    def get(self, request: ProjectApiRequest, slug: str, name: str) -> Response:
        """The step that holds now."""
        step = live_now(template_of(request, name))
        if step is None:
            raise Http404(_("Adjusting on live feedback was never turned on here."))
        return Response(TemperatureLiveStepSerializer(step).data)

    @extend_schema(request=TemperatureLiveSerializer, responses={200: TemperatureLiveStepSerializer, **FAULTS})
    def put(self, request: ProjectApiRequest, slug: str, name: str) -> Response:
        """Turn it on or off, within these bounds."""
        given = read(TemperatureLiveSerializer, request)
        on = given.pop("on")
        step: LiveStep = live_set(
            template=template_of(request, name), on=on, bounds=Bounds(**given), by=request.user, now=timezone.now()
        )
        return Response(TemperatureLiveStepSerializer(step).data)


def _question(request: ProjectApiRequest, given: dict[str, Any]) -> Question:
    found = question_named(
        request.seat.project, coherence=given["coherence"], diversity=given["diversity"], weight=given["weight"]
    )
    if found is None:
        raise PolicyInvalid({"coherence": _("Name dimensions of the rubric that have a scale of numbers.")})
    return found


def _trial(request: ProjectApiRequest, template: PromptTemplate, given: dict[str, Any]) -> Trial:
    project, number = request.seat.project, given["version"]
    version = template.active_version if number is None else version_of(project, template.name, number)
    endpoint = endpoint_named(project, given["endpoint"])
    faults = {}
    if version is None:
        faults["version"] = _("The template has no such version.")
    if endpoint is None:
        faults["endpoint"] = _("The project has no endpoint of this name.")
    if version is None or endpoint is None:
        raise PolicyInvalid(faults)
    return Trial(
        version=version, endpoint=endpoint, grid=tuple(given["grid"]),
        **{key: given[key] for key in ("how", "samples", "overlap", "item_limit", "note")},
    )  # fmt: skip
