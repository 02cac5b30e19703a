"""Every address of the site, by every role. A new address without a line in `tests/addresses.py` fails."""

from collections.abc import Callable, Iterator
from copy import copy
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from annotations.models import (
    Assignment,
    Endpoint,
    Invitation,
    Membership,
    Project,
    PromptTemplate,
    Rater,
    Round,
    TemplateVersion,
    User,
    WordTable,
)
from annotations.services.adjudications import adjudication_open
from annotations.services.answers import answer_submit
from annotations.services.golds import gold_draft
from annotations.services.handout import assignment_next
from annotations.services.members import rater_of
from annotations.services.templates import version_create
from annotations.services.tokens import token_create
from ranking.models import Alarm, Confirmation, Experiment, Fit, Mapping, Proposal, TemperaturePolicy, Watch
from ranking.selectors.arrays import answers_load
from ranking.selectors.report import report_build
from ranking.services.temperatures import live_set, temperature_policy_activate
from ranking.stats.temperature.live import Bounds
from tests.addresses import ADMIN, ALSO, ANNOTATOR, EXPECTED, LEAD, OWNER, PUBLIC, REVIEWER, SIGNED_IN
from tests.annotations.world import full_scores, open_round

OWN_TABLE = {
    "name": "own", "kind": "name", "language": "en", "cases": ["nominative"],
    "words": [{"pair": "1", "values": {"gender": "female"}, "forms": {"nominative": "Ann"}}],
}  # fmt: skip
# What a form needs before it looks for a row.
FORMS = {"proposal-new": "round=1"}
# Rows of one's own: to others of the role they are not there.
PERSONAL = {"token-revoke"}
CASES = [(name, method, who) for name, (method, who) in EXPECTED.items()]
CASES += [(name, method, who) for (name, method), who in ALSO.items()]
RANKS = [ANNOTATOR, REVIEWER, LEAD]
FORBIDDEN = {401, 403, 404}


def names_of(patterns: list[Any]) -> Iterator[str]:
    """Every named address outside the admin site, which has rules of its own."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                yield from names_of(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern.name or str(pattern.pattern)


def test_every_address_has_an_expectation() -> None:
    assert set(names_of(get_resolver().url_patterns)) == set(EXPECTED)


@pytest.fixture
def given(project: Project, annotator: User, lead: User) -> dict[str, dict[str, Any]]:
    """Rows for every part of an address; a key of `kwargs` may be the address's name where parts share a name."""
    now = timezone.now()
    template = PromptTemplate.objects.create(project=project, name="answer")
    version = version_create(template=template, now=now)
    endpoint = Endpoint.objects.create(name="here", base_url="local:")
    round = open_round(project, items=4, endpoint=endpoint, created_by=lead, policy={"labelling": "adaptive"})
    round.versions.add(version)
    rater = rater_of(project=project, user=annotator)
    done = assignment_next(rater=rater, now=now)
    assert done is not None
    answer_submit(
        assignment_id=done.pk, rater=rater, key=uuid4(), shown=done.shown or [], answer=full_scores(), now=now
    )  # fmt: skip
    held = assignment_next(rater=rater, now=now)
    assert held is not None
    proposal = Proposal.objects.create(project=project, base=version, round=round, proposer="plain", created_by=lead)
    known = gold_draft(project=project, kind="RATING", responses=[round.responses.earliest("pk")], now=now)
    dispute = adjudication_open(task=done.task, now=now)
    test = a_test(project, round, version, lead)
    own = Endpoint.objects.create(project=project, name="own", base_url="http://127.0.0.1:9/v1")
    invitation = Invitation.objects.create(
        project=project, digest="x", expires_at=now + timedelta(days=1), created_by=lead
    )  # fmt: skip
    token = token_create(user=lead, project=project, name="script", expires_at=now + timedelta(days=1), now=now).token
    judge = Rater.objects.create(project=project, name="a judge", kind=Rater.Kind.JUDGE)
    search = Experiment.objects.create(
        project=project, purpose="search", base=version, endpoint=endpoint, judge=judge, most_calls=1
    )  # fmt: skip
    fit = Fit.objects.create(project=project, report={}, created_at=now - timedelta(days=9999))
    mapping = Mapping.objects.create(fit=fit, judge=judge, kind=Mapping.Kind.PREFERENCE, method="even", n=20)
    policy = TemperaturePolicy.objects.create(template=template, number=1, rules={"": 0.5})
    temperature_policy_activate(policy=policy, now=now)
    live_set(template=template, on=True, bounds=Bounds(0, 1, 0.2, 0.1), now=now)
    watch = Watch.objects.create(project=project, kind=Watch.Kind.MODEL, of="here")
    alarm = Alarm.objects.create(project=project, watch=watch, sentence="Another model answers.")
    common = {"slug": "tea", "number": round.number, "name": "answer", "pk": proposal.pk}
    common |= {"assignment": held.pk, "task": held.task_id}
    return {
        "": common | {"secret": "unknown", "member": Membership.objects.get(user=annotator).pk},
        **{name: {"pk": held.pk} for name in ("api-submit", "api-heartbeat", "api-skip", "api-reassign")},
        **{name: {"pk": done.pk, "assignment": done.pk} for name in ("api-undo", "api-answer", "my-answer")},
        "response": {"pk": round.responses.earliest("pk").pk},
        **{name: {"pk": test.pk} for name in EXPECTED if "confirmation" in name},
        **{name: {"pk": search.pk} for name in EXPECTED if "experiment" in name},
        **{name: {"number": policy.number} for name in ("temperature-activate", "api-temperature-activate")},
        "token-revoke": {"pk": token.pk},
        "word-table-remove": {"pk": WordTable.objects.create(project=project, name="own", document=OWN_TABLE).pk},
        **{name: {"pk": alarm.pk} for name in EXPECTED if "alarm" in name},
        "invitation-revoke": {"pk": invitation.pk},
        **{
            name: {"pk": project.rubric.dimensions.get(is_primary=True).pk} for name in ("dimension", "dimension-place")
        },
        **{name: {"pk": own.pk} for name in ("endpoint", "endpoint-use")},
        **{name: {"pk": known.pk} for name in ("gold", "gold-set")},
        **{name: {"pk": dispute.pk} for name in ("adjudication", "adjudication-dismiss", "adjudication-reopen")},
        "adjudication-ask": {"pk": held.task_id},
        "gold-from-response": {"pk": round.responses.earliest("pk").pk},
        "gold-from-answer": {"assignment": done.pk},
        **{name: {"name": "ratings-csv"} for name in ("data-export", "api-export")},
        **{name: {"pk": judge.pk} for name in ("judge", "judge-rule")},
        **{name: {"pk": mapping.pk} for name in ("api-mapping", "api-mapping-apply", "api-mapping-rule")},
    }


def a_test(project: Project, round: Round, old: TemplateVersion, lead: User) -> Confirmation:
    """A test that the round serves."""
    new = version_create(template=old.template, parent=old, now=timezone.now())
    primary = project.rubric.dimensions.get(is_primary=True)
    plan = {
        "reach": 4, "worthwhile": 0.1, "guards": [], "gaps": [], "unguarded": [], "guard_alpha": 0.05, "total": 0.05,
        "left": 0.025, "looks": [0.5], "items": 4, "units": 4, "overlap": 1, "samples": 1, "temperature": 0.7,
        "automatic": True, "seed": 1, "said": {},
    }  # fmt: skip
    return Confirmation.objects.create(
        project=project, template=old.template, old=old, new=new, round=round, metric="scores", dimension=primary,
        ordinal=1, alpha=0.025, plan=plan, created_by=lead,
    )  # fmt: skip


def address(name: str, given: dict[str, dict[str, Any]]) -> str:
    """The address with the rows' parts that it needs."""
    parts = given[""] | given.get(name, {})
    keys = get_resolver().reverse_dict.getlist(name)[0][0][0][1]
    return reverse(name, kwargs={key: parts[key] for key in keys})


def call(client: Client, method: str, name: str, path: str) -> int:
    """The status; whatever the request wrote is undone, signing out included."""
    cookies = copy(client.cookies)
    kind = "application/json" if "/api/" in path else "application/x-www-form-urlencoded"
    with transaction.atomic():
        if name == "api-report":
            Fit.objects.create(project=Project.objects.get(slug="tea"), report={})
        status = client.generic(method, path, FORMS.get(name, ""), content_type=kind).status_code
        transaction.set_rollback(True)
    client.cookies = cookies
    return status


def expected(who: str, role: str, path: str) -> Callable[[int], bool]:
    """What status a role should see."""
    if who == PUBLIC:
        return lambda status: status < 400
    if role == "anonymous":
        return lambda status: status == (401 if path.startswith("/api/") else 302)
    if who == ADMIN:
        return lambda status: status == (200 if role == "admin" else 403)
    if who == SIGNED_IN:
        return lambda status: status < 500 and status not in FORBIDDEN
    if role == "outsider":
        return lambda status: status == 404
    if who == OWNER:
        return lambda status: (status < 500 and status not in FORBIDDEN) if role == ANNOTATOR else status == 404
    if role in RANKS and RANKS.index(role) < RANKS.index(who):
        return lambda status: status == 403
    return lambda status: status < 500 and status not in FORBIDDEN


@pytest.mark.django_db
def test_every_address_is_for_those_it_should_be_for(
    given: dict[str, dict[str, Any]],
    project: Project,
    outsider: User,
    annotator: User,
    reviewer: User,
    lead: User,
    site_admin: User,
) -> None:
    Fit.objects.create(project=project, report=report_build(answers=answers_load(project=project), seed=0))
    people = {"outsider": outsider, ANNOTATOR: annotator, REVIEWER: reviewer, LEAD: lead, "admin": site_admin}
    clients = {"anonymous": Client()} | {role: signed_in(user) for role, user in people.items()}
    wrong = []
    for name, method, who in CASES:
        path = address(name, given)
        for role, client in clients.items():
            status = call(client, method, name, path)
            personal = name in PERSONAL and role == "admin" and status == 404
            if not personal and not expected(who, role, path)(status):
                wrong.append(f"{method} {path} ({name}) is for {who}; {role} got {status}")
    assert wrong == []


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.django_db
def test_the_admin_site_is_for_site_admins(lead: User, site_admin: User) -> None:
    statuses = []
    for user in (None, lead, site_admin):
        client = Client()
        if user:
            client.force_login(user)
        statuses.append(client.get("/admin/").status_code)
    assert statuses == [302, 302, 200]


ADMIN_PAGES = sorted(
    pattern.name
    for resolver in get_resolver().url_patterns
    if isinstance(resolver, URLResolver) and resolver.namespace == "admin"
    for sub in resolver.url_patterns
    if isinstance(sub, URLResolver)
    for pattern in sub.url_patterns
    if isinstance(pattern, URLPattern) and pattern.name and pattern.name.endswith("_changelist")
)


@pytest.mark.parametrize("name", ADMIN_PAGES)
@pytest.mark.django_db
def test_every_list_of_the_admin_site_opens(name: str, given: dict[str, Any], site_admin: User, client_of: Any) -> None:
    assert client_of(site_admin).get(reverse(f"admin:{name}")).status_code == 200


@pytest.mark.django_db
def test_a_role_ends_with_the_membership(project: Project, annotator: User, client_of: Any) -> None:
    client = client_of(annotator)
    assert client.get("/projects/tea/guidelines/").status_code == 200
    annotator.memberships.all().delete()
    assert client.get("/projects/tea/guidelines/").status_code == 404


@pytest.mark.django_db
def test_rows_of_another_project_are_not_there(given: dict[str, Any], lead: User, client_of: Any) -> None:
    other = Project.objects.create(slug="coffee", name="Coffee")
    Membership.objects.create(project=other, user=lead, role=Membership.Role.LEAD)
    for name in (
        "response",
        "proposal",
        "version",
        "round",
        "token-revoke",
        "word-table-remove",
        "dimension",
        "endpoint",
        "member-change",
        "invitation-revoke",
        "gold",
        "gold-from-response",
        "gold-from-answer",
        "adjudication",
        "adjudication-ask",
        "confirmation",
        "confirmation-new",
        "confirmation-look",
        "confirmation-close",
        "roll-back",
        "temperature",
        "temperature-activate",
        "temperature-round",
        "temperature-live",
        "api-temperature",
        "api-resolve",
        "api-confirmation",
        "api-confirmation-look",
        "api-accept",
        "api-round",
        "round-labelling",
        "round-labelling-stop",
        "api-labelling",
        "api-labelling-stop",
        "people",
        "people-live",
        "people-remarks",
        "people-pause",
        "people-reassign",
        "people-assign",
        "api-task-assign",
        "api-people",
        "api-member-pause",
    ):
        path = address(name, given).replace("/tea/", "/coffee/")
        assert client_of(lead).generic(EXPECTED[name][0], path).status_code == 404, path
    assert Round.objects.count() == 1
    assert Assignment.objects.exists()
