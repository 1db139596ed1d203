"""What the core needs from outside, in the core's own words.

Each docstring here is a promise; `tests/contracts/` checks exactly these promises, against the fakes of
`adapters/memory` and against every real adapter.
"""
