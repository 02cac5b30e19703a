"""The chance that people prefer one response over another, out of what a judge said of them."""

from ranking.selectors.sections.comparing.compared import people_overall
from ranking.selectors.sections.comparing.fitted import Preferred, preferences_fit
from ranking.selectors.sections.comparing.section import preferences_section

__all__ = ["Preferred", "people_overall", "preferences_fit", "preferences_section"]
