"""What a version may not hold of the items that test it: their words, or nearly; what all items say is no secret."""

import pytest

from annotations.models import Item, Project
from ranking.services.leaks import Leaks, leaks_in, refuse_leaks

pytestmark = pytest.mark.django_db
COMPANY = "You answer for the tea shop of Gülten Hanım in Kadıköy."
KEPT = "My parcel with two blue teapots was left in the rain last Friday, and both lids are broken now."
NEARLY = "Our parcel with two blue teapots was left in the rain on Friday and both of the lids are broken."


def items(project: Project, split: str, *complaints: str, start: int = 0) -> None:
    Item.objects.bulk_create(
        Item(
            project=project, external_id=f"{split}-{start + n}", split=split,
            variables={"company": COMPANY, "complaint": said}, messages=[{"role": "assistant", "content": "Welcome!"}],
        )
        for n, said in enumerate(complaints)
    )  # fmt: skip


def principle(text: str) -> dict:
    return {"kind": "principle", "action": "add", "value": text}


def test_what_nearly_all_items_say_is_no_secret_and_what_tells_one_is(project):
    items(project, "evaluate", KEPT, "Where is order 17 of the teas from the spring list?")
    edit = principle(f"{COMPANY} Be brief.")
    assert [one.item for one in leaks_in(project, [edit])] == ["evaluate-0"], "no item of split develop says it"
    items(project, "develop", *(f"Question {n} on tea?" for n in range(9)))
    assert leaks_in(project, [edit]) == []
    refuse_leaks(project, [edit])
    Item.objects.filter(external_id__in=["develop-3", "develop-4"]).update(variables={"complaint": "Another one."})
    assert [one.item for one in leaks_in(project, [edit])] == ["evaluate-0"], "seven of nine are not nearly all"
    assert [one.share for one in leaks_in(project, [principle(f"Such as: {KEPT}")])] == [1.0]


def test_a_text_that_says_nearly_the_same_leaks_too(project):
    items(project, "evaluate", "Something short.", KEPT)
    items(project, "develop", "Is the green tea from Rize still there, and how much of it may I order at once?")
    exemplar = {"kind": "exemplar", "action": "add", "value": {"input": NEARLY, "output": "We are sorry."}}
    (leak,) = leaks_in(project, [principle("Be kind to whoever complains of broken teapots."), exemplar])
    assert (leak.place, leak.item, leak.near) == (1, "evaluate-1", True)
    assert 0.5 <= leak.share < 1
    with pytest.raises(Leaks, match=r"says nearly what item evaluate-1 says.*% of its word pairs stand in it"):
        refuse_leaks(project, [exemplar])


def test_the_words_of_a_template_that_many_items_fill_are_no_near_leak(project):
    template = "Write a short and friendly answer to a customer who asks where the order number {} is right now."
    items(project, "evaluate", *(template.format(n) for n in range(4)))
    items(project, "develop", *(template.format(n) for n in range(50, 54)))
    shown = {"kind": "exemplar", "action": "add", "value": {"input": template.format(50), "output": "On its way."}}
    assert leaks_in(project, [shown]) == []
    Item.objects.filter(split="evaluate").exclude(external_id="evaluate-0").delete()
    Item.objects.filter(split="develop").exclude(external_id="develop-0").delete()
    assert [one.item for one in leaks_in(project, [shown])] == ["evaluate-0"]
