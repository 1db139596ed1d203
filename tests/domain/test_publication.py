"""What is asked of a publish, and what counts as its proof."""

import pytest
from attrs import evolve

from domain.course_key import CourseKey
from domain.publication import PublishOptions, Verification, VerificationScope, key_for
from tests.builders import PROOF, make_course

COURSE = make_course("AI101")


@pytest.mark.parametrize(
    ("options", "key"),
    [
        (PublishOptions(), "course-v1:Acme+AI101+self_paced"),
        (PublishOptions(org_override="X"), "course-v1:X+AI101+self_paced"),
        (PublishOptions(course_code_override="ML"), "course-v1:Acme+ML+self_paced"),
        (PublishOptions(run_override="2026"), "course-v1:Acme+AI101+2026"),
        (
            PublishOptions(org_override="", course_code_override="", run_override=""),
            "course-v1:Acme+AI101+self_paced",
        ),
    ],
)
def test_overrides_replace_parts_of_the_key(options: PublishOptions, key: str) -> None:
    assert key_for(COURSE, options) == CourseKey.parse(key)


def test_parts_that_make_no_key_are_refused() -> None:
    with pytest.raises(ValueError, match="course must be"):
        key_for(COURSE, PublishOptions(course_code_override="a b"))
    with pytest.raises(ValueError, match="org must be"):
        key_for(evolve(COURSE, org=""), PublishOptions())


def test_defaults_are_the_data_models() -> None:
    options = PublishOptions()
    assert options.overwrite_existing
    assert options.verification is VerificationScope.AUTO
    assert (options.org_override, options.course_code_override, options.run_override) == (None, None, None)


def test_a_proof_is_summed_up_in_one_line() -> None:
    assert PROOF.summary() == "4/4 units in place, 4 texts compared, 0 missing, 0 changed"
    lacking = evolve(PROOF, units_in_place=2, missing=("a",), changed=("b", "c"))
    assert lacking.summary() == "2/4 units in place, 4 texts compared, 1 missing, 2 changed"


@pytest.mark.parametrize(("missing", "changed"), [(("a",), ()), ((), ("a",))])
def test_what_is_missing_or_changed_is_no_proof(missing: tuple[str, ...], changed: tuple[str, ...]) -> None:
    assert PROOF.complete
    assert not evolve(PROOF, missing=missing, changed=changed).complete


def test_units_cannot_be_lost_without_a_name() -> None:
    with pytest.raises(ValueError, match="none is named"):
        Verification(
            scope=VerificationScope.OUTLINE,
            units_expected=4,
            units_in_place=3,
            blocks_expected=9,
            blocks_in_place=9,
            texts_compared=0,
        )
