"""The annotators' routes: next, submit, heartbeat, skip, undo, edit."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.response import Response

from annotations.api.reading import FAULTS, found_or_404, read
from annotations.api.shapes import (
    AnswerSerializer,
    AssignmentSerializer,
    EditSerializer,
    LeaseSerializer,
    SkipSerializer,
    SubmitSerializer,
    SubmittedSerializer,
    UndoneSerializer,
)
from annotations.api.strict import StrictView
from annotations.permissions import IN_PROJECT, OF_ASSIGNMENT, AssignmentApiRequest, ProjectApiRequest, Role, Scope
from annotations.selectors.answers import answers_of
from annotations.selectors.assignments import answer_payload, assignment_payload
from annotations.services.answers import answer_edit, answer_submit, answer_undo
from annotations.services.handout import (
    assignment_heartbeat,
    assignment_next,
    assignment_skip,
)
from annotations.services.members import rater_of

SAID = ("scores", "ranking", "rankings", "none_acceptable")
BESIDE = ("comment", "flags", "rewrite", "seconds")


class NextView(StrictView):
    """Work for the person who asks."""

    permission_classes = IN_PROJECT
    minimum_role = Role.ANNOTATOR
    scope = Scope.ANNOTATE

    @extend_schema(
        request=None,
        responses={
            200: AssignmentSerializer,
            204: OpenApiResponse(description="Nothing waits for you."),
            404: FAULTS[404],
        },
    )
    def post(self, request: ProjectApiRequest, slug: str) -> Response:
        """The next task, or the one you hold already, with its lease renewed."""
        rater = rater_of(project=request.seat.project, user=request.user)
        assignment = assignment_next(rater=rater, now=timezone.now())
        if assignment is None:
            return Response(status=status.HTTP_204_NO_CONTENT)
        return Response(assignment_payload(assignment))


class AssignmentView(StrictView):
    """What all routes of an assignment share: it is the person's own."""

    permission_classes = OF_ASSIGNMENT
    scope = Scope.ANNOTATE


class SubmitView(AssignmentView):
    """An answer comes in."""

    @extend_schema(
        request=SubmitSerializer,
        responses={
            201: SubmittedSerializer,
            200: OpenApiResponse(SubmittedSerializer, description="The same key came before."),
            **FAULTS,
        },
    )
    def post(self, request: AssignmentApiRequest, pk: int) -> Response:
        """Answer a task. Sending the same key again is harmless."""
        given = read(SubmitSerializer, request)
        submitted = answer_submit(
            assignment_id=pk,
            rater=request.rater,
            key=given["key"],
            shown=given["shown"],
            answer={name: given[name] for name in SAID if name in given},
            now=timezone.now(),
            **{name: given[name] for name in BESIDE if name in given},
        )
        body = {"answer": {"id": pk}, "next": _next(request, renew=not submitted.repeated) if given["next"] else None}
        return Response(body, status=status.HTTP_200_OK if submitted.repeated else status.HTTP_201_CREATED)


class HeartbeatView(AssignmentView):
    """The holder is still there."""

    @extend_schema(request=None, responses={200: LeaseSerializer, 404: FAULTS[404], 409: FAULTS[409]})
    def post(self, request: AssignmentApiRequest, pk: int) -> Response:
        """Keep an assignment for longer."""
        assignment = assignment_heartbeat(assignment_id=pk, rater=request.rater, now=timezone.now())
        return Response({"lease_until": assignment.lease_until})


class SkipView(AssignmentView):
    """The holder passes."""

    @extend_schema(request=SkipSerializer, responses={204: None, **FAULTS})
    def post(self, request: AssignmentApiRequest, pk: int) -> Response:
        """Give a task to others. It does not come back to you."""
        given = read(SkipSerializer, request)
        assignment_skip(assignment_id=pk, rater=request.rater, reason=given["reason"], now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class UndoView(AssignmentView):
    """The holder thinks again."""

    @extend_schema(request=None, responses={200: UndoneSerializer, 404: FAULTS[404], 409: FAULTS[409]})
    def post(self, request: AssignmentApiRequest, pk: int) -> Response:
        """Take back your last answer, and get its task again."""
        undone = answer_undo(assignment_id=pk, rater=request.rater, now=timezone.now())
        return Response({**assignment_payload(undone.assignment), "previous": undone.previous})


class AnswerView(AssignmentView):
    """One's own answer."""

    @extend_schema(responses={200: AnswerSerializer, 404: FAULTS[404]})
    def get(self, request: AssignmentApiRequest, pk: int) -> Response:
        """Your answer, as you gave it."""
        answer = found_or_404(answers_of(request.rater), _("You have no such answer."), pk=pk)
        return Response(answer_payload(answer))

    @extend_schema(request=EditSerializer, responses={200: AnswerSerializer, **FAULTS})
    def patch(self, request: AssignmentApiRequest, pk: int) -> Response:
        """Change your answer, until the round closes. What you do not send stays."""
        changes = read(EditSerializer, request)
        answer = answer_edit(assignment_id=pk, rater=request.rater, changes=changes, now=timezone.now())
        return Response(answer_payload(answer))


def _next(request: AssignmentApiRequest, *, renew: bool) -> dict[str, Any] | None:
    assignment = assignment_next(rater=request.rater, now=timezone.now(), renew=renew)
    return assignment_payload(assignment) if assignment else None
