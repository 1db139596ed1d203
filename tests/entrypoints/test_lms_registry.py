"""Which LMSs an installation speaks to, and where they may be."""

import pytest
from attrs import evolve

from application.ports.lms import NoAdapterError
from domain.lms_configuration import LmsType, Url
from entrypoints.lms_registry import lms_gateways, why_no_lms_is_at
from entrypoints.settings import load_settings
from tests import builders


@pytest.mark.parametrize(
    ("url", "word"),
    [("http://lms.example.org", "https"), ("https://127.0.0.1", "private"), ("https://localhost:8000", "private")],
)
def test_what_a_url_tells_by_itself(url: str, word: str) -> None:
    why = why_no_lms_is_at(load_settings(), Url(url))
    assert why is not None
    assert word in why
    assert "COURSEPORT_ALLOW" in why


def test_an_operator_may_allow_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSEPORT_ALLOW_PRIVATE_LMS", "yes")
    monkeypatch.setenv("COURSEPORT_ALLOW_PLAIN_HTTP_LMS", "yes")
    assert why_no_lms_is_at(load_settings(), Url("http://127.0.0.1:8000")) is None


@pytest.mark.parametrize("kind", [LmsType.MOODLE, LmsType.CANVAS])
def test_a_kind_without_an_adapter_is_named(kind: LmsType) -> None:
    made = builders.make_configuration(builders.make_organization())
    settings = evolve(made.settings, lms_type=kind)
    configuration = evolve(made, public=evolve(made.public, settings=settings))
    with pytest.raises(NoAdapterError, match=kind.value):
        lms_gateways(load_settings())(configuration)
