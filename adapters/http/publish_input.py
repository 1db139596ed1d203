"""What callers say about a publish, turned into the domain's options."""

from adapters.http.given import Given, sure, uuid
from application.publishing import PublishRequest
from domain.course_key import PART_PATTERN
from domain.identifiers import ConfigurationId, CourseId
from domain.publication import PublishOptions, VerificationScope


def publish_request(body: dict[str, object]) -> PublishRequest:
    """Which course goes to which LMS, and how; raises the problem with all mistakes."""
    given = Given(body)
    course_id = given.parsed("course_id", uuid)
    configuration_id = given.parsed("lms_configuration_id", uuid)
    options = _options(given.inner("options"))
    given.check()
    return PublishRequest(CourseId(sure(course_id)), ConfigurationId(sure(configuration_id)), options)


def plan_request(body: dict[str, object]) -> tuple[ConfigurationId, PublishOptions, bool]:
    """Where a course would go, how, and whether the LMS is to be asked what it has now."""
    given = Given(body)
    configuration_id = given.parsed("lms_configuration_id", uuid)
    live = given.take("live", bool, False)
    options = _options(given.inner("options"))
    given.check()
    return ConfigurationId(sure(configuration_id)), options, live


def _options(given: Given) -> PublishOptions:
    overwrite = given.take("overwrite_existing", bool, True)
    force = given.take("force", bool, False)
    course_code = given.parsed_or("course_code_override", _key_part, None)
    run = given.parsed_or("run_override", _key_part, None)
    scope = given.parsed_or("verification", _scope, VerificationScope.AUTO)
    return PublishOptions(
        overwrite_existing=overwrite,
        force=force,
        course_code_override=course_code,
        run_override=run,
        verification=scope,
    )


def _key_part(text: str) -> str | None:
    if not PART_PATTERN.fullmatch(text):
        raise ValueError("must be 1–50 letters, digits, '_' or '-' (ASCII)")
    return text


def _scope(text: str) -> VerificationScope:
    if text not in list(VerificationScope):
        raise ValueError(f"must be one of {', '.join(VerificationScope)}")
    return VerificationScope(text)
