"""Which adapter speaks to which kind of LMS, and where the LMSs of whom may be."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager

from attrs import frozen

from adapters.openedx.addresses import ANYWHERE, AddressPolicy
from adapters.openedx.client import Observe, unobserved
from adapters.openedx.gateway import OpenEdxGateways
from adapters.openedx.olx.archive_contents import ArchiveLimits
from application.ports.lms import LmsGateway, LmsGateways
from domain.lms_configuration import LmsConfiguration, LmsType
from entrypoints.commands.target import LOCAL_ORGANIZATION
from entrypoints.settings import Settings


@frozen
class LmsRegistry:
    """Opens the gateway of a configuration's own kind; `LookupError` for a kind without an adapter.

    URLs of the command line are the operator's own and may lead anywhere; those of other organizations come from
    strangers and are held to the operator's policy, whichever process talks to them.
    """

    _own: Mapping[LmsType, LmsGateways]
    _tenants: Mapping[LmsType, LmsGateways]

    def __call__(self, configuration: LmsConfiguration) -> AbstractAsyncContextManager[LmsGateway]:
        """A gateway for as long as the context lasts."""
        ours = configuration.public.organization_id == LOCAL_ORGANIZATION
        gateways, kind = self._own if ours else self._tenants, configuration.settings.lms_type
        if kind not in gateways:
            raise LookupError(f"there is no adapter for {kind.value} yet")
        return gateways[kind](configuration)


def lms_gateways(settings: Settings, observe: Observe = unobserved) -> LmsRegistry:
    """Every kind of LMS that this release speaks to; each request is told to `observe`."""
    limits = ArchiveLimits(packed=settings.package_limit_mb * 1_000_000)
    policy = AddressPolicy(
        allow_private=settings.allow_private_lms, allow_plain_http=settings.allow_plain_http_lms
    )
    return LmsRegistry(
        {LmsType.OPENEDX: OpenEdxGateways(observe=observe, limits=limits, addresses=ANYWHERE)},
        {LmsType.OPENEDX: OpenEdxGateways(observe=observe, limits=limits, addresses=policy)},
    )
