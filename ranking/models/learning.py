"""What follows from the answers: one fit, and the figures that hang on it."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Fit(models.Model):
    """One computation of all figures, over a round or (round null) all answered rounds. Never changed.

    `report` is the object that `report --json` prints; the rows below hold what other rooms look up.
    """

    project = models.ForeignKey("annotations.Project", models.CASCADE, related_name="fits")
    round = models.ForeignKey("annotations.Round", models.CASCADE, related_name="fits", null=True, blank=True)
    seed = models.PositiveBigIntegerField(default=0)
    report = models.JSONField(default=dict)
    seconds = models.FloatField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["project", "round", "-created_at"], name="fit_newest")]

    def __str__(self) -> str:
        return f"fit {self.pk} of {self.project}"


class Consensus(models.Model):
    """What people say of one response on one dimension.

    In points: the plain `mean` of `n` raters with its 95 % interval (null where no response of the dimension has two
    raters), and beside it `adjusted`,
    the score that an average rater would give, with its own (null where overlap does not tell raters' severities). In
    categories: `code`, the likeliest one, and the `share` of answers that said so. `chance` is how likely `code` is,
    or a yes, given how each rater errs (null where that cannot be told). Where one number is wanted it is the plain
    mean: see docs/statistics.md.
    """

    fit = models.ForeignKey(Fit, models.CASCADE, related_name="consensus")
    response = models.ForeignKey("annotations.Response", models.CASCADE, related_name="consensus")
    dimension = models.ForeignKey("annotations.Dimension", models.CASCADE, related_name="consensus")
    mean = models.FloatField(null=True)
    ci_low = models.FloatField(null=True)
    ci_high = models.FloatField(null=True)
    adjusted = models.FloatField(null=True)
    adjusted_low = models.FloatField(null=True)
    adjusted_high = models.FloatField(null=True)
    code = models.CharField(max_length=100, blank=True, default="")
    share = models.FloatField(null=True)
    chance = models.FloatField(null=True)
    n = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fit", "response", "dimension"], name="consensus_once"),
        ]

    def __str__(self) -> str:
        return f"{self.response_id}: {self.code or self.mean}"


class Strength(models.Model):
    """How often people prefer what one model, version or temperature made; sums to 1 over its kind.

    `rank_low` and `rank_high` are the best and the worst place that the data leaves open, `p_best` the chance of being
    the best; null where there are no intervals.
    """

    fit = models.ForeignKey(Fit, models.CASCADE, related_name="strengths")
    of = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    dimension = models.ForeignKey("annotations.Dimension", models.CASCADE, null=True, blank=True)
    strength = models.FloatField()
    elo = models.FloatField()
    elo_low = models.FloatField(null=True)
    elo_high = models.FloatField(null=True)
    rank_low = models.PositiveIntegerField(null=True)
    rank_high = models.PositiveIntegerField(null=True)
    p_best = models.FloatField(null=True)
    n = models.PositiveIntegerField()

    class Meta:
        ordering = ["-strength"]

    def __str__(self) -> str:
        return f"{self.name}: {self.strength:.4f}"


class MappingFrozen(ValueError):
    """A mapping that was fitted is never changed; a new fit makes its next version."""


class Mapping(models.Model):
    """A fitted, frozen map from what one judge says to what people say. Never changed; each fit makes the next version.

    SCORES maps its scores to people's on one dimension, PREFERENCE what it said of two responses to the chance that
    people prefer the one, VERDICTS what it said of pairs to people's scores. `document` is the whole of it as plain
    JSON that can be applied anywhere (docs/mappings.md); `parameters` and `errors` (held out, by name) are its main
    parts. `label` is the judge's own, where it has several.
    """

    class Kind(models.TextChoices):
        SCORES = "scores", _("Scores")
        PREFERENCE = "preference", _("Preference")
        VERDICTS = "verdicts", _("Verdicts")

    fit = models.ForeignKey(Fit, models.CASCADE, related_name="mappings")
    judge = models.ForeignKey("annotations.Rater", models.CASCADE, related_name="mappings")
    dimension = models.ForeignKey(
        "annotations.Dimension", models.CASCADE, related_name="mappings", null=True, blank=True
    )
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.SCORES)
    label = models.CharField(max_length=100, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    method = models.CharField(max_length=40)
    parameters = models.JSONField(default=dict)
    errors = models.JSONField(default=dict)
    document = models.JSONField(default=dict)
    n = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fit", "judge", "kind", "label", "dimension"],
                condition=Q(dimension__isnull=False),
                name="mapping_once",
            ),
            models.UniqueConstraint(
                fields=["fit", "judge", "kind", "label"],
                condition=Q(dimension__isnull=True),
                name="mapping_of_comparisons_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.judge} -> {self.dimension or self.kind} ({self.method})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Writes a new row, and refuses to write over one."""
        if not self._state.adding:
            raise MappingFrozen("A mapping is frozen; fit again for its next version.")
        super().save(*args, **kwargs)


class Audit(models.Model):
    """A measured bias of people or of a judge."""

    fit = models.ForeignKey(Fit, models.CASCADE, related_name="audits")
    kind = models.CharField(max_length=30)
    of = models.CharField(max_length=200)
    attribute = models.CharField(max_length=100, blank=True, default="")
    dimension = models.CharField(max_length=100, blank=True, default="")
    estimate = models.FloatField()
    ci_low = models.FloatField(null=True)
    ci_high = models.FloatField(null=True)
    p_adjusted = models.FloatField(null=True)
    n = models.PositiveIntegerField()
    sentence = models.TextField()

    def __str__(self) -> str:
        return self.sentence
