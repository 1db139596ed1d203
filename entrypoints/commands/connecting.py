"""`courseport test-connection`: is the LMS there, does it know us, may we publish — and if not, what to do."""

from adapters.terminal.diagnosis import diagnosis_to_json, print_diagnosis
from application.connecting import TryConnection
from entrypoints.commands.target import Target
from entrypoints.commands.terminal import FAILED, OK, Flag, out, print_json
from entrypoints.lms_registry import lms_gateways
from entrypoints.settings import load_settings
from entrypoints.wiring import now


async def try_connection(*, target: Target, json: Flag = False) -> int:
    """Try a connection step by step; ends within ten seconds. Changes nothing, neither here nor there.

    Parameters
    ----------
    json
        The diagnosis as one JSON object.
    """
    outcome = await TryConnection(lms_gateways(load_settings()), now)(target.configuration(now()))
    if json:
        print_json(diagnosis_to_json(outcome))
    else:
        print_diagnosis(out(), outcome)
    return OK if outcome.success else FAILED
