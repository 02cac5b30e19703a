"""What an experiment samples a version at."""

from annotations.models import Round, TemplateVersion
from ranking.models import TemperaturePolicy


def temperature_of(version: TemplateVersion, round: Round | None) -> float | None:
    """What is served for the rest of the items, else the version's own temperature, else what its round began with."""
    served = served_for_rest(version)
    if served is None:
        served = version.temperature
    if served is None and round is not None and round.temperatures:
        return float(round.temperatures[0])
    return served


def served_for_rest(version: TemplateVersion) -> float | None:
    """What the served policy gives items without a category; it goes before a version's own temperature."""
    policy = TemperaturePolicy.objects.filter(template=version.template_id, active=True).first()
    return None if policy is None else policy.temperature_for("")
