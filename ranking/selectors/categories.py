"""Categories of texts: a project's rules, its classifiers, and the items that these are trained on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from django.db.models import Count, Max, QuerySet

from annotations.models import Item, Project
from annotations.names import one_form
from ranking.models import CategoryClassifier, CategorySettings, TemperaturePolicy
from ranking.stats.texts.classifier import Classifier
from ranking.stats.texts.rules import Rule, rule_for

CLASSIFY = "ranking.categories"
THRESHOLD = 0.6


@dataclass(frozen=True)
class Found:
    """The category of a text, how sure that is (None: nothing could say), and by what."""

    category: str
    confidence: float | None
    by: str


def category_of(*, project: Project, text: str, language: str = "", given: str | None = None) -> Found:
    """The category of a text: the one that is given, else by the project's rules, else by its newest classifier.

    Where nothing says, or the classifier is less sure than the project wants, it is "" (the rest), by "fallback".
    """
    if given is not None:
        return Found(one_form(given), 1.0, "given")
    settings = settings_of(project)
    if rule := rule_for(text, rules_of(settings), language):
        return Found(rule.category, 1.0, "rule")
    reader = classifier_of(project)
    if reader is None:
        return Found("", None, "fallback")
    category, confidence = reader.classify(text, language)
    if confidence < (settings.threshold if settings else THRESHOLD):
        return Found("", confidence, "fallback")
    return Found(category, confidence, "classifier")


def text_of(prompt: str, variables: Mapping[str, object]) -> str:
    """What a category is told by: the prompt, or where there is none the values of the variables, in their order."""
    own = prompt or str(variables.get("prompt") or "")
    return own or "\n".join(str(variables[name]) for name in sorted(variables) if variables[name] is not None)


def settings_of(project: Project) -> CategorySettings | None:
    """A project's rules and threshold, where it has set any."""
    return CategorySettings.objects.filter(project=project).select_related("set_by").first()


def rules_of(settings: CategorySettings | None) -> list[Rule]:
    """The rules in order."""
    return [Rule(one["category"], tuple(one["words"])) for one in settings.rules] if settings else []


def classifier_newest(project: Project) -> CategoryClassifier | None:
    """The newest classifier's figures; its document is read when it is asked for."""
    return CategoryClassifier.objects.filter(project=project).defer("document").first()


def classifier_of(project: Project) -> Classifier | None:
    """The newest classifier, ready to use; None where training found nothing to tell apart."""
    row = classifier_newest(project)
    return _ready(row.pk, row.trained_on) if row else None


@lru_cache(maxsize=32)
def _ready(key: int, trained_on: str) -> Classifier | None:
    """Kept in the process: a classifier is never changed. What it was trained on tells it from one that had its key."""
    rows = CategoryClassifier.objects.filter(trained_on=trained_on)
    document = rows.values_list("document", flat=True).get(pk=key)
    return Classifier.read(document) if document else None


def items_to_learn_from(project: Project) -> QuerySet[Item]:
    """Items with a category, of splits develop and anchor: those of split evaluate meet the classifier as users do."""
    rows = Item.objects.visible().filter(project=project).exclude(category="")
    return rows.exclude(split__in=[Item.Split.GOLD, Item.Split.EVALUATE])


def items_fingerprint(project: Project) -> str:
    """Tells the items that a classifier would be trained on from those of before, without reading them all."""
    rows = items_to_learn_from(project).order_by("category").values_list("category")
    told = list(rows.annotate(n=Count("pk"), newest=Max("pk")))
    return sha256(repr(told).encode()).hexdigest()


def categories_of(project: Project) -> list[tuple[str, int]]:
    """(category, items) that a classifier may learn, the largest first."""
    rows = items_to_learn_from(project).values_list("category").annotate(n=Count("pk"))
    return sorted(((str(name), int(n)) for name, n in rows), key=lambda one: (-one[1], one[0]))


def projects_to_classify() -> list[Project]:
    """Projects whose categories matter while serving, and whose items are not those of the newest classifier."""
    served = TemperaturePolicy.objects.values("template__project")
    told = CategorySettings.objects.values("project")
    rows = Project.objects.filter(pk__in=served) | Project.objects.filter(pk__in=told)
    return [one for one in rows.distinct() if _is_due(one)]


def _is_due(project: Project) -> bool:
    newest = classifier_newest(project)
    if newest is None:
        return items_to_learn_from(project).exists()
    return newest.trained_on != items_fingerprint(project)
