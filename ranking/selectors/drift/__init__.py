"""What is watched for drift, and what came in since it was last read."""

from ranking.selectors.drift.alarms import alarms_live, alarms_of, alarms_waiting
from ranking.selectors.drift.streams import STREAMS, Read

__all__ = ["STREAMS", "Read", "alarms_live", "alarms_of", "alarms_waiting"]
