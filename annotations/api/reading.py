"""What every route does with what it is sent, and how OpenAPI tells of its faults."""

from functools import cache
from typing import Any

from drf_spectacular.utils import OpenApiResponse
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from annotations.api.errors import FaultSerializer

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


@cache
def _reader(serializer: type[Any]) -> Any:
    """One for all requests: copying a serializer's fields takes longer than reading a request with them."""
    return serializer()
