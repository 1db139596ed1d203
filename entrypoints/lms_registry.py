"""Which adapter speaks to which kind of LMS."""

from contextlib import AbstractAsyncContextManager

from attrs import frozen

from adapters.openedx.gateway import OpenEdxGateways
from application.ports.lms import LmsGateway, LmsGateways
from domain.lms_configuration import LmsConfiguration, LmsType


@frozen
class LmsRegistry:
    """Opens the gateway of a configuration's own kind; `LookupError` for a kind without an adapter."""

    _gateways: dict[LmsType, LmsGateways]

    def __call__(self, configuration: LmsConfiguration) -> AbstractAsyncContextManager[LmsGateway]:
        """A gateway for as long as the context lasts."""
        kind = configuration.settings.lms_type
        if kind not in self._gateways:
            raise LookupError(f"there is no adapter for {kind.value} yet")
        return self._gateways[kind](configuration)


def lms_gateways() -> LmsRegistry:
    """Every kind of LMS that this release speaks to."""
    return LmsRegistry({LmsType.OPENEDX: OpenEdxGateways()})
