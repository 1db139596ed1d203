"""Who owns courses and connections."""

from attrs import field, frozen
from attrs.validators import and_, max_len, min_len

from domain.identifiers import OrganizationId
from domain.text import storable


@frozen
class Organization:
    """A tenant: its courses and LMS configurations are nobody else's business."""

    id: OrganizationId
    name: str = field(validator=and_(min_len(1), max_len(255), storable))
