"""The two ways in which the platform's APIs word an error (platform-facts 6)."""

from enum import Enum
from typing import Any

from .web import Reply, json_reply


class Dialect(Enum):
    """DETAIL is plain DRF (api/v1, api/tasks, user).

    DEVELOPER is the platform's own (import, courses, enrollment).
    """

    DETAIL = "detail"
    DEVELOPER = "developer_message"

    def error(self, status: int, message: Any, code: str | None = None) -> Reply:
        """An error in this dialect.

        A 401 of plain DRF names the scheme; the platform's own has no such header.
        """
        if self is Dialect.DETAIL:
            headers = (("WWW-Authenticate", 'JWT realm="api"'),) if status == 401 else ()
            return json_reply({"detail": message}, status, headers)
        body = {"developer_message": message}
        return json_reply(body | {"error_code": code} if code else body, status)
