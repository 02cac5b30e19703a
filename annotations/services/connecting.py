"""Endpoints of a project, as its leads set them up."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import RestrictedError
from django.utils.translation import gettext as _

from annotations.llm.client import list_models
from annotations.models import Credential, Endpoint, Project, User
from annotations.models.endpoints import OWN_ADDRESSES
from annotations.services.endpoints import endpoint_spec
from annotations.services.errors import Invalid, Refused


class EndpointInvalid(Invalid):
    """The endpoint cannot be set up like this."""


class EndpointUsed(Refused):
    """Rounds or judges ask the endpoint."""


def endpoint_set(*, project: Project, by: User, endpoint: Endpoint | None = None, **fields: Any) -> Endpoint:
    """This function will add an endpoint to a project, or change one of its own; `fields` are those of the model.

    A lead who is no site admin may name hosts that a credential names, and nothing else: this server asks whatever
    address it is given, and what stands in its own network is not theirs. Raises EndpointInvalid.
    """
    endpoint = endpoint or Endpoint(project=project)
    before = endpoint.base_url
    for name, value in fields.items():
        setattr(endpoint, name, value)
    # An address that a site admin has set stays while a lead changes the rest.
    if not by.is_superuser and endpoint.base_url != before and not _is_allowed(endpoint.base_url):
        hosts = ", ".join(sorted(set(Credential.objects.values_list("host", flat=True)))) or _("none so far")
        raise EndpointInvalid(
            {
                "base_url": _("A site admin allows hosts by adding a credential for them. Allowed: %(hosts)s.")
                % {"hosts": hosts}
            }
        )
    try:
        endpoint.full_clean(exclude=["project"])
        with transaction.atomic():
            endpoint.save()
    except ValidationError as error:
        raise EndpointInvalid({name: " ".join(texts) for name, texts in error.message_dict.items()}) from error
    except IntegrityError as error:
        raise EndpointInvalid({"name": _("The project has an endpoint of this name.")}) from error
    return endpoint


def endpoint_remove(*, endpoint: Endpoint) -> None:
    """This function will remove an endpoint that nothing asks. Raises EndpointUsed."""
    if endpoint.rounds.exists() or endpoint.judges.exists():
        raise EndpointUsed(_("Rounds or judges ask it, so it stays."))
    try:
        endpoint.delete()
    except RestrictedError as error:
        raise EndpointUsed(_("Rounds or judges ask it, so it stays.")) from error


def endpoint_try(*, endpoint: Endpoint) -> list[str]:
    """This function will ask the endpoint for its models. Raises EndpointUnusable or ModelCallError."""
    return list_models(endpoint_spec(endpoint=endpoint))


def _is_allowed(address: str) -> bool:
    """Whether a credential names the host; one without a port means the usual ports alone."""
    if address in OWN_ADDRESSES:
        return True
    try:
        named = urlsplit(address).netloc.rpartition("@")[2]
    except ValueError:
        return False
    return bool(named) and Credential.objects.filter(host=named).exists()
