"""A frozen mapping put to use on what a judge says now."""

from ranking.selectors.applying.apply import Applied, adjusting, mapping_apply
from ranking.selectors.applying.asked import OWN, Asked, Compared, MappingInvalid, Ranked, Scored

__all__ = ["OWN", "Applied", "Asked", "Compared", "MappingInvalid", "Ranked", "Scored", "adjusting", "mapping_apply"]
