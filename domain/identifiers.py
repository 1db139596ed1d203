"""Names of things: each its own type, so that a course's id cannot be passed where a job's is meant."""

from typing import NewType
from uuid import UUID

OrganizationId = NewType("OrganizationId", UUID)
UserId = NewType("UserId", UUID)
CourseId = NewType("CourseId", UUID)
ConfigurationId = NewType("ConfigurationId", UUID)
JobId = NewType("JobId", UUID)
