"""How texts get their categories: rules that a lead sets, and classifiers trained on the project's items."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from math import isfinite
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from annotations.models import Item, Job, Project, User
from annotations.names import one_form
from annotations.said import kept
from annotations.services.errors import Invalid
from annotations.services.jobs import job_create
from ranking.models import CategoryClassifier, CategorySettings
from ranking.selectors.categories import CLASSIFY, items_fingerprint, items_to_learn_from, text_of
from ranking.stats.errors import StatsError
from ranking.stats.texts.classifier import classifier_train
from ranking.stats.texts.rules import LONGEST, MOST_RULES, MOST_WORDS

# More items than this are drawn from: they would make the classifier no better, and its training long.
MOST_ITEMS = 20_000


class CategoriesInvalid(Invalid):
    """Rules that cannot be taken; `fields` says why."""


def category_settings_set(
    *, project: Project, rules: Sequence[dict[str, Any]], threshold: float, now: datetime, by: User | None = None
) -> CategorySettings:
    """This function will set a project's rules, [{"category": name, "words": [...]}], and the least confidence."""
    if faults := _faults(rules, threshold):
        raise CategoriesInvalid(faults)
    told = [
        {"category": one_form(one["category"].strip()), "words": [word.strip() for word in one["words"]]}
        for one in rules
    ]
    made, _created = CategorySettings.objects.update_or_create(
        project=project, defaults={"rules": told, "threshold": threshold, "set_by": by, "set_at": now}
    )
    return made


def classifier_request(*, project: Project, now: datetime, by: User | None = None) -> Job:
    """This function will ask for a classifier; one that is asked for already is not asked for twice."""
    return job_create(celery_name=CLASSIFY, key=f"categories:{project.pk}", project=project, requested_by=by, now=now)


def classifier_train_on_items(*, project: Project, now: datetime, seed: int = 0) -> CategoryClassifier:
    """This function will train a project's next classifier; where there is nothing to tell apart, it says why."""
    trained_on = items_fingerprint(project)
    document: dict[str, Any] = {}
    try:
        trained = classifier_train(**_read(project, seed), seed=seed)
        document, figures = trained.document, trained.figures
    except StatsError as error:
        figures = {"reason": str(error), "said": kept(error.args[0])}
    return _create(project, document, figures, trained_on, now)


@transaction.atomic
def _create(
    project: Project, document: dict[str, Any], figures: dict[str, Any], trained_on: str, now: datetime
) -> CategoryClassifier:
    Project.objects.select_for_update().get(pk=project.pk)
    last = CategoryClassifier.objects.filter(project=project).aggregate(last=Max("number"))["last"] or 0
    return CategoryClassifier.objects.create(
        project=project, number=last + 1, document=document, figures=figures, trained_on=trained_on, created_at=now
    )


def _read(project: Project, seed: int) -> dict[str, list[str]]:
    keys = list(items_to_learn_from(project).order_by("pk").values_list("pk", flat=True))
    if len(keys) > MOST_ITEMS:
        keys = sorted(int(one) for one in np.random.default_rng(seed).choice(keys, MOST_ITEMS, replace=False))
    found: dict[str, list[str]] = {"texts": [], "languages": [], "categories": [], "groups": []}
    for start in range(0, len(keys), 2000):
        for item in Item.objects.filter(pk__in=keys[start : start + 2000]).order_by("pk"):
            found["texts"].append(text_of(item.prompt, item.variables))
            found["languages"].append(item.language)
            found["categories"].append(item.category)
            found["groups"].append(item.group)
    return found


def _faults(rules: Sequence[dict[str, Any]], threshold: float) -> dict[str, str]:
    faults = {}
    if not (isfinite(threshold) and 0 <= threshold <= 1):
        faults["threshold"] = _("Choose a number from 0 to 1.")
    if len(rules) > MOST_RULES:
        faults["rules"] = _("Give at most %(most)d rules.") % {"most": MOST_RULES}
    for place, one in enumerate(rules):
        category, words = one.get("category", ""), one.get("words", [])
        if not category.strip() or len(category) > LONGEST:
            faults[f"rules.{place}.category"] = _("Name the category, in up to %(most)d letters.") % {"most": LONGEST}
        if not 1 <= len(words) <= MOST_WORDS or not all(word.strip() and len(word) <= LONGEST for word in words):
            faults[f"rules.{place}.words"] = _(
                "Give one to %(most)d words or phrases, each of up to %(longest)d letters."
            ) % {"most": MOST_WORDS, "longest": LONGEST}
    return faults
