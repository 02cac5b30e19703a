"""The process and what it needs."""

import pytest
from redis import Redis

pytestmark = pytest.mark.both


def test_healthz_answers_without_signing_in(client, db) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"


def test_readyz_reports_absent_workers_without_failing(client, db) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "broker": "ok", "workers": 0}


@pytest.mark.redis
def test_readyz_reaches_a_real_redis(client, db, settings, redis_url) -> None:
    settings.REDIS_URL = redis_url
    assert Redis.from_url(redis_url).ping()
    assert client.get("/readyz").json()["broker"] == "ok"


def test_readyz_fails_in_words_when_the_broker_is_away(client, db, settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["broker"] == "ConnectionError"
