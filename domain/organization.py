"""Who owns courses and connections."""

from attrs import field, frozen
from attrs.validators import max_len, min_len

from domain.identifiers import OrganizationId


@frozen
class Organization:
    """A tenant: its courses and LMS configurations are nobody else's business."""

    id: OrganizationId
    name: str = field(validator=[min_len(1), max_len(255)])
