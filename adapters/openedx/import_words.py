"""Studio's own words for a failed import, and what each of them means to a person (platform-facts 1.6)."""

from adapters.openedx.failures import LMS_TYPE
from domain.faults import FaultCode, ImportFault

_ASK_FOR_THE_LOG = "Ask the operator of the site for the log of the CMS worker at this moment."
_EXPLAINED = {
    "An Unknown error occurred during the unpacking step": (
        "The course run does not exist in Studio, or Studio could not read the upload. "
        "Create the course run, or allow it to be created, and publish again."
    ),
    "Could not find the course.xml file in the package": (
        "The package reached Studio without a course.xml: something between here and Studio changed it. "
        "Publish again; where it stays, check the proxy before Studio."
    ),
    "Unsafe archive file": (
        "Studio takes the archive for an attack: a file in it points outside. Something between here and Studio "
        "changed the package. Publish again; where it stays, check the proxy before Studio."
    ),
    "Unknown error while importing course": (
        "Studio could not open the archive, or stumbled over a course setting such as a date. The upload may have "
        f"been cut: publish again. Where that does not help: {_ASK_FOR_THE_LOG}"
    ),
    "Failed to import block": (
        "Studio could not write one block; its place stands in the message. What came before it is already "
        "in the course. Change that block and publish again."
    ),
    "Course olx validation failed": (
        "The site checks every course before it takes it (ENABLE_COURSE_OLX_VALIDATION). "
        "Its findings are listed; mend them, or ask the operator to switch the check off."
    ),
    "We only support uploading a .tar.gz file": (
        "Studio did not take the upload's name. This is a fault of Courseport: please report it."
    ),
    "Uploaded Tar file not found": (
        "Studio's worker did not find the upload: the CMS and its worker do not share their file storage. "
        "Publish again; where it stays, tell the operator."
    ),
    "Permission denied. You do not have write access to this course": (
        "The API user lost the right to write this course while the import ran. Give the user the role Admin or "
        "Staff in the course (Studio ▸ Settings ▸ Course Team)."
    ),
    "User permission denied": (
        "The API user may not import into this course. Give the user the role Admin or Staff in the course "
        "(Studio ▸ Settings ▸ Course Team)."
    ),
    "Aborting import because a course with this id": (
        "The site already has a course of this id, perhaps in other letter case. Choose another course key."
    ),
}
"""By how the text begins; some go on with a block's name or a course key."""

NOT_ROLLED_BACK = "A failed import is not undone: part of the course may already have changed in the LMS."


def gave_up(state: str, task_id: str | None, words: str | None, findings: str | None = None) -> ImportFault:
    """The fault of an import that Studio ended as `state`: `words` are its artifact's, `findings` its check's."""
    canceled = state == "Canceled"
    said = " ".join(part for part in (words, findings) if part) or None
    return ImportFault(
        code=FaultCode.IMPORT_ERROR,
        message="The import was cancelled in Studio."
        if canceled
        else f"Studio could not import the course: {words}"
        if words
        else "Studio could not import the course and does not say why.",
        help=f"{explanation_of(words, canceled=canceled)} {NOT_ROLLED_BACK}",
        cause=words,
        lms_type=LMS_TYPE,
        task_id=task_id,
        state=state,
        lms_words=said,
    )


def explanation_of(words: str | None, *, canceled: bool = False) -> str:
    """What a known text means and what to do; for unknown ones, whom to ask."""
    if canceled:
        return "Publish again once whoever cancelled it agrees."
    return next(
        (meaning for start, meaning in _EXPLAINED.items() if (words or "").startswith(start)), _ASK_FOR_THE_LOG
    )
