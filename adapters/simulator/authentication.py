"""Which `Authorization` header opens which view (platform-facts 1.1, 3 and 1.6)."""

from enum import Enum

from .accounts import TokenKind
from .dialects import Dialect
from .settings import Account
from .web import Refused, Request

_UNKNOWN_TOKEN = {
    "error_code": "token_nonexistent",
    "developer_message": "The provided access token does not match any valid tokens.",
}
_NO_TOKEN = {
    "error_code": "token_not_provided",
    "developer_message": "Invalid token header. No credentials provided.",
}


class Access(Enum):
    """Who may call a view."""

    EVERYBODY = "no credentials are looked at"
    VISITOR = "nobody has to say who they are, but a bad token is refused"
    TOKEN = "a JWT or an opaque token"  # noqa: S105 - words for a reader, not a secret
    JWT = "a JWT; an opaque token counts as none"


def authenticate(request: Request, access: Access, dialect: Dialect) -> Account | None:
    """Who is calling, None for a visitor; Refused with the view's own 401 otherwise."""
    if access is Access.EVERYBODY:
        return None
    scheme, _, token = request.headers.get("authorization", "").strip().partition(" ")
    scheme, token = scheme.lower(), token.strip()
    if scheme == "jwt":
        return _jwt_holder(request, token, dialect)
    if scheme == "bearer" and access is not Access.JWT:
        return _opaque_holder(request, token, dialect)
    if access is Access.VISITOR:
        return None
    without = {
        Dialect.DETAIL: "Authentication credentials were not provided.",
        Dialect.DEVELOPER: "Incorrect authentication credentials.",
    }
    raise Refused(dialect.error(401, without[dialect]))


def _jwt_holder(request: Request, token: str, dialect: Dialect) -> Account:
    if not token:
        raise Refused(dialect.error(401, _NO_TOKEN))
    holder = request.site.accounts.holder(token, TokenKind.JWT)
    if holder is None:
        raise Refused(dialect.error(401, "Invalid token."))
    return holder


def _opaque_holder(request: Request, token: str, dialect: Dialect) -> Account:
    if not token:
        raise Refused(dialect.error(401, _NO_TOKEN))
    holder = request.site.accounts.holder(token, TokenKind.OPAQUE)
    if holder is None:
        raise Refused(dialect.error(401, _UNKNOWN_TOKEN))
    return holder
