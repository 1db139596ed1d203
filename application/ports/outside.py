"""Time and chance: one-method ports, so plain callables."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

Clock: TypeAlias = Callable[[], datetime]
"""The present moment, timezone-aware, UTC."""

NewId: TypeAlias = Callable[[], UUID]
"""A fresh random UUID."""

Sleep: TypeAlias = Callable[[float], Awaitable[None]]
"""Waits that many seconds; a fake may return at once and move its clock instead."""
