"""What a ConfigurationStore promises."""

import asyncio
from uuid import uuid4

from attrs import evolve
from returns.result import Success

from application.ports.stores import Transactions
from domain.faults import FaultCode
from domain.identifiers import ConfigurationId
from domain.lms_configuration import (
    ConnectionSettings,
    ConnectionStatus,
    ConnectionTestRecord,
    Credentials,
    LmsConfiguration,
    LmsType,
    Url,
)
from tests import builders
from tests.contracts.transactions import Ground, StoreContract

SETTINGS = ConnectionSettings(
    name="Всё иное",
    description=None,
    lms_type=LmsType.MOODLE,
    lms_url=Url("http://other.example.org:8000"),
    studio_url=Url("https://studio.other.example.org/base"),
    default_org="Other-1",
    default_run="spring",
    import_timeout_seconds=600,
    max_retries=5,
    poll_interval_seconds=2,
    auto_create_course=False,
    is_active=False,
)
RECORD = ConnectionTestRecord(builders.at(60), ConnectionStatus.FAILED)


class ConfigurationStoreContract(StoreContract):
    """LMS configurations."""

    async def test_the_face_is_the_configuration_without_its_credentials(
        self, transactions: Transactions, ground: Ground
    ) -> None:
        async with transactions() as transaction:
            face = await transaction.configurations.face(ground.configuration.id)
            assert await transaction.configurations.face(ConfigurationId(uuid4())) is None
        assert face == ground.configuration.public

    async def test_keeps_a_configuration_with_its_credentials(
        self, transactions: Transactions, ground: Ground
    ) -> None:
        async with transactions() as transaction:
            assert await transaction.configurations.get(ground.configuration.id) == ground.configuration

    async def test_keeps_every_setting(self, transactions: Transactions, ground: Ground) -> None:
        configuration = builders.make_configuration(ground.organization)
        configuration = evolve(
            configuration,
            public=evolve(configuration.public, settings=SETTINGS, last_test=RECORD, created_by=None),
            credentials=Credentials("клиент", " секрет\n"),
        )
        await self._add(transactions, configuration)
        async with transactions() as transaction:
            assert await transaction.configurations.get(configuration.id) == configuration

    async def test_does_not_know_strangers(self, transactions: Transactions) -> None:
        async with transactions() as transaction:
            assert await transaction.configurations.get(ConfigurationId(uuid4())) is None

    async def test_finds_by_name_within_one_organization(self, transactions: Transactions, ground: Ground) -> None:
        name = ground.configuration.settings.name
        stranger = builders.make_organization("Stranger")
        async with transactions() as transaction:
            configurations = transaction.configurations
            assert await configurations.named(ground.organization.id, name) == ground.configuration
            assert await configurations.named(ground.organization.id, "none such") is None
            assert await configurations.named(stranger.id, name) is None

    async def test_forgets_without_commit(self, transactions: Transactions, ground: Ground) -> None:
        configuration = builders.make_configuration(ground.organization, "Never kept")
        async with transactions() as transaction:
            assert isinstance(await transaction.configurations.add(configuration), Success)
        async with transactions() as transaction:
            assert await transaction.configurations.get(configuration.id) is None

    async def test_a_name_is_given_once_in_an_organization(
        self, transactions: Transactions, ground: Ground
    ) -> None:
        twin = builders.make_configuration(ground.organization, ground.configuration.settings.name)
        async with transactions() as transaction:
            refused = await transaction.configurations.add(twin)
        assert refused.failure().code is FaultCode.LMS_CONFIG_CONFLICT
        async with transactions() as transaction:
            assert await transaction.configurations.get(twin.id) is None

    async def test_another_organization_may_use_the_name(self, transactions: Transactions, ground: Ground) -> None:
        other = builders.make_organization("Other")
        async with transactions() as transaction:
            await transaction.organizations.put(other)
            await transaction.commit()
        await self._add(transactions, builders.make_configuration(other, ground.configuration.settings.name))

    async def test_of_many_who_add_one_name_at_once_one_wins(
        self, transactions: Transactions, ground: Ground
    ) -> None:
        async def attempt() -> bool:
            async with transactions() as transaction:
                added = await transaction.configurations.add(
                    builders.make_configuration(ground.organization, "Wanted")
                )
                if isinstance(added, Success):
                    await transaction.commit()
            return isinstance(added, Success)

        assert sorted(await asyncio.gather(*(attempt() for _ in range(4)))) == [False, False, False, True]

    async def test_update_replaces_settings_and_credentials(
        self, transactions: Transactions, ground: Ground
    ) -> None:
        changed = ground.configuration.changed(SETTINGS, Credentials("new", "newer"), builders.at(5))
        async with transactions() as transaction:
            assert isinstance(await transaction.configurations.update(changed), Success)
            await transaction.commit()
        async with transactions() as transaction:
            assert await transaction.configurations.get(changed.id) == changed

    async def test_update_to_a_name_in_use_is_refused(self, transactions: Transactions, ground: Ground) -> None:
        second = builders.make_configuration(ground.organization, "Second")
        await self._add(transactions, second)
        settings = evolve(second.settings, name=ground.configuration.settings.name)
        async with transactions() as transaction:
            refused = await transaction.configurations.update(second.changed(settings, None, builders.at(5)))
        assert refused.failure().code is FaultCode.LMS_CONFIG_CONFLICT
        async with transactions() as transaction:
            assert await transaction.configurations.get(second.id) == second

    async def test_update_of_a_stranger_is_refused(self, transactions: Transactions, ground: Ground) -> None:
        async with transactions() as transaction:
            refused = await transaction.configurations.update(builders.make_configuration(ground.organization))
        assert refused.failure().code is FaultCode.LMS_CONFIG_NOT_FOUND

    async def test_update_is_undone_without_commit(self, transactions: Transactions, ground: Ground) -> None:
        changed = ground.configuration.changed(SETTINGS, Credentials("new", "newer"), builders.at(5))
        async with transactions() as transaction:
            await transaction.configurations.update(changed)
        async with transactions() as transaction:
            assert await transaction.configurations.get(changed.id) == ground.configuration

    async def test_remembers_how_a_test_ended(self, transactions: Transactions, ground: Ground) -> None:
        async with transactions() as transaction:
            await transaction.configurations.note_test(ground.configuration.id, RECORD)
            await transaction.commit()
        async with transactions() as transaction:
            assert await transaction.configurations.get(ground.configuration.id) == ground.configuration.tested(
                RECORD
            )

    async def test_a_test_of_a_configuration_that_is_gone_has_no_effect(
        self, transactions: Transactions, ground: Ground
    ) -> None:
        async with transactions() as transaction:
            await transaction.configurations.note_test(ConfigurationId(uuid4()), RECORD)
            await transaction.commit()
        async with transactions() as transaction:
            assert await transaction.configurations.get(ground.configuration.id) == ground.configuration

    async def _add(self, transactions: Transactions, configuration: LmsConfiguration) -> None:
        async with transactions() as transaction:
            assert isinstance(await transaction.configurations.add(configuration), Success)
            await transaction.commit()
