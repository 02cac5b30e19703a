"""Every fault of the API has one shape: `{"detail": text, "fields": {name: text}}`."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler as rest_handler

from annotations.services.errors import Invalid, Refused, Unknown


class FaultSerializer(serializers.Serializer[Any]):
    """A fault, in words; `fields` names those that need correcting."""

    detail = serializers.CharField()
    fields = serializers.DictField(child=serializers.CharField())  # type: ignore[assignment]


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """This function will put our own errors and the framework's into the one shape."""
    if isinstance(error, Invalid):
        return _fault(status.HTTP_400_BAD_REQUEST, _correct(), error.fields)
    if isinstance(error, Unknown):
        return _fault(status.HTTP_404_NOT_FOUND, str(error))
    if isinstance(error, Refused):
        return _fault(status.HTTP_409_CONFLICT, str(error))
    response = rest_handler(error, context)
    if response is None:
        return None
    if isinstance(error, ValidationError):
        response.data = _body(_correct(), dict(_flat("", error.detail)))
    else:
        response.data = _body(str(response.data.get("detail", "")))
    return response


def _correct() -> str:
    return _("Some fields need correcting.")


def _fault(code: int, detail: str, fields: Mapping[str, str] | None = None) -> Response:
    return Response(_body(detail, fields), status=code)


def _body(detail: str, fields: Mapping[str, str] | None = None) -> dict[str, Any]:
    return {"detail": _clean(detail), "fields": {_clean(name): _clean(text) for name, text in (fields or {}).items()}}


def _clean(text: str) -> str:
    # A sender's own half surrogate pair, quoted back, cannot be written as UTF-8.
    return text.encode("utf-8", "replace").decode("utf-8")


def _flat(name: str, detail: Any) -> Iterator[tuple[str, str]]:
    """Nested faults by dotted name, each the first of its texts."""
    if isinstance(detail, Mapping):
        for key, value in detail.items():
            yield from _flat(f"{name}.{key}" if name else str(key), value)
    elif isinstance(detail, list) and detail and isinstance(detail[0], Mapping | list):
        for place, value in enumerate(detail):
            yield from _flat(f"{name}.{place}", value)
    else:
        yield name, str(detail[0] if isinstance(detail, list) and detail else detail)
