"""What every route does with what it is sent, and how OpenAPI tells of its faults."""

from functools import cache
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiResponse
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from annotations.api.errors import FaultSerializer

Row = TypeVar("Row", bound=Model)
FAULTS = {
    400: OpenApiResponse(FaultSerializer, description="Some fields need correcting."),
    404: OpenApiResponse(FaultSerializer, description="There is no such thing, or not for you."),
    409: OpenApiResponse(FaultSerializer, description="It does not fit the state of things; the text says why."),
}


def read(serializer: type[Any], request: Request) -> dict[str, Any]:
    """This function will give the checked fields of a request's body, or raise what becomes a 400."""
    data: dict[str, Any]
    try:
        data = _reader(serializer).run_validation(request.data)  # type: ignore[arg-type] # classes are hashable
    except ValidationError:
        # The framework puts faults into their final shape only on a serializer of the request's own.
        faulty = serializer(data=request.data)
        faulty.is_valid(raise_exception=True)
        data = faulty.validated_data
    return data


def found_or_404(rows: QuerySet[Row], said: str, **named: Any) -> Row:
    """This function will find the row of an address, or answer 404 in the words of `said`, which know no classes."""
    row = rows.filter(**named).first()
    if row is None:
        raise Http404(said)
    return row


@cache
def _reader(serializer: type[Any]) -> Any:
    """One for all requests: copying a serializer's fields takes longer than reading a request with them."""
    return serializer()
