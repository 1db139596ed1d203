"""What a PublicationStore promises where configurations lead elsewhere or are gone."""

import pytest
from returns.result import Success

from application.ports.stores import Holder, Publication, Transactions
from domain.faults import ConflictFault, FaultCode
from tests import builders
from tests.contracts.jobs import keep, save
from tests.contracts.one_lms import (
    ELSEWHERE,
    begun,
    change_to,
    claim_run,
    delete,
    holder,
    keys,
    lead_to,
    prove,
    through,
)
from tests.contracts.publications import GROWN, IDENTITIES, claimed_by, published
from tests.contracts.transactions import Ground, StoreContract, add_course, lay_ground


class ChangingAddressesContract(StoreContract):
    """Configurations that lead elsewhere, or are gone: runs stay where they are, and names are never lost."""

    async def test_an_lms_under_a_new_name_goes_on(self, transactions: Transactions, ground: Ground) -> None:
        job = await begun(transactions, ground)
        await prove(transactions, ground, job)
        await lead_to(transactions, ground, ELSEWHERE)
        found = await published(transactions, ground, job)
        assert found == Publication(ground.stored.id, IDENTITIES, ground.stored.course, None, job.id)
        assert not found.settled  # what was proved at the old address is not proved at the new one
        assert await keys(transactions, ground) == [job.order.course_key]
        later = await begun(transactions, ground, GROWN)
        newcomer = await through(transactions, ground, "New", ELSEWHERE)
        assert await published(transactions, newcomer, job) == claimed_by(later, ground, GROWN)

    async def test_the_old_address_keeps_what_it_had(self, transactions: Transactions, ground: Ground) -> None:
        job = await begun(transactions, ground)
        await prove(transactions, ground, job)
        before = await published(transactions, ground, job)
        await lead_to(transactions, ground, ELSEWHERE)
        await begun(transactions, ground, GROWN)
        second = await through(transactions, ground, "Second")
        assert await published(transactions, second, job) == before
        await lead_to(transactions, ground, builders.STUDIO)
        assert await published(transactions, ground, job) == before

    async def test_of_several_former_addresses_the_last_one_tells(
        self, transactions: Transactions, ground: Ground
    ) -> None:
        job = await begun(transactions, ground)
        await lead_to(transactions, ground, ELSEWHERE)
        later = await begun(transactions, ground, GROWN)
        await lead_to(transactions, ground, f"{ELSEWHERE}/new")
        assert await published(transactions, ground, job) == claimed_by(later, ground, GROWN)
        await lead_to(transactions, ground, builders.STUDIO)
        await lead_to(transactions, ground, f"{ELSEWHERE}/new")
        assert await published(transactions, ground, job) == claimed_by(job, ground)

    async def test_every_way_to_the_new_address_knows_the_names(
        self, transactions: Transactions, ground: Ground
    ) -> None:
        second = await through(transactions, ground, "Second", ELSEWHERE)
        job = await begun(transactions, ground)
        await lead_to(transactions, ground, ELSEWHERE)
        for way in (ground, second):
            assert await published(transactions, way, job) == claimed_by(job, ground)
            assert await keys(transactions, way) == [job.order.course_key]
        other = await add_course(transactions, second, "Other")
        assert await holder(transactions, other, job.order.course_key) == Holder(ground.stored.id)
        refused = await claim_run(transactions, other, job.order.course_key)
        assert refused.failure().code is FaultCode.COURSE_KEY_TAKEN
        later = await begun(transactions, second, GROWN)
        assert await published(transactions, ground, job) == claimed_by(later, ground, GROWN)

    async def test_a_run_that_somebody_else_holds_here_is_not_reached(
        self, transactions: Transactions, ground: Ground
    ) -> None:
        job = await begun(transactions, ground)
        stranger = await lay_ground(transactions, "Stranger")
        await lead_to(transactions, stranger, ELSEWHERE)
        assert isinstance(await claim_run(transactions, stranger, job.order.course_key), Success)
        await lead_to(transactions, ground, ELSEWHERE)
        assert await published(transactions, ground, job) is None
        assert await keys(transactions, ground) == []
        assert await holder(transactions, ground, job.order.course_key) == Holder(None)

    async def test_another_course_does_not_come_by_the_run_on_the_way(
        self, transactions: Transactions, ground: Ground
    ) -> None:
        job = await begun(transactions, ground)
        await lead_to(transactions, ground, ELSEWHERE)
        other = await add_course(transactions, ground, "Other")
        assert await holder(transactions, other, job.order.course_key) == Holder(ground.stored.id)
        refused = await claim_run(transactions, other, job.order.course_key)
        assert refused.failure().code is FaultCode.COURSE_KEY_TAKEN

    async def test_a_connection_leads_where_it_leads_while_a_job_is_active(
        self, transactions: Transactions, ground: Ground
    ) -> None:
        job = ground.new_job()
        await keep(transactions, job, ground.stored.course)
        fault = (await change_to(transactions, ground, ELSEWHERE)).failure()
        assert isinstance(fault, ConflictFault)
        assert (fault.code, fault.job_id) == (FaultCode.IMPORT_IN_PROGRESS, job.id)
        same = await change_to(transactions, ground, "http://Studio.example.org:80")
        assert isinstance(same, Success)
        await save(transactions, builders.failed(job.order))
        assert isinstance(await change_to(transactions, ground, ELSEWHERE), Success)

    @pytest.mark.parametrize("deleted", ["the first", "the second"])
    async def test_runs_outlast_the_configurations_that_led_there(
        self, transactions: Transactions, ground: Ground, deleted: str
    ) -> None:
        first = await begun(transactions, ground)
        second = await through(transactions, ground, "Second")
        proved = await begun(transactions, second)
        await prove(transactions, second, proved)
        gone, left = (ground, second) if deleted == "the first" else (second, ground)
        await delete(transactions, gone)
        kept = await published(transactions, left, first)
        # With its configuration a job is gone, and with the job the course that it proved.
        by, course = (proved.id, ground.stored.course) if gone is ground else (None, None)
        assert kept == Publication(ground.stored.id, IDENTITIES, course, by, proved.id)

    async def test_a_run_is_still_held_when_no_way_leads_there(
        self, transactions: Transactions, ground: Ground
    ) -> None:
        job = await begun(transactions, ground)
        await delete(transactions, ground)
        stranger = await lay_ground(transactions, "Stranger")
        assert await holder(transactions, stranger, job.order.course_key) == Holder(None)
        anew = await through(transactions, ground, "Anew")
        assert await published(transactions, anew, job) == claimed_by(job, ground)

    async def test_what_was_published_elsewhere_holds_nothing_here(
        self, transactions: Transactions, ground: Ground
    ) -> None:
        """Or whoever wanted could claim a run on a machine of their own, and then point to somebody else's."""
        stranger = await lay_ground(transactions, "Stranger")
        key = ground.new_job().order.course_key
        await lead_to(transactions, stranger, ELSEWHERE)
        assert isinstance(await claim_run(transactions, stranger, key), Success)
        await lead_to(transactions, stranger, builders.STUDIO)
        assert await holder(transactions, ground, key) is None
        await begun(transactions, ground)
        assert await holder(transactions, ground, key) == Holder(ground.stored.id)
        assert await holder(transactions, stranger, key) == Holder(None)
        refused = await claim_run(transactions, stranger, key)
        assert refused.failure().code is FaultCode.COURSE_KEY_TAKEN
