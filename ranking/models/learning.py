"""What follows from the answers: one fit, and the figures that hang on it."""

from django.db import models
from django.utils import timezone


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

    In points: the plain `mean` of their scores with its 95 % interval (null where n is 1), and beside it `adjusted`,
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


class Mapping(models.Model):
    """A fitted, frozen map from one judge's score to the human scale of one dimension.

    `parameters` is plain JSON that can be applied anywhere; `errors` holds the held-out error by name.
    """

    fit = models.ForeignKey(Fit, models.CASCADE, related_name="mappings")
    judge = models.ForeignKey("annotations.Rater", models.CASCADE, related_name="mappings")
    dimension = models.ForeignKey("annotations.Dimension", models.CASCADE, related_name="mappings")
    method = models.CharField(max_length=40)
    parameters = models.JSONField(default=dict)
    errors = models.JSONField(default=dict)
    n = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fit", "judge", "dimension"], name="mapping_once"),
        ]

    def __str__(self) -> str:
        return f"{self.judge} -> {self.dimension} ({self.method})"


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
