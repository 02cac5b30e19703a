"""`Authorization: Token ...` for scripts."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from annotations.models import ApiToken, User
from annotations.prepared import PreparedSelect, slot_of
from annotations.services.tokens import token_digest

KEYWORD = "Token"
_TOKEN = PreparedSelect(
    lambda: ApiToken.objects.filter(digest=slot_of(ApiToken, "digest")).select_related("user").order_by()
)


class TokenAuthentication(BaseAuthentication):
    """Finds the person by the digest of the token that they sent."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The person and the token; None where the header speaks of something else."""
        parts = get_authorization_header(request).decode("latin-1").split()
        if not parts or parts[0].lower() != KEYWORD.lower():
            return None
        if len(parts) != 2:
            raise AuthenticationFailed(_("Send the header as: Authorization: Token YOUR-TOKEN"))
        token = _TOKEN.first(digest=token_digest(parts[1]))
        # One answer for all: whoever guesses learns nothing of tokens that once were.
        if token is None or token.revoked_at or token.expires_at <= timezone.now() or not token.user.is_active:
            raise AuthenticationFailed(_("The token is unknown, expired or revoked. Make a new one."))
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """What a 401 asks for."""
        return KEYWORD


class TokenScheme(OpenApiAuthenticationExtension):
    """How the OpenAPI page speaks of it."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """A header with a prefix, which OpenAPI knows as an API key."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": f"`{KEYWORD} YOUR-TOKEN`",
        }
