"""What users of the running application said, read strictly and stored once."""

from annotations.services.feedback.reading import MOST_ROWS, Row, rows_read
from annotations.services.feedback.storing import FeedbackInvalid, Taken, feedback_add

__all__ = ["MOST_ROWS", "FeedbackInvalid", "Row", "Taken", "feedback_add", "rows_read"]
