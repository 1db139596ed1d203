"""`/oauth2/access_token/` on the LMS: client credentials for a token (platform-facts 2)."""

import base64
import binascii
from urllib.parse import parse_qsl

from .accounts import ALL_SCOPES, TokenKind
from .authentication import Access
from .dialects import Dialect
from .routing import route
from .settings import Account
from .web import Refused, Reply, Request, html_page, json_reply


async def give_token(request: Request) -> Reply:
    """A JWT when asked for one, else an opaque token. Only a form is read; JSON is a form without fields."""
    settings = request.site.settings
    body = await request.body()
    if request.site.throttle.over("token", request.client, settings.token_calls_per_minute):
        return html_page(429, "Too Many Requests", settings.release_line)
    is_form = request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
    form = dict(parse_qsl(body.decode(errors="replace"))) if is_form else {}
    if form.get("grant_type") != "client_credentials":
        raise Refused(json_reply({"error": "unsupported_grant_type"}, 400))
    account = _client(request, form)
    scopes = tuple(form["scope"].split()) if form.get("scope") else ALL_SCOPES
    if not set(scopes) <= set(ALL_SCOPES):
        raise Refused(json_reply({"error": "invalid_scope"}, 400))
    wanted = form.get("token_type") or request.headers.get("x-token-type", "")
    kind = TokenKind.JWT if wanted.lower() == "jwt" else TokenKind.OPAQUE
    lifetime = settings.jwt_lifetime if kind is TokenKind.JWT else settings.opaque_lifetime
    token = request.site.accounts.issue(account, kind, scopes, lifetime, request.base_url)
    answer = {
        "access_token": token,
        "expires_in": int(lifetime),
        "token_type": kind.value,
        "scope": " ".join(scopes),
    }
    return json_reply(answer)


def _client(request: Request, form: dict[str, str]) -> Account:
    client_id, secret = form.get("client_id", ""), form.get("client_secret", "")
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            client_id, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            client_id = ""
    account = request.site.accounts.client(client_id, secret)
    if account is None:
        header = (("WWW-Authenticate", 'Bearer error="invalid_client"'),)
        raise Refused(json_reply({"error": "invalid_client"}, 401, header))
    return account


async def no_get(request: Request) -> Reply:
    """A token is asked for with POST only; Django's own 405 has an empty body."""
    return Reply(405, b"", "text/html; charset=utf-8", (("Allow", "POST, OPTIONS"),))


ROUTES = (
    route("/oauth2/access_token/?", Access.EVERYBODY, Dialect.DETAIL, POST=give_token, GET=no_get, PUT=no_get),
)
