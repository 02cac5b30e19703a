"""Routes that take what their schema tells of, and refuse the rest by its name.

A view's `extend_schema` is the only place where its body and its parameters are written down; a request is held
against just that, so the page of the API is true.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from annotations.services.errors import Invalid
from annotations.services.unknown import MOST_NAMES, unknown_fields, unknown_parameters

# What a page's own form carries beside its fields.
_OF_FORMS = "csrfmiddlewaretoken"


class StrictView(APIView):
    """A route; what is sent beside what it knows is a 400."""

    # Set where a body is read strictly by a reader of its own, faster than the framework's.
    reads_itself = False

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """After the checks of who may: what is sent, is it known?"""
        super().initial(request, *args, **kwargs)
        method = "get" if request.method == "HEAD" else str(request.method).lower()
        told = getattr(getattr(self, method, None), "kwargs", {})
        if "schema" not in told:
            return
        door = _door(type(self), method)  # type: ignore[arg-type] # classes are hashable
        given = [name for name in request.query_params if name != api_settings.URL_FORMAT_OVERRIDE]
        faults = unknown_parameters(given, door.parameters)
        if method != "get" and not self.reads_itself:
            faults |= dict(islice(door.strange(request), MOST_NAMES))
        if faults:
            raise Invalid(faults)


class _Door:
    """What one method of a view knows."""

    def __init__(self, parameters: frozenset[str], body: serializers.BaseSerializer[Any] | None) -> None:
        self.parameters = parameters
        self.body = body

    def strange(self, request: Request) -> Iterator[tuple[str, str]]:
        """The faults of a request's body."""
        if self.body is not None:
            yield from _strange(self.body, request.data, "")
        else:
            yield from unknown_fields(_names(request), ()).items()


@cache
def _door(view: type[StrictView], method: str) -> _Door:
    schema = getattr(view, method).kwargs["schema"]()
    schema.view = bare = view(request=None, kwargs={})  # the schema holds it weakly
    body = None if method == "get" or bare.reads_itself else schema.get_request_serializer()
    names = frozenset(name for one in schema.get_override_parameters() for name in _parameter_names(one))
    return _Door(names, body() if isinstance(body, type) else None)


def _parameter_names(one: Any) -> Iterator[str]:
    if isinstance(one, OpenApiParameter):
        if one.location == OpenApiParameter.QUERY:
            yield one.name
    else:
        yield from one().fields


def _names(request: Request) -> list[str]:
    """The fields of a body that nobody asked for."""
    try:
        data = request.data
    except UnsupportedMediaType:
        # Forms, too, are sent where nothing is read, most of them empty.
        data = request._request.POST
    return [name for name in data if name != _OF_FORMS] if isinstance(data, Mapping) else []


def _strange(field: Any, data: Any, before: str) -> Iterator[tuple[str, str]]:
    """The faults of what was sent for a field, and of all that is within."""
    if isinstance(field, serializers.Serializer):
        if isinstance(data, Mapping):
            known = {name: one for name, one in field.fields.items() if not one.read_only}
            # Rows of an import come whole, with fields that say nothing here.
            if not getattr(field, "takes_more", False):
                yield from unknown_fields(data, known, before=before).items()
            for name, one in known.items():
                if name in data and _holds(one):
                    yield from _strange(one, data[name], f"{before}{name}.")
    elif isinstance(data, list) and isinstance(field, serializers.ListSerializer | serializers.ListField):
        for place, row in enumerate(data):
            yield from _strange(field.child, row, f"{before}{place}.")
    elif isinstance(data, Mapping) and isinstance(field, serializers.DictField):
        for name, row in data.items():
            yield from _strange(field.child, row, f"{before}{name}.")


def _holds(field: Any) -> bool:
    """Whether a field has named fields within."""
    while isinstance(field, serializers.ListSerializer | serializers.ListField | serializers.DictField):
        field = field.child
    return isinstance(field, serializers.Serializer)
