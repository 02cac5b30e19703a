"""What an experiment samples a version at."""

from annotations.models import Round, TemplateVersion
from ranking.models import TemperaturePolicy


def temperature_of(version: TemplateVersion, round: Round | None) -> float | None:
    """The version's own temperature, else what is served for the rest of the items, else what its round began with."""
    if version.temperature is not None:
        return version.temperature
    policy = TemperaturePolicy.objects.filter(template=version.template_id, active=True).first()
    served = policy.rules.get("") if policy else None
    if served is None and round is not None and round.temperatures:
        return float(round.temperatures[0])
    return served
