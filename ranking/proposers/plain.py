"""The proposer that needs no model: it draws on the rubric's own words and on what people said and chose."""

from ranking.proposers.exemplars import exemplar_edits
from ranking.proposers.output_format import output_format_edits
from ranking.proposers.principles import principle_edits
from ranking.proposers.temperature import temperature_edits
from ranking.selectors.evidence import Evidence
from ranking.services.drafts import Draft, Models


class PlainProposer:
    """Principles from the weakest dimensions, exemplars from the best responses, a better temperature.

    The way from critique and praise to an editable list of principles is that of PAIR's ConstitutionMaker
    (Petridis et al. 2024), with the rubric's level texts in the place of a model that words them.
    """

    name = "plain"
    needs_models = False

    def draft(self, evidence: Evidence, *, seed: int, models: Models | None = None) -> Draft:
        """This function will draft the edits that the evidence speaks for, each with its rows and figures."""
        principles, silent_principles = principle_edits(evidence)
        exemplars, silent_exemplars = exemplar_edits(evidence)
        form = output_format_edits(evidence)
        temperature, gain, silent_temperature = temperature_edits(evidence, seed=seed)
        return Draft(
            edits=(*principles, *exemplars, *form, *temperature),
            predicted_gain=gain,
            silences=(*silent_principles, *silent_exemplars, *silent_temperature),
        )
