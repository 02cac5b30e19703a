"""Counterfactual sets over the API: what there is, and making them of texts with places."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response

from annotations.api.reading import FAULTS, read
from annotations.api.strict import StrictView
from annotations.forms.counterfactuals import MOST_TEXTS, SPLITS
from annotations.models import Item
from annotations.permissions import IN_PROJECT, ProjectApiRequest, Role, Scope
from annotations.selectors.materials import counterfactual_sets
from annotations.selectors.word_tables import tables_chosen, tables_offered
from annotations.services.counterfactuals import (
    PROMPT,
    PlannedSet,
    Recipe,
    Seed,
    counterfactuals_make,
    counterfactuals_plan,
    recipe_faults,
    seed_of_text,
)
from annotations.services.errors import Invalid
from annotations.services.word_tables import word_table_save
from annotations.variants.tables import Table, TableError

SHOWN = 200


class SeedSerializer(serializers.Serializer[Any]):
    """A text with places; without an id, the same text has the same one."""

    id = serializers.CharField(max_length=100, required=False)
    prompt = serializers.CharField(max_length=100_000, help_text="Such as: Write to {{name:genitive}} boss.")


class MakeSerializer(serializers.Serializer[Any]):
    """What is made, and of what."""

    texts = SeedSerializer(many=True, allow_empty=False, max_length=MOST_TEXTS)  # type: ignore[call-arg]
    language = serializers.CharField(max_length=16)
    attribute = serializers.CharField(max_length=40)
    values = serializers.ListField(child=serializers.CharField(max_length=40), required=False, default=list)
    hold = serializers.DictField(child=serializers.CharField(max_length=40), required=False, default=dict)
    tables = serializers.ListField(child=serializers.CharField(max_length=80), required=False, default=list)
    split = serializers.ChoiceField(choices=SPLITS, required=False, default=Item.Split.DEVELOP)
    category = serializers.CharField(max_length=100, required=False, default="", allow_blank=True)
    dataset = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    seed = serializers.IntegerField(required=False, default=0, min_value=0, max_value=2**31 - 1)
    dry_run = serializers.BooleanField(
        required=False, default=False, help_text="Say what would be made, store nothing."
    )


class VariantSerializer(serializers.Serializer[Any]):
    """One item of a set."""

    value = serializers.CharField()
    prompt = serializers.CharField()


class SetSerializer(serializers.Serializer[Any]):
    """A set."""

    id = serializers.CharField()
    attribute = serializers.CharField()
    variants = VariantSerializer(many=True)


class SetFaultSerializer(serializers.Serializer[Any]):
    """A text of which no set can be made."""

    id = serializers.CharField()
    reason = serializers.CharField()


class MadeSerializer(serializers.Serializer[Any]):
    """What was stored, or would be."""

    added = serializers.IntegerField()
    present = serializers.IntegerField()
    sets = SetSerializer(many=True)
    faults = SetFaultSerializer(many=True)


class WordTableSerializer(serializers.Serializer[Any]):
    """A table of words."""

    name = serializers.CharField()
    kind = serializers.CharField()
    language = serializers.CharField()
    cases = serializers.ListField(child=serializers.CharField())
    attributes = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    words = serializers.IntegerField()
    own = serializers.BooleanField()


class UploadSerializer(serializers.Serializer[Any]):
    """A table as the text of a file; its name's ending says which kind."""

    file_name = serializers.CharField(max_length=200)
    text = serializers.CharField(max_length=2_000_000, trim_whitespace=False)


class CounterfactualsView(StrictView):
    """Counterfactual sets."""

    permission_classes = IN_PROJECT
    minimum_roles = {"GET": Role.REVIEWER}
    minimum_role = Role.LEAD
    scopes = {"GET": Scope.READ}
    scope = Scope.MANAGE

    @extend_schema(responses={200: SetSerializer(many=True), 404: FAULTS[404]})
    def get(self, request: ProjectApiRequest, slug: str) -> Response:
        """The newest two hundred sets with their items."""
        rows = counterfactual_sets(request.seat.project).order_by("-pk")[:SHOWN]
        body = [
            {
                "id": row.external_id, "attribute": row.attribute,
                "variants": [{"value": one.attribute_value, "prompt": one.prompt} for one in row.items.all()],
            }
            for row in rows
        ]  # fmt: skip
        return Response(SetSerializer(body, many=True).data)

    @extend_schema(request=MakeSerializer, responses={200: MadeSerializer, 201: MadeSerializer, **FAULTS})
    def post(self, request: ProjectApiRequest, slug: str) -> Response:
        """Make sets of texts with places. Asked again, it adds nothing."""
        given, project = read(MakeSerializer, request), request.seat.project
        tables = tables_chosen(project, given["language"], given["tables"])
        offered = {one.name for one in tables_chosen(project, given["language"])}
        if offered and (strange := sorted(set(given["tables"]) - offered)):
            known = {"names": ", ".join(strange), "known": ", ".join(sorted(offered))}
            raise Invalid({"tables": _("This language has no table called %(names)s. Known are: %(known)s.") % known})
        if not tables:
            raise Invalid({"language": _("There is no table of words for this language.")})
        recipe = Recipe(
            given["attribute"], tuple(tables), tuple(given["values"]), given["hold"], given["language"], given["seed"]
        )
        if faults := recipe_faults(recipe):
            raise Invalid(faults)
        seeds = [_seed(one, given) for one in given["texts"]]
        plan = counterfactuals_plan(project=project, seeds=seeds, recipe=recipe)
        if not given["dry_run"]:
            counterfactuals_make(project=project, seeds=seeds, recipe=recipe)
        code = status.HTTP_200_OK if given["dry_run"] else status.HTTP_201_CREATED
        return Response(MadeSerializer(_body(plan, recipe)).data, status=code)


class WordTablesView(StrictView):
    """Tables of words."""

    permission_classes = IN_PROJECT
    minimum_roles = {"GET": Role.REVIEWER}
    minimum_role = Role.LEAD
    scopes = {"GET": Scope.READ}
    scope = Scope.MANAGE

    @extend_schema(responses={200: WordTableSerializer(many=True), 404: FAULTS[404]})
    def get(self, request: ProjectApiRequest, slug: str) -> Response:
        """The tables that sets can be made of."""
        body = [_table(one.table, own=one.own is not None) for one in tables_offered(request.seat.project)]
        return Response(WordTableSerializer(body, many=True).data)

    @extend_schema(request=UploadSerializer, responses={201: WordTableSerializer, **FAULTS})
    def post(self, request: ProjectApiRequest, slug: str) -> Response:
        """Bring a table of the project's own; one of the same name is written anew."""
        given, project = read(UploadSerializer, request), request.seat.project
        try:
            row = word_table_save(
                project=project, data=given["text"].encode(), file_name=given["file_name"], by=request.user,
                now=timezone.now(),
            )  # fmt: skip
        except TableError as error:
            raise Invalid({"text": str(error.args[0])}) from error
        found = next(one for one in tables_offered(project) if one.own and one.own.pk == row.pk)
        return Response(WordTableSerializer(_table(found.table, own=True)).data, status=status.HTTP_201_CREATED)


def _seed(one: dict[str, Any], given: dict[str, Any]) -> Seed:
    shared = {"category": given["category"], "split": given["split"], "dataset": given["dataset"]}
    if "id" in one:
        return Seed(one["id"], {PROMPT: one["prompt"]}, **shared)
    return seed_of_text(one["prompt"], **shared)


def _body(plan: list[PlannedSet], recipe: Recipe) -> dict[str, Any]:
    made = [one for one in plan if one.fault is None]
    return {
        "added": sum(not one.present for one in made),
        "present": sum(one.present for one in made),
        "sets": [
            {
                "id": one.name, "attribute": recipe.attribute,
                "variants": [{"value": each.value, "prompt": each.texts[PROMPT]} for each in one.variants],
            }
            for one in made
        ],
        "faults": [{"id": one.seed.id, "reason": one.fault} for one in plan if one.fault],
    }  # fmt: skip


def _table(table: Table, *, own: bool) -> dict[str, Any]:
    return {
        "name": table.name, "kind": table.kind, "language": table.language, "cases": list(table.cases),
        "attributes": {name: list(values) for name, values in table.attributes.items()},
        "words": len(table.words), "own": own,
    }  # fmt: skip
