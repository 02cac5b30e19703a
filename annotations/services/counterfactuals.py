"""Counterfactual sets made here: variants of a text become items of one set, in one split and group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from annotations.models import CounterfactualSet, Item, Project
from annotations.said import Said
from annotations.variants.making import Variant, VariantError, variants_make
from annotations.variants.tables import Table

PROMPT = "prompt"
LONGEST_ID = 100
# Under this name an item's metadata says how it was made, for exports that swap words.
MADE = "counterfactual"


@dataclass(frozen=True)
class Seed:
    """A text with places; `item` is the item of the project that it stands in, if any."""

    id: str
    texts: Mapping[str, str]
    dataset: str = ""
    category: str = ""
    split: str = Item.Split.DEVELOP
    messages: list[dict[str, str]] = field(default_factory=list)
    reference: str = ""
    item: Item | None = None


@dataclass(frozen=True)
class Recipe:
    """How variants are made of seeds; empty `values` are all that the tables have."""

    attribute: str
    tables: tuple[Table, ...]
    values: tuple[str, ...] = ()
    hold: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    seed: int = 0


@dataclass(frozen=True)
class PlannedSet:
    """The set that a seed would make; `present` where it stands already, `fault` says why there can be none."""

    seed: Seed
    name: str
    variants: tuple[Variant, ...] = ()
    present: bool = False
    fault: Said | None = None


@dataclass(frozen=True)
class MadeSets:
    """What was stored, what stood already, and what could not be made."""

    added: list[CounterfactualSet]
    present: int
    faults: list[PlannedSet]


def seed_of_text(text: str, *, category: str = "", split: str = Item.Split.DEVELOP, dataset: str = "") -> Seed:
    """This function will make a seed of a text; the same text has the same id."""
    name = f"text-{sha256(text.encode()).hexdigest()[:12]}"
    return Seed(name, {PROMPT: text}, dataset=dataset, category=category, split=split)


def seed_of_item(item: Item, text: str = "") -> Seed:
    """This function will make a seed of an item; `text` is its prompt with places, where it has none itself."""
    texts = {name: value for name, value in item.variables.items() if isinstance(value, str)}
    return Seed(
        item.external_id, {**texts, PROMPT: text or item.prompt}, dataset=item.dataset, category=item.category,
        split=item.split, messages=item.messages, reference=item.reference, item=item,
    )  # fmt: skip


def recipe_faults(recipe: Recipe) -> dict[str, str]:
    """What no table of the recipe shows, by the recipe's field: no text of any kind could be varied with it."""
    shown: dict[str, set[str]] = {}
    for table in recipe.tables:
        for name, values in table.attributes.items():
            shown.setdefault(name, set()).update(values)
    known = ", ".join(sorted(shown))
    told = _("No table of words shows %(attribute)s. Known are: %(known)s.")
    if recipe.attribute not in shown:
        return {"attribute": told % {"attribute": recipe.attribute, "known": known}}
    faults = {f"hold.{name}": told % {"attribute": name, "known": known} for name in recipe.hold if name not in shown}
    wanted = [("values", recipe.attribute, value) for value in recipe.values]
    wanted += [(f"hold.{name}", name, value) for name, value in recipe.hold.items() if name in shown]
    for where, name, value in wanted:
        if value not in shown[name]:
            faults[where] = _("The tables have no value %(value)s of %(attribute)s; they have: %(known)s.") % {
                "value": value, "attribute": name, "known": ", ".join(sorted(shown[name])),
            }  # fmt: skip
    return faults


def counterfactuals_plan(*, project: Project, seeds: Iterable[Seed], recipe: Recipe) -> list[PlannedSet]:
    """This function will say what would be made, writing nothing."""
    planned = (_planned(seed, recipe) for seed in seeds)
    found = list({(one.seed.dataset, one.name): one for one in planned}.values())
    standing, taken = _standing(project, found), _taken(project, found)
    return [_beside(one, standing.get((one.seed.dataset, one.name)), taken) for one in found]


@transaction.atomic
def counterfactuals_make(*, project: Project, seeds: Iterable[Seed], recipe: Recipe) -> MadeSets:
    """This function will store the sets that can be made and are not there yet. Asked again it adds nothing.

    All items of a set are in the split of its seed, and the set is their group. An item whose own text has places
    becomes the first variant, where no model was asked it yet: nobody should be asked a text with braces.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    plan = counterfactuals_plan(project=project, seeds=seeds, recipe=recipe)
    wanted = [one for one in plan if not one.present and one.fault is None]
    made = [_store(project, one, recipe) for one in wanted]
    return MadeSets(made, sum(one.present for one in plan), [one for one in plan if one.fault])


def _planned(seed: Seed, recipe: Recipe) -> PlannedSet:
    name = f"{seed.id[:LONGEST_ID]}:{recipe.attribute}"
    try:
        variants = variants_make(
            seed.texts, tables=recipe.tables, attribute=recipe.attribute, values=recipe.values, hold=recipe.hold,
            key=f"{seed.dataset}/{seed.id}", seed=recipe.seed,
        )  # fmt: skip
    except VariantError as error:
        return PlannedSet(seed, name, fault=error.args[0])
    return PlannedSet(seed, name, variants)


def _standing(project: Project, plan: Sequence[PlannedSet]) -> dict[tuple[str, str], dict[str, str]]:
    """The prompts by value of the sets that have these names."""
    rows = CounterfactualSet.objects.filter(project=project, external_id__in=[one.name for one in plan])
    return {
        (row.dataset, row.external_id): {item.attribute_value: item.prompt for item in row.items.all()}
        for row in rows.prefetch_related("items")
    }


def _taken(project: Project, plan: Sequence[PlannedSet]) -> set[tuple[str, str]]:
    """Items of other making that have the names of the variants."""
    names = [item_name(one, variant) for one in plan for variant in one.variants]
    rows = Item.objects.filter(project=project, external_id__in=names, counterfactual_set=None)
    return set(rows.values_list("dataset", "external_id"))


def item_name(one: PlannedSet, variant: Variant) -> str:
    """The id of a variant's item."""
    return f"{one.name}/{variant.value}"


def _beside(one: PlannedSet, standing: dict[str, str] | None, taken: set[tuple[str, str]]) -> PlannedSet:
    if one.fault:
        return one
    if standing is None:
        names = [item_name(one, variant) for variant in one.variants]
        if met := next((name for name in names if (one.seed.dataset, name) in taken), None):
            return PlannedSet(one.seed, one.name, one.variants, fault=Said("An item {name} stands already.", name=met))
        return one
    if standing == {variant.value: variant.texts[PROMPT] for variant in one.variants}:
        return PlannedSet(one.seed, one.name, one.variants, present=True)
    said = Said("A set {name} stands already, with other texts.", name=one.name)
    return PlannedSet(one.seed, one.name, one.variants, fault=said)


def _store(project: Project, one: PlannedSet, recipe: Recipe) -> CounterfactualSet:
    made = CounterfactualSet.objects.create(
        project=project, dataset=one.seed.dataset, external_id=one.name, attribute=recipe.attribute
    )
    items = [_item(project, one, variant, recipe, made) for variant in one.variants]
    if one.seed.item is not None and _becomes(one.seed):
        first = items.pop(0)
        _become(one.seed.item, first)
    Item.objects.bulk_create(items)
    return made


def _item(project: Project, one: PlannedSet, variant: Variant, recipe: Recipe, of: CounterfactualSet) -> Item:
    seed = one.seed
    texts = dict(variant.texts)
    return Item(
        project=project, dataset=seed.dataset, external_id=item_name(one, variant), prompt=texts.pop(PROMPT),
        variables=texts, messages=seed.messages, category=seed.category, language=recipe.language,
        reference=seed.reference, split=seed.split, counterfactual_set=of, attribute_value=variant.value,
        metadata={MADE: _made_of(seed, variant, recipe)},
    )  # fmt: skip


def _made_of(seed: Seed, variant: Variant, recipe: Recipe) -> dict[str, Any]:
    """What exports need to say a response of another value."""
    return {"text": seed.texts[PROMPT], "language": recipe.language, "words": variant.words}


def _becomes(seed: Seed) -> bool:
    """Whether the seed's own text has places that a model must not see, and nobody was asked it."""
    item = seed.item
    return item is not None and item.prompt == seed.texts[PROMPT] and not item.responses.exists()


def _become(item: Item, first: Item) -> None:
    for name in ("prompt", "variables", "language", "counterfactual_set", "attribute_value"):
        setattr(item, name, getattr(first, name))
    item.metadata = {**item.metadata, **first.metadata}
    item.save(update_fields=["prompt", "variables", "language", "counterfactual_set", "attribute_value", "metadata"])
