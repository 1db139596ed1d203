"""What an AuditLog promises."""

from uuid import uuid4

import pytest

from application.ports.stores import Transactions
from domain.access import Actor, Service, System, User
from domain.audit import AuditNote, Deed
from domain.identifiers import OrganizationId, UserId
from tests.contracts.transactions import Ground, Moment, StoreContract, lay_ground

ACTORS = [User(UserId(uuid4())), User(UserId(uuid4()), superadmin=True), Service(), System()]


class AuditLogContract(StoreContract):
    """The trail."""

    @pytest.mark.parametrize("actor", ACTORS, ids=["user", "superadmin", "service", "system"])
    async def test_keeps_who_did_what_and_when(
        self, transactions: Transactions, ground: Ground, moment: Moment, actor: Actor
    ) -> None:
        note = AuditNote(ground.organization.id, actor, Deed.COURSE_PUT, uuid4(), {"title": "«Курс»"})
        before = moment()
        await self._note(transactions, note)
        async with transactions() as transaction:
            page = await transaction.audit.list(ground.organization.id, limit=9)
        assert [entry.note for entry in page.items] == [note]
        assert before <= page.items[0].at <= moment()

    @pytest.mark.parametrize("deed", Deed)
    async def test_knows_every_deed(self, transactions: Transactions, ground: Ground, deed: Deed) -> None:
        await self._note(transactions, AuditNote(ground.organization.id, System(), deed, uuid4()))
        async with transactions() as transaction:
            page = await transaction.audit.list(ground.organization.id, limit=9)
        assert [entry.note.deed for entry in page.items] == [deed]

    async def test_the_latest_first_page_by_page(self, transactions: Transactions, ground: Ground) -> None:
        other = await lay_ground(transactions, "Other")
        subjects = [uuid4() for _ in range(3)]
        for subject in subjects:
            await self._note(transactions, AuditNote(ground.organization.id, System(), Deed.COURSE_PUT, subject))
        await self._note(transactions, AuditNote(other.organization.id, System(), Deed.COURSE_PUT, uuid4()))
        async with transactions() as transaction:
            first = await transaction.audit.list(ground.organization.id, limit=2)
            meanwhile = AuditNote(ground.organization.id, System(), Deed.COURSE_PUT, uuid4())
            await transaction.audit.note(meanwhile)
            after = first.items[-1].number
            rest = await transaction.audit.list(ground.organization.id, limit=2, after=after)
            none = await transaction.audit.list(OrganizationId(uuid4()), limit=2)
        assert [entry.note.subject for entry in (*first.items, *rest.items)] == subjects[::-1]
        assert (first.total, first.has_more) == (3, True)
        assert (rest.total, rest.has_more, none.total) == (4, False, 0)

    async def test_forgets_what_was_not_done(self, transactions: Transactions, ground: Ground) -> None:
        async with transactions() as transaction:
            await transaction.audit.note(AuditNote(ground.organization.id, System(), Deed.COURSE_PUT, uuid4()))
        async with transactions() as transaction:
            assert (await transaction.audit.list(ground.organization.id, limit=2)).total == 0

    async def _note(self, transactions: Transactions, note: AuditNote) -> None:
        async with transactions() as transaction:
            await transaction.audit.note(note)
            await transaction.commit()
