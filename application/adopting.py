"""ProposeAdoption, AdoptIdentities: a course that something else published before goes on under its names."""

from typing import TypeAlias, final

from attrs import field, frozen
from returns.result import Failure, Result, Success

from application.absence import no_such_configuration
from application.finding import find_card
from application.guarding import Guard, Refusal
from application.owning import kept_as
from application.ports.lms import LmsGateways
from application.ports.stores import CourseCard, Transaction, Transactions
from application.refusing import key_of, refusal
from domain.access import Action
from domain.adoption import Adoption, adopt
from domain.audit import Deed
from domain.course import Course
from domain.course_key import CourseKey
from domain.course_rules import course_violations
from domain.faults import ConflictFault, FaultCode, LmsFault, MissingFault, ValidationFault
from domain.identifiers import ConfigurationId, CourseId
from domain.lms_configuration import LmsConfiguration
from domain.publication import PublishOptions
from domain.violations import errors_among

ProposeFault: TypeAlias = ValidationFault | ConflictFault | LmsFault
AdoptFault: TypeAlias = Refusal | ConflictFault


@frozen
class AdoptionRequest:
    """Which course is looked for, and where. Neither needs to be stored. `guess` takes positions for an answer."""

    course: Course
    configuration: LmsConfiguration
    options: PublishOptions
    guess: bool = True


@frozen
class Proposal:
    """What was found in a course run, for a person to judge."""

    key: CourseKey
    adoption: Adoption


@final
@frozen
class ProposeAdoption:
    """Matches a course with what the LMS has of it. Changes nothing, neither here nor there."""

    _transactions: Transactions
    _gateways: LmsGateways

    async def __call__(self, request: AdoptionRequest) -> Result[Proposal, ProposeFault]:
        """COURSE_NOT_FOUND where the LMS has no such run; COURSE_KEY_TAKEN where it was published from here."""
        findings = course_violations(request.course)
        if errors_among(findings):
            return Failure(refusal(FaultCode.INVALID_COURSE_INPUT, findings))
        keyed = key_of(request.course, request.options)
        if isinstance(keyed, Failure):
            return Failure(keyed.failure())
        key = keyed.unwrap()
        async with self._transactions() as tx:
            holder = await tx.publications.holder(await kept_as(tx, request.configuration.public), key)
        if holder is not None:
            return Failure(_published_from_here(key))
        async with self._gateways(request.configuration) as gateway:
            outline = await gateway.outline(key, components=True)
        if isinstance(outline, Failure):
            return Failure(outline.failure())
        there = outline.unwrap()
        if there is None:
            return Failure(_not_there(key))
        return Success(Proposal(key, adopt(request.course, there, guess=request.guess)))


@final
@frozen
class AdoptIdentities:
    """Records a proposal: from then on every publish keeps those names. Happens once to a course run."""

    _transactions: Transactions
    _guard: Guard = field(factory=Guard)

    async def __call__(
        self, course_id: CourseId, configuration_id: ConfigurationId, proposal: Proposal
    ) -> Result[None, AdoptFault]:
        """COURSE_KEY_TAKEN where the run has names here already; IMPORT_IN_PROGRESS while a job is active."""
        async with self._transactions() as tx:
            found = await self._find(tx, course_id, configuration_id)
            if isinstance(found, Failure):
                return found
            identities = proposal.adoption.identities
            adopted = await tx.publications.adopt(configuration_id, proposal.key, course_id, identities)
            if isinstance(adopted, Failure):
                return Failure(adopted.failure())
            facts = {
                "key": str(proposal.key),
                "lms": str(configuration_id),
                "names": str(len(proposal.adoption.kept)),
            }
            organization_id = found.unwrap().organization_id
            await tx.audit.note(self._guard.note(organization_id, Deed.IDENTITIES_ADOPTED, course_id, facts))
            await tx.commit()
        return Success(None)

    async def _find(
        self, tx: Transaction, course_id: CourseId, configuration_id: ConfigurationId
    ) -> Result[CourseCard, Refusal]:
        found = await find_card(tx, self._guard, Action.PUBLISH_COURSE, course_id)
        if isinstance(found, Failure):
            return found
        face = await tx.configurations.face(configuration_id)
        if face is None or face.organization_id != found.unwrap().organization_id:
            return Failure(no_such_configuration(configuration_id))
        return found


def _published_from_here(key: CourseKey) -> ConflictFault:
    return ConflictFault(
        code=FaultCode.COURSE_KEY_TAKEN,
        message=f"{key} was published or adopted from here already, and keeps the names that it has.",
        help="There is nothing to adopt. Publish the course; another course needs another run.",
    )


def _not_there(key: CourseKey) -> MissingFault:
    return MissingFault(
        code=FaultCode.COURSE_NOT_FOUND,
        message=f"The LMS has no course run {key}.",
        help="Check --org, --course and --run; a course that is not there yet needs no adopting, just publish it.",
    )
