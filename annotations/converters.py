"""A number in an address that a database can hold: a longer one is an address that does not exist."""

from django.urls import register_converter
from django.urls.converters import IntConverter


class RowNumber(IntConverter):
    """At most eighteen digits, which fit into 64 bits."""

    regex = "[0-9]{1,18}"


register_converter(RowNumber, "row")
