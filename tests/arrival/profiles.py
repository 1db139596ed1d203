"""How many examples the properties of this folder get, by `HYPOTHESIS_PROFILE`.

`make test` runs `arrival`; `HYPOTHESIS_PROFILE=nightly pytest tests/arrival` runs ten times as many. The profiles
are asked for by name and never made the default, so that they change no other folder's tests.
"""

import os

from hypothesis import settings

PROFILE = settings.get_profile(os.environ.get("HYPOTHESIS_PROFILE", "arrival"))
