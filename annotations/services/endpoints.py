"""Turns an endpoint's row into an address and a key, at the moment of the call and never earlier."""

import os
from urllib.parse import urlsplit

from django.conf import settings

from annotations.llm.client import list_models
from annotations.llm.local import LocalModelError, local_base_url
from annotations.llm.types import EndpointSpec
from annotations.models import Credential, Endpoint
from annotations.said import Said
from annotations.services.errors import Refused
from annotations.telling import told

FROM_ENVIRONMENT = "env:"
OPENAI = "https://api.openai.com/v1"


class EndpointUnusable(Refused):
    """The endpoint cannot be called as it is set up; the message says what to change.

    A job stores its sentence (`args[0]`), while who asked is told in their own language.
    """

    def __str__(self) -> str:
        return told(self.args[0])


def endpoint_spec(*, endpoint: Endpoint) -> EndpointSpec:
    """This function will resolve where the endpoint is, its model and its key. An unnamed model is asked for.

    Raises EndpointUnusable, and ModelCallError where the server must be asked for its models and does not answer.
    """
    url = _base_url(endpoint)
    from_environment = endpoint.base_url.startswith(FROM_ENVIRONMENT)
    key = settings.OPENAI_API_KEY if from_environment else _key(endpoint.credential, url)
    model = endpoint.model or (settings.OPENAI_MODEL if from_environment else "")
    timeout = float(endpoint.timeout_seconds)
    if not model:
        model = list_models(EndpointSpec(url, "", key or None, min(timeout, 10.0)))[0]
    return EndpointSpec(url, model, key or None, timeout)


def _base_url(endpoint: Endpoint) -> str:
    if endpoint.base_url.startswith(FROM_ENVIRONMENT):
        url = settings.OPENAI_BASE_URL or (OPENAI if settings.OPENAI_API_KEY else "")
        if not url:
            raise EndpointUnusable(Said("Set OPENAI_BASE_URL (and OPENAI_API_KEY), or choose another endpoint."))
        return url
    try:
        url = local_base_url(endpoint.base_url, os.environ)
    except LocalModelError as error:
        raise EndpointUnusable(str(error)) from error
    if urlsplit(url).scheme not in {"http", "https"}:
        raise EndpointUnusable(
            Said(
                "The endpoint {name} has the address {url}; it must start with http:// or https://.",
                name=endpoint.name,
                url=url,
            )
        )
    return url


def _key(credential: Credential | None, url: str) -> str:
    """The credential's key, for its own host only: whoever may name an address must not be able to fetch the key."""
    if credential is None:
        return ""
    parts = urlsplit(url)
    if credential.host not in {parts.netloc.rpartition("@")[2], parts.hostname}:
        raise EndpointUnusable(
            Said(
                "The credential {name} may be sent to {host} only, and the endpoint is at {url}.",
                name=credential.name,
                host=credential.host,
                url=parts.netloc,
            )
        )
    key = _from_environment(credential.variable)
    if not key:
        raise EndpointUnusable(
            Said(
                "The environment variable {variable} of the credential {name} is not set for this process.",
                variable=credential.variable,
                name=credential.name,
            )
        )
    return key


def _from_environment(variable: str) -> str:
    path = os.environ.get(f"{variable}_FILE")
    if not path:
        return os.environ.get(variable, "")
    try:
        with open(path, encoding="utf-8") as file:
            return file.read().strip()
    except OSError as error:
        raise EndpointUnusable(
            Said("{variable}_FILE cannot be read: {reason}", variable=variable, reason=error.strerror)
        ) from error
