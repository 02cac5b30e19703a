"""Imports over the API: files as on the Data page, all or nothing."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from annotations.api.reading import FAULTS, read
from annotations.api.strict import StrictView
from annotations.importers import REGISTRY
from annotations.importers.run import ImportRefusedError, import_files
from annotations.importers.uploads import laid_down
from annotations.importers.validating import Refusal
from annotations.permissions import IN_PROJECT, ProjectApiRequest, Role, Scope
from annotations.services.errors import Invalid, Refused
from annotations.services.imports import ImportOvertakenError, ImportRunningError

# Faults that are named; of the rest, how many there are.
SHOWN = 100


class ImportSerializer(serializers.Serializer[Any]):
    """What is taken in."""

    files = serializers.ListField(
        child=serializers.FileField(), help_text="JSONL, gzipped JSONL or CSV, UTF-8; all of them are one import."
    )
    kind = serializers.ChoiceField(
        choices=sorted(REGISTRY), required=False, default=None, help_text="Of all files; told by the fields without it."
    )
    skip_bad = serializers.BooleanField(
        required=False, default=False, help_text="Take the rest where rows are refused; otherwise nothing is taken."
    )


class RefusalSerializer(serializers.Serializer[Any]):
    """A row that was not taken; row 0 is the file as a whole."""

    file = serializers.CharField()
    row = serializers.IntegerField()
    reason = serializers.CharField()


class ImportedSerializer(serializers.Serializer[Any]):
    """What became of the rows."""

    batch = serializers.IntegerField(allow_null=True, help_text="Null where nothing was new.")
    added = serializers.IntegerField()
    present = serializers.IntegerField(help_text="Here before; nothing was changed.")
    refused = serializers.IntegerField()
    refusals = RefusalSerializer(many=True, help_text=f"The first {SHOWN}.")


class ImportsView(StrictView):
    """Data into a project."""

    permission_classes = IN_PROJECT
    minimum_role = Role.LEAD
    scope = Scope.MANAGE
    parser_classes = [MultiPartParser]

    @extend_schema(
        request=ImportSerializer,
        responses={200: ImportedSerializer, 201: ImportedSerializer, **FAULTS},
    )
    def post(self, request: ProjectApiRequest, slug: str) -> Response:
        """Take files in (`files`, as often as there are files); sending them again adds nothing."""
        given = read(ImportSerializer, request)
        with laid_down(given["files"]) as paths:
            try:
                outcome = import_files(
                    paths=paths, slug=slug, kind=given["kind"], skip_bad=given["skip_bad"], user=request.user
                )
            except ImportRefusedError as error:
                raise Invalid(_faults(error.outcome.refusals)) from error
            except (ImportRunningError, ImportOvertakenError) as error:
                raise Refused(
                    _("Another import into this project was at work. Nothing was taken; try again.")
                ) from error
        body = {
            "batch": outcome.batch.pk if outcome.batch else None,
            "added": outcome.added,
            "present": outcome.present,
            "refused": outcome.refused,
            "refusals": [vars(one) | {"file": Path(one.file).name} for one in outcome.refusals[:SHOWN]],
        }
        return Response(body, status=status.HTTP_201_CREATED if outcome.batch else status.HTTP_200_OK)


def _faults(refusals: list[Refusal]) -> dict[str, str]:
    """Each refused row under its file and number; the file as a whole under its name."""
    faults = {}
    for one in refusals[:SHOWN]:
        # Where an upload lay meanwhile is nobody's business.
        name = Path(one.file).name
        faults[f"{name}:{one.row}" if one.row else name] = str(one.reason)
    if (more := len(refusals) - SHOWN) > 0:
        text = ngettext("%(n)d more row was refused.", "%(n)d more rows were refused.", more)
        faults["files"] = text % {"n": more}
    return faults
