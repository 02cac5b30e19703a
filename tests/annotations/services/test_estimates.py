"""What a plan takes, where old and new alone are compared."""

import pytest

from annotations.models import Endpoint, Project
from annotations.services.estimates import round_estimate
from tests.annotations.world import make_items
from tests.ranking.made import make_template

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("across", "tasks"), [(True, 3), (False, 15)])
def test_pairs_are_counted_as_they_will_be_made(project: Project, across: bool, tasks: int) -> None:
    make_items(project, 2, split="evaluate")
    found = round_estimate(
        project=project, versions=[make_template(project), make_template(project)],
        endpoint=Endpoint.objects.create(name="model", base_url="http://127.0.0.1:9/v1"), temperatures=[0.2], samples=3,
        split="evaluate", kinds=["COMPARISON"], overlap=2, across_versions=across,
    )  # fmt: skip
    # Of six candidates: three pairs across, of fifteen in all no more than ten are asked.
    assert found.tasks == 2 * min(tasks, 10)
    assert found.answers == 2 * found.tasks
