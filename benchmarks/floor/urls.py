"""The floor: a pair is one SELECT, one UPDATE and one INSERT, in one request or in two."""

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import path
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.models import Assignment, Task


class FloorView(APIView):
    """Takes a place of the next task, or stores an answer, without asking who, what or whether."""

    permission_classes = [IsAuthenticated]
    takes = True
    stores = True

    @transaction.atomic
    def post(self, request: Request, round: int, rater: int) -> Response:
        """Nothing is checked: a product does more, and is measured by how much more that costs."""
        task = request.data.get("task")
        if self.takes:
            open_tasks = Task.objects.filter(round=round, taken__lt=F("overlap"))
            task = open_tasks.order_by("band", "seq").values_list("pk", flat=True)[:1].get()
            Task.objects.filter(pk=task).update(taken=F("taken") + 1)
        if self.stores:
            Assignment.objects.create(task_id=task, rater_id=rater, state=Assignment.State.DONE, holds_place=True)
        return Response({"task": task})


def healthz(request: HttpRequest) -> HttpResponse:
    """Whether the server answers."""
    return HttpResponse("ok")


urlpatterns = [
    path("healthz", healthz),
    path("pair/<int:round>/<int:rater>/", FloorView.as_view()),
    path("next/<int:round>/<int:rater>/", FloorView.as_view(stores=False)),
    path("submit/<int:round>/<int:rater>/", FloorView.as_view(takes=False)),
]
