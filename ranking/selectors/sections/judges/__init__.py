"""How far each judge's scores are from people's, as they are and once mapped; what the map can be trusted with."""

from ranking.selectors.sections.judges.beside import Beside, Judged, beside_people, features_of, judged
from ranking.selectors.sections.judges.section import judges_section

__all__ = ["Beside", "Judged", "beside_people", "features_of", "judged", "judges_section"]
