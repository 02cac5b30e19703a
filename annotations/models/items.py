"""What is put to the model: items, and sets of them that differ in one attribute only."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotations.models.batches import VisibleQuerySet
from annotations.models.naming import NameField
from annotations.models.shapes import check_turns
from annotations.names import one_form


class CounterfactualSet(models.Model):
    """Items that differ in one attribute only. Its id is their group."""

    project = models.ForeignKey("annotations.Project", models.CASCADE, related_name="counterfactual_sets")
    dataset = NameField(max_length=200, blank=True, default="")
    external_id = NameField(max_length=200)
    attribute = NameField(_("attribute"), max_length=100)
    batch = models.ForeignKey("annotations.ImportBatch", models.CASCADE, null=True, blank=True, editable=False)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "dataset", "external_id"], name="counterfactual_set_once"),
        ]

    def __str__(self) -> str:
        return f"{self.external_id} ({self.attribute})"


class Item(models.Model):
    """One input of a project. `prompt` is what the input reads as; `variables` fill a template's places.

    `messages` are the turns of a conversation before the prompt, which is its last. Items of split GOLD are made
    for checks of raters only: they enter no round's plan and no figure.
    """

    class Split(models.TextChoices):
        DEVELOP = "develop", _("Develop")
        EVALUATE = "evaluate", _("Evaluate")
        ANCHOR = "anchor", _("Anchor")
        GOLD = "gold", _("Gold")

    project = models.ForeignKey("annotations.Project", models.CASCADE, related_name="items")
    dataset = NameField(_("dataset"), max_length=200, blank=True, default="")
    external_id = NameField(_("id"), max_length=200)
    prompt = models.TextField(_("prompt"), blank=True, default="")
    messages = models.JSONField(
        _("earlier turns"),
        default=list,
        blank=True,
        help_text=_('[{"role": "user" | "assistant", "content": text}, ...]'),
    )
    variables = models.JSONField(_("variables"), default=dict, blank=True)
    category = NameField(_("category"), max_length=100, blank=True, default="")
    language = NameField(_("language"), max_length=16, blank=True, default="")
    reference = models.TextField(_("reference"), blank=True, default="")
    metadata = models.JSONField(_("metadata"), default=dict, blank=True)
    split = models.CharField(_("split"), max_length=10, choices=Split, default=Split.DEVELOP)
    own_group = models.TextField(_("group"), blank=True, default="")
    counterfactual_set = models.ForeignKey(
        CounterfactualSet, models.CASCADE, related_name="items", null=True, blank=True
    )
    attribute_value = NameField(max_length=100, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    batch = models.ForeignKey("annotations.ImportBatch", models.CASCADE, null=True, blank=True, editable=False)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "dataset", "external_id"], name="item_once"),
        ]
        indexes = [models.Index(fields=["project", "split"], name="item_by_split")]

    def __str__(self) -> str:
        return self.external_id

    def clean(self) -> None:
        """Refuse turns that no page could show."""
        check_turns(self.messages)

    @property
    def group(self) -> str:
        """What no fold may part: the counterfactual set, the named group, the prompt, or the item itself."""
        if self.counterfactual_set_id:
            return f"set:{self.counterfactual_set_id}"
        return one_form(self.own_group or self.prompt or self.external_id)
