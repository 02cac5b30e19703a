"""What was said, by people, models and users, and about what."""

from annotations.models.accounts import ApiToken, User
from annotations.models.answers import Ballot, Score
from annotations.models.batches import ImportBatch, ImportedRow
from annotations.models.checks import Adjudication, Gold
from annotations.models.endpoints import Credential, Endpoint, EndpointWindow
from annotations.models.feedback import Feedback
from annotations.models.invitations import Invitation
from annotations.models.items import CounterfactualSet, Item
from annotations.models.jobs import Job, Worker
from annotations.models.projects import Dimension, Membership, Project, Rubric
from annotations.models.prompts import Activation, PromptTemplate, TemplateVersion
from annotations.models.raters import Rater
from annotations.models.rounds import Participation, Response, Round
from annotations.models.tasks import Assignment, Task, TaskResponse
from annotations.models.word_tables import WordTable

__all__ = [
    "Activation",
    "Adjudication",
    "ApiToken",
    "Assignment",
    "Ballot",
    "CounterfactualSet",
    "Credential",
    "Dimension",
    "Endpoint",
    "EndpointWindow",
    "Feedback",
    "Gold",
    "ImportBatch",
    "ImportedRow",
    "Invitation",
    "Item",
    "Job",
    "Membership",
    "Participation",
    "Project",
    "PromptTemplate",
    "Rater",
    "Response",
    "Round",
    "Rubric",
    "Score",
    "Task",
    "TaskResponse",
    "TemplateVersion",
    "User",
    "WordTable",
    "Worker",
]
