"""The form in which a lead says when rounds open by themselves, and when this ends."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotations.models import Project, Round
from ranking.models import Schedule

SHORT = {"class": "short"}


class ScheduleForm(forms.ModelForm):
    """The schedule of a project; `switch` says on or off."""

    class Meta:
        model = Schedule
        fields = [
            "enabled", "on_alarm", "feedback_count", "next_at", "every_days", "plan_round", "margin", "stop_sure",
            "stop_gain", "most_rounds", "most_tokens", "most_cost",
        ]  # fmt: skip
        labels = {
            "enabled": _("Rounds open by themselves"),
            "on_alarm": _("When something moves: a round on just those items, where they are known"),
            "stop_sure": _("The order is sure: a flip of the two best has a chance below 5 %"),
            "stop_gain": _("Two rounds brought no gain"),
            "margin": _("The interval of the best version is narrower than, in points"),
            "plan_round": _("Plan of round"),
        }
        help_texts = {
            "feedback_count": _("Empty: not by feedback."),
            "plan_round": _("Empty: the last round that was launched by hand."),
            "most_cost": _("Counted where the endpoints name prices."),
        }
        widgets = {
            "next_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            **{name: forms.NumberInput(attrs=SHORT | {"min": "0", "step": "any"}) for name in ("margin", "most_cost")},
            **{
                name: forms.NumberInput(attrs=SHORT | {"min": "1"})
                for name in ("feedback_count", "every_days", "most_rounds", "most_tokens")
            },
        }

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        planned = Round.objects.filter(project=project, origin=Round.Origin.HERE, endpoint__isnull=False)
        field: Any = self.fields["plan_round"]
        field.queryset = planned.order_by("-number")
        field.empty_label = _("the last one")
        field.label_from_instance = lambda round: gettext("Round %(n)d") % {"n": round.number}
        for name in ("feedback_count", "every_days", "most_rounds", "most_tokens"):
            self.fields[name].min_value = 1  # type: ignore[attr-defined]
        self.fields["next_at"].input_formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Numbers below one would open a round at once, or never."""
        data: dict[str, Any] = super().clean() or {}
        for name in ("feedback_count", "every_days", "most_rounds", "most_tokens", "margin", "most_cost"):
            value = data.get(name)
            if value is not None and value <= 0:
                self.add_error(name, _("Choose a number above zero."))
        return data

    def terms(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "enabled"}
