"""A client of the simulated site for the tests: no more than httpx and the few steps that every test repeats."""

from typing import Any

import attrs
import httpx

from adapters.simulator import Running
from tests.adapters.simulator.packages import Files, pack

KEY = "course-v1:RecX+Rec101+2026"


@attrs.frozen
class Site:
    running: Running
    http: httpx.AsyncClient

    @property
    def course(self) -> Any:
        return self.running.simulator.course(KEY)

    async def token(self, who: str = "publisher", **more: str) -> str:
        form = {"grant_type": "client_credentials", "client_id": f"{who}-client", "client_secret": f"{who}-secret"}
        answer = await self.http.post(f"{self.running.lms_url}/oauth2/access_token/", data=form | more)
        return str(answer.raise_for_status().json()["access_token"])

    async def jwt(self, who: str = "publisher") -> dict[str, str]:
        return {"Authorization": f"JWT {await self.token(who, token_type='jwt')}"}

    async def studio(self, path: str, who: str = "publisher", **params: str) -> httpx.Response:
        headers = await self.jwt(who)
        return await self.http.get(f"{self.running.studio_url}{path}", headers=headers, params=params or None)

    async def lms(self, path: str, who: str = "publisher", **params: str) -> httpx.Response:
        headers = await self.jwt(who)
        return await self.http.get(f"{self.running.lms_url}{path}", headers=headers, params=params or None)

    async def upload(
        self, content: bytes, name: str = "p.tar.gz", who: str = "publisher", key: str = KEY
    ) -> httpx.Response:
        return await self.http.post(
            f"{self.running.studio_url}/api/courses/v0/import/{key}/",
            headers=await self.jwt(who),
            files={"course_data": (name, content, "application/gzip")},
        )

    async def ended(self, task_id: str) -> str:
        """Wait for the task's end by looking into the simulator, and give its last state."""
        received = next(one for one in self.running.simulator.imports if one.task_id == task_id)
        await received.ended.wait()
        assert received.task is not None
        return received.task.state

    async def imported(self, package: Files | bytes, name: str = "p.tar.gz") -> str:
        """Import and wait; gives the last state, and for a failure its text."""
        content = package if isinstance(package, bytes) else pack(package)
        answer = await self.upload(content, name)
        state = await self.ended(answer.raise_for_status().json()["task_id"])
        task = self.running.simulator.imports[-1].task
        assert task is not None
        return f"Failed: {task.artifacts[0].text}" if state == "Failed" else state

    def outline(self) -> list[str]:
        """`type/name` of every block, parents first."""
        return [f"{block.id.block_type}/{block.id.name}" for block, _ in self.course.tree()]

    def drops(self) -> list[str]:
        return [drop.element for drop in self.running.simulator.imports[-1].drops]
