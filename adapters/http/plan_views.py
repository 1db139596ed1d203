"""How it is shown what a publish would do."""

from attrs import frozen

from adapters.http.problems import FindingView, finding_views
from application.planning import Planned
from domain.plan import PlannedBlock
from domain.publication import PackageFacts


@frozen(slots=False)
class PlannedBlockView:
    """A block that would not stay as it is; places are the author's."""

    kind: str
    name: str
    changes: list[str]
    path: str
    title: str
    path_before: str | None
    title_before: str | None


@frozen(slots=False)
class SettingChangeView:
    """A setting of the whole course that would change."""

    name: str
    before: str | None
    after: str | None


@frozen(slots=False)
class PackageView:
    """What would be sent."""

    sha256: str
    size: int
    members: int


@frozen(slots=False)
class PlanView:
    """What a publish would do. `creates_run`, `drift` and `made_there` are told where the LMS was asked (`live`).

    `drift`: what was changed in the LMS by hand since, and is overwritten.
    `made_there`: what was made in the LMS by hand, and is removed.
    `unsettled`: the last upload was not proved, so what the LMS holds is not known and everything is sent again.
    `published_elsewhere`: the run is there (`live`), and was neither published nor adopted from here.
    """

    edx_course_key: str
    first: bool
    nothing_to_do: bool
    kept: int
    blocks: list[PlannedBlockView]
    settings: list[SettingChangeView]
    creates_run: bool | None
    unsettled: bool
    published_elsewhere: bool
    package: PackageView | None
    drift: list[str] | None
    made_there: list[str] | None
    warnings: list[FindingView]


def plan_view(planned: Planned) -> PlanView:
    """The plan; texts of blocks are left out, they can be large."""
    plan = planned.plan
    return PlanView(
        edx_course_key=str(planned.key),
        first=plan.first,
        nothing_to_do=plan.nothing_to_do,
        kept=plan.kept,
        blocks=[_block(block) for block in plan.blocks],
        settings=[SettingChangeView(each.name, each.before, each.after) for each in plan.settings],
        creates_run=plan.creates_run,
        unsettled=plan.unsettled,
        published_elsewhere=plan.elsewhere,
        package=None if plan.package is None else _package(plan.package),
        drift=None if plan.drift is None else list(plan.drift),
        made_there=None if plan.made_there is None else list(plan.made_there),
        warnings=finding_views(planned.warnings),
    )


def _block(block: PlannedBlock) -> PlannedBlockView:
    before = block.place_before
    return PlannedBlockView(
        kind=block.kind.value,
        name=block.name,
        changes=sorted(change.value for change in block.changes),
        path=block.place.path,
        title=block.place.title,
        path_before=None if before is None else before.path,
        title_before=None if before is None else before.title,
    )


def _package(facts: PackageFacts) -> PackageView:
    return PackageView(facts.sha256, facts.size, facts.members)
