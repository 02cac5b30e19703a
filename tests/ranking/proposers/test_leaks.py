"""Nothing of split evaluate or anchor, nor of their groups, reaches a proposal, a model, or a trial of it."""

import pytest
from django.utils import timezone

from annotations.models import CounterfactualSet, Item, Score
from ranking.models import Experiment, ExperimentCall, Proposal
from ranking.proposers import PROPOSERS, OwnEdit
from ranking.selectors.exports import export_scope
from ranking.selectors.learnable import inputs_of, learnable_items, may_learn_from
from ranking.selectors.learnable import tested_texts as kept_texts
from ranking.services.experiments import trial_start
from ranking.services.experiments.questions import fields_of
from ranking.services.experiments.searching import SearchModels
from ranking.services.leaks import leaks_in
from ranking.services.proposals import proposal_make, proposal_own
from tests.ranking.searched import finished_round, search_stage, start_search
from tests.ranking.tried import run

pytestmark = pytest.mark.django_db


def words_of(made) -> tuple[list[str], set[int], set[int]]:
    """What items that are kept for tests say or were said of, their ids, and those of their responses."""
    free = {item.pk for item in learnable_items(made.round.project)}
    items = Item.objects.filter(project=made.round.project).exclude(pk__in=free)
    assert items.count() == 8
    places = [place for place, item in enumerate(made.items) if item.pk not in free]
    comments = [f"said of item {place}:" for place in places]
    prompts = [item.prompt for item in items]
    responses = made.round.responses.filter(item__in=items)
    return [*prompts, *comments, *responses.values_list("text", flat=True)], {i.pk for i in items}, {
        one.pk for one in responses
    }  # fmt: skip


def with_a_gap(made) -> None:
    """The items that may be learnt from stand in sets of two; whoever asks second is scored lower."""
    free = learnable_items(made.round.project)
    for number, pair in enumerate(zip(free[::2], free[1::2], strict=True)):
        swap = CounterfactualSet.objects.create(
            project=made.round.project, external_id=f"set {number}", attribute="gender"
        )
        for item, value in zip(pair, ("Murat", "Ayşe"), strict=True):
            Item.objects.filter(pk=item.pk).update(counterfactual_set=swap, attribute_value=value)
        scores = Score.objects.filter(dimension__name="helpfulness", assignment__task__round=made.round)
        scores.filter(assignment__task__item=pair[0]).update(value=4 + number % 2)


@pytest.mark.parametrize("name", [*PROPOSERS, OwnEdit.name])
def test_nothing_that_is_kept_for_tests_leaks_through_a_proposer(project, lead, name):
    made = finished_round(project, items=24)
    if name == "fairness":
        with_a_gap(made)
    kept, items, responses = words_of(made)
    with search_stage(project) as on:
        if name == OwnEdit.name:
            base = made.version
            own = OwnEdit(
                base=fields_of(base), written={**fields_of(base), "principles": ["Be brief."]}, why="Long.", by="me",
                cited=sorted(responses),
            )  # fmt: skip
            proposal = proposal_own(base=base, proposer=own, by=lead, now=timezone.now())
        elif PROPOSERS[name].needs_models:
            run(start_search(made, on))
            proposal = Proposal.objects.get()
        else:
            proposal = proposal_make(
                project=project, round=made.round, by=lead, now=timezone.now(), seed=1, proposer=PROPOSERS[name]
            )
        run(trial_start(proposal=proposal, endpoint=on.endpoint, judge=on.judge, now=timezone.now(), seed=1, items=4))
        asked = str(on.server.seen)
    assert "develop question" in asked
    stored = str(proposal.edits)
    assert not [text for text in kept if text in stored or text in asked]
    assert not items & set(ExperimentCall.objects.exclude(item=None).values_list("item", flat=True))
    named = {support["response"] for edit in proposal.edits for support in edit["evidence"]}
    assert not responses & named


def test_whatever_a_proposer_asks_for_a_kept_item_is_put_to_no_model(project):
    """A proposer that means ill asks for items that it was not given, and for one that was kept for tests since."""
    made = finished_round(project)
    with search_stage(project) as on:
        started = start_search(made, on)
        late = started.plan["learn"][0]
        Item.objects.filter(pk=late).update(split="evaluate")
        bench = _Recording()
        models = SearchModels(Experiment.objects.get(), bench)
        free = {item.pk for item in learnable_items(project)}
        kept = set(project.items.exclude(pk__in=free).values_list("pk", flat=True))
        rated = models.rate(models.base, [late, *sorted(kept)])
    assert [one.text for one in rated] == [""] * len(rated)
    assert {one.share for one in rated} == {None}
    assert bench.asked == []


class _Recording:
    """A bench that records what it is asked."""

    def __init__(self) -> None:
        self.asked: list[object] = []

    def ask(self, endpoint, asks):
        self.asked += list(asks)
        return []


def test_what_fills_a_templates_places_is_kept_too(project):
    said = "The parcel of order seventeen never came and nobody answers."
    Item.objects.create(project=project, external_id="kept", split="evaluate", variables={"complaint": said})
    twin = Item.objects.create(project=project, external_id="twin", split="develop", variables={"complaint": said})
    Item.objects.create(project=project, external_id="free", split="develop", variables={"complaint": "Another."})
    assert [one.external_id for one in learnable_items(project)] == ["free"]
    assert not may_learn_from(twin, kept_texts(project))
    assert export_scope(project=project).split_of(twin) == "evaluate"
    exemplar = {"input": f"Complaint: {said}", "output": "We are sorry."}
    edit = {"kind": "exemplar", "action": "add", "value": exemplar}
    assert [leak.item for leak in leaks_in(project, [edit])] == ["kept"]


KEPT = "How do I return  the blue\nteapot of GÜLTEN HANIM?"
TWINS = [
    {"prompt": KEPT},
    {"prompt": "how do i return the blue teapot of gülten hanım?"},
    {"prompt": "How do I return the blue teapot of Gu\u0308lten Hanım?"},
    {"prompt": f"\t{KEPT} \u00a0"},
    {"variables": {"prompt": KEPT.lower()}},
    {"prompt": "Answer the customer.", "variables": {"prompt": KEPT}},
    {"variables": {"question": KEPT}},
    {"messages": [{"role": "user", "content": KEPT}]},
    {"prompt": KEPT, "messages": [{"role": "assistant", "content": "Hello."}]},
]


@pytest.mark.parametrize("twin", TWINS)
@pytest.mark.parametrize("split", ["evaluate", "anchor", "gold"])
def test_an_input_that_says_the_same_is_kept_wherever_and_however_it_is_written(project, twin, split):
    """One develop item and one that is kept, each way round: none is learnt from, none is exported."""
    Item.objects.create(project=project, external_id="kept", split=split, prompt=KEPT)
    mine = Item.objects.create(project=project, external_id="twin", **twin)
    Item.objects.create(project=project, external_id="other", prompt="How do I return the red teapot of Gülten Hanım?")
    assert [one.external_id for one in learnable_items(project)] == ["other"]
    assert export_scope(project=project).split_of(mine) == split
    Item.objects.filter(external_id="kept").update(split="develop")
    Item.objects.filter(external_id="twin").update(split=split)
    assert [one.external_id for one in learnable_items(project)] == ["other"]


def test_where_places_are_filled_all_of_them_must_say_the_same():
    def said(**values):
        return inputs_of(Item(variables=values))

    assert said(name="Ayşe", city="Izmir") == said(city=" İZMİR", name="AYŞE")
    assert said(name="Ayşe", city="Izmir") != said(name="Izmir", city="Ayşe")
    assert said(name="Ayşe", city="") == ["ayşe"]
    assert inputs_of(Item()) == said(prompt=" ") == []
    ended = Item(messages=[{"role": "user", "content": "Tea?"}, {"role": "assistant", "content": "Green."}])
    assert inputs_of(ended) != inputs_of(Item(prompt="Green."))
