"""Which adapter speaks to which kind of LMS, and where the LMSs of whom may be."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager

from attrs import frozen

from adapters.openedx.addresses import ANYWHERE, AddressPolicy, foreseen_refusal
from adapters.openedx.client import Observe, unobserved
from adapters.openedx.gateway import OpenEdxGateways
from adapters.openedx.olx.archive_contents import ArchiveLimits
from application.ports.lms import LmsGateway, LmsGateways, NoAdapterError
from domain.lms_configuration import LmsConfiguration, LmsType, Url
from entrypoints.commands.target import LOCAL_ORGANIZATION
from entrypoints.settings import Settings


@frozen
class LmsRegistry:
    """Opens the gateway of a configuration's own kind; `NoAdapterError` for a kind that has none.

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
            raise NoAdapterError(kind.value)
        return gateways[kind](configuration)


def lms_gateways(settings: Settings, observe: Observe = unobserved) -> LmsRegistry:
    """Every kind of LMS that this release speaks to; each request is told to `observe`."""
    limits = package_limits(settings)
    return LmsRegistry(
        {LmsType.OPENEDX: OpenEdxGateways(observe=observe, limits=limits, addresses=ANYWHERE)},
        {LmsType.OPENEDX: OpenEdxGateways(observe=observe, limits=limits, addresses=_policy(settings))},
    )


def why_no_lms_is_at(settings: Settings, url: Url) -> str | None:
    """Why an organization's LMS may not be there, as far as its URL tells by itself; None where it does not."""
    refusal = foreseen_refusal(_policy(settings), url.host, secure=url.secure)
    return None if refusal is None else f"{refusal.reason}. {refusal.advice}"


def _policy(settings: Settings) -> AddressPolicy:
    return AddressPolicy(allow_private=settings.allow_private_lms, allow_plain_http=settings.allow_plain_http_lms)


def package_limits(settings: Settings) -> ArchiveLimits:
    """What the sites of this installation, and the proxies before them, let through."""
    return ArchiveLimits(packed=settings.package_limit_mb * 1_000_000)
