"""The course code that a platform course gets at its first publish."""

import base64
import hashlib
from uuid import UUID

from domain.slugs import SLUG_BASE_LENGTH, slugify

_HASH_LENGTH = 9
"""45 bits in base 32; with the slug and the underscore exactly the 50 characters that a key's part may have."""


def new_course_code(title: str, course_id: UUID) -> str:
    """The title's slug, 40 characters at most, and a hash of the course's UUID: courses of one title never meet.

    Depends on nothing else, so it is the same at every try until the first publish; from then on the caller keeps
    the code that was used, for a later title would make another one. Lower case only: some LMS databases ignore
    case.
    """
    slug = slugify(title, fallback="course")[:SLUG_BASE_LENGTH]
    digest = base64.b32encode(hashlib.sha256(course_id.bytes).digest()).decode("ascii").lower()
    return f"{slug}_{digest[:_HASH_LENGTH]}"
