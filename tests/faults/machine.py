"""A whole studio of processes that can be killed one by one, and the person who uses it through the API.

Albums are of three tracks. The person only does what a person would: starts albums, cancels them, starts them again,
and asks for a new item where the studio says that the old one may already be charged. What was asked for is noted, so
that the auditor knows what may have been paid twice.
"""

import contextlib
import itertools
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
import psutil
import sqlalchemy
from pydantic import SecretStr
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from studio.db.session import with_driver
from studio.settings import ApiSettings, DatabaseSettings, RedisSettings, Settings, StackSettings
from studio.stack.process import log_tail
from studio.stack.programs import studio_programs
from studio.stack.servers import free_port
from studio.stages import Stage
from tests.faults.album import Album
from tests.faults.process import FaultBroken, Member, Servers, from_program, wait_until
from tests.faults.scale import SETTINGS, TYPICAL_SECONDS, clean_environment
from tests.faults.vendor import Kind, Vendor

REPOSITORY = Path(__file__).parents[2]
PLUGIN = Path(__file__).parent / "plugin"
ALBUM_SECONDS = 240.0
"""The longest that an album may take, whatever happens to it."""


class Studio:
    """`with Studio(folder) as studio` starts all of it; leaving ends all of it."""

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        """`environment` is laid on top of the usual one. An admin token in it is the person's, too."""
        self.folder = folder
        self.output_root = folder / "output"
        self.vendor = Vendor()
        self.servers = Servers(folder / ".studio")
        self.logs = folder / ".studio" / "logs"
        self._api_port = free_port()
        self._seeds = itertools.count(1)
        self._settings = Settings(
            database=DatabaseSettings(url=SecretStr(self.servers.database_url)),
            redis=RedisSettings(url=SecretStr(self.servers.redis_url)),
            stack=StackSettings(directory=folder / ".studio", io_threads=4),
            api=ApiSettings(port=self._api_port),
        )
        self.environment = (
            clean_environment()
            | SETTINGS
            | {
                "PYTHONPATH": os.pathsep.join(map(str, (REPOSITORY, PLUGIN))),
                "DATABASE_URL": self.servers.database_url,
                "REDIS_URL": self.servers.redis_url,
                "STACK_DIRECTORY": str(folder / ".studio"),
                "OUTPUT_ROOT": str(self.output_root),
                "LOOPBACK_URL": self.vendor.url,
            }
            | dict(environment or {})
        )
        self._programs = {
            program.name: program
            for program in studio_programs(self._settings, with_api=True, with_flower=False, with_page=False)
        }
        self.members: dict[str, Member] = {}
        self._engine = sqlalchemy.create_engine(
            with_driver(self.servers.database_url), poolclass=NullPool, connect_args={"connect_timeout": 5}
        )
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{self._api_port}/api", timeout=30, trust_env=False)
        """The person's way to the API, signed in where that is needed."""
        if token := self.environment.get("ADMIN_TOKEN"):
            self.http.headers["Authorization"] = f"Bearer {token}"
        self._channel_id = 0

    def __enter__(self) -> Self:
        try:
            self.vendor.__enter__()
            self.servers.start()
            self._migrate()
            for program in self._programs.values():
                self.members[program.name] = from_program(program, self.environment, self.folder, self.logs)
                self.members[program.name].start()
            self._wait_for_api()
            self._channel_id = self.ask("POST", "/channels", {"name": "Quiet Corner"})["id"]
        except BaseException:
            self._leave()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    def _leave(self) -> None:
        for member in (*self.members.values(), self.servers.redis, self.servers.postgres):
            member.end()
        self.http.close()
        self._engine.dispose()
        self.vendor.__exit__()

    # Processes.

    def _wait_for_api(self) -> None:
        def answers() -> bool:
            try:
                return self.http.get("/health").status_code == httpx.codes.OK
            except httpx.TransportError:
                return False

        wait_until(answers, "the API's answer")

    def _migrate(self) -> None:
        subprocess.run(
            [sys.executable, "-m", "studio", "migrate"],
            cwd=self.folder,
            env=self.environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def member(self, name: str) -> Member:
        """io, media, beat or api; redis or postgres; or one that `add` has started."""
        return {"redis": self.servers.redis, "postgres": self.servers.postgres, **self.members}[name]

    def start(self, name: str) -> None:
        """Start it again, and wait until it answers where others would be refused meanwhile."""
        if name in ("redis", "postgres"):
            self.servers.start()
        else:
            self.members[name].start()
            if name == "api":
                self._wait_for_api()

    def add(self, name: str, *, like: str) -> Member:
        """A second one of a program, under another name."""
        model = self.members[like]
        arguments = tuple(
            part.replace("@%h", f"-{name}@%h") if part.endswith("@%h") else part for part in model.arguments
        )
        if "beat" in arguments:
            schedule = arguments.index("-s") + 1
            arguments = (*arguments[:schedule], f"{arguments[schedule]}-{name}", *arguments[schedule + 1 :])
        self.members[name] = Member(name, arguments, model.environment, self.folder, self.logs / f"{name}.log")
        self.members[name].start()
        return self.members[name]

    def restart_programs(self, environment: Mapping[str, str] | None = None, *, names: Sequence[str] = ()) -> None:
        """Stop the programs, or those named, and start them with this on top of their usual environment."""
        for name in names or list(self._programs):
            member = self.members[name]
            member.stop()
            member.environment = self.environment | dict(self._programs[name].environment) | dict(environment or {})
            member.start()
        self._wait_for_api()

    def tidy(self) -> None:
        """After a scenario: everything runs again, nothing else does, and the vendor is honest."""
        self.vendor.behave()
        for name in list(self.members):
            if name not in self._programs:
                self.members.pop(name).stop()
        self.servers.start()
        for member in self.members.values():
            member.start()
        self._wait_for_api()

    # The person.

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """What the API answers. Raises FaultBroken for any problem."""
        answer = self.http.request(method, path, json=body)
        if answer.is_error:
            raise FaultBroken(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer.json() if answer.content else None

    def plan_album(
        self,
        *,
        tracks: int = 3,
        minutes: int = 1,
        until: Stage = Stage.METADATA,
        start: bool = False,
        start_at: datetime | None = None,
    ) -> Album:
        """An album that waits until it is started, or until its time."""
        seed = next(self._seeds)
        job = self.ask(
            "POST",
            "/jobs",
            {
                "channel_id": self._channel_id,
                "niche_label": f"album {seed}",
                "target_duration_minutes": minutes,
                "track_count": tracks,
                "seed": seed,
                "until_stage": until.value,
                "start": start or start_at is not None,
                "start_at": None if start_at is None else start_at.isoformat(),
            },
        )
        return Album(job["id"], seed, tracks, until)

    def start_album(self, *, tracks: int = 3, minutes: int = 1, until: Stage = Stage.METADATA) -> Album:
        return self.plan_album(tracks=tracks, minutes=minutes, until=until, start=True)

    def newest_album(self) -> Album:
        """The one that was planned last, by whomever."""
        (job,) = self.query("SELECT * FROM video_jobs ORDER BY id DESC LIMIT 1")
        return Album(job.id, int(job.options["seed"]), job.track_count, Stage(job.until_stage))

    def ordered(self, album: Album) -> list[tuple[Kind, int]]:
        """What the vendor has taken orders for."""
        return [(order.kind, order.number) for order in self.vendor.accepted_of(album.seed)]

    def known_orders(self, album: Album) -> list[str]:
        """The ids that the studio's ledger has."""
        rows = self.query(
            "SELECT s.provider_job_id FROM provider_submissions s JOIN work_items i ON i.id = s.work_item_id"
            " WHERE i.video_job_id = :id AND s.provider_job_id IS NOT NULL",
            id=album.job_id,
        )
        return [row.provider_job_id for row in rows]

    def wait_until_ordered(self, album: Album, kind: Kind) -> None:
        """Until the vendor has an order for each place."""
        places = [(kind, number) for number in range(album.track_count)]
        wait_until(lambda: set(places) <= set(self.ordered(album)), f"all orders of each {kind}", ALBUM_SECONDS)

    def resume(self, album: Album) -> None:
        self.ask("POST", f"/jobs/{album.job_id}/start")

    def cancel(self, album: Album) -> None:
        self.ask("POST", f"/jobs/{album.job_id}/cancel")

    def remake(self, album: Album, kind: Kind, number: int) -> None:
        """Have one item made anew, whatever it costs, and all that depends on it. `number` counts from 0."""
        album.asked_again.append((kind, number))
        album.until = Stage.METADATA
        stage = Stage.TRACKS if kind == Kind.TRACK else Stage.VISUALS
        self.ask("POST", f"/jobs/{album.job_id}/stages/{stage}/run", {"mode": "regenerate", "item": number + 1})

    # What the database says.

    def query(self, statement: str, **parameters: object) -> list[Any]:
        """Rows, from the database itself; asked again while it is away."""
        deadline = time.monotonic() + 60
        while True:
            try:
                with self._engine.begin() as connection:
                    return list(connection.execute(sqlalchemy.text(statement), parameters))
            except DBAPIError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def job(self, album: Album) -> Any:
        (row,) = self.query("SELECT * FROM video_jobs WHERE id = :id", id=album.job_id)
        return row

    def wait_for_stage(self, album: Album, stage: Stage) -> None:
        """Until the run is in this stage, or past it, or over."""

        def is_there() -> bool:
            job = self.job(album)
            return job.run_state == "idle" or Stage(job.stage).position >= stage.position

        wait_until(is_there, f"the stage {stage} of job {album.job_id}", ALBUM_SECONDS, pause=0.02)

    def wait_for_moment(self, album: Album, chance: random.Random) -> None:
        """A moment of the album's making, each stage with its own share, each moment of it as likely as the others."""
        stage = chance.choices(list(TYPICAL_SECONDS), weights=[1, 4, 4, 6, 1])[0]
        offset = chance.uniform(0, TYPICAL_SECONDS[stage])
        self.wait_for_stage(album, stage)
        time.sleep(offset)

    def wait_until_working(self, album: Album, stage: Stage) -> None:
        """Until a worker holds a lease of this stage."""
        wait_until(
            lambda: bool(
                self.query(
                    "SELECT 1 FROM work_items WHERE video_job_id = :id AND stage = :stage AND state = 'working'",
                    id=album.job_id,
                    stage=stage.value,
                )
            ),
            f"work on the {stage} of job {album.job_id}",
            ALBUM_SECONDS,
            pause=0.02,
        )

    def encoders(self) -> list[psutil.Process]:
        """FFmpeg processes that encode pictures at the moment."""
        found = []
        for member in self.members.values():
            for process in member.family()[1:]:
                try:
                    if "libx264" in process.cmdline():
                        found.append(process)
                except psutil.Error:
                    continue
        return found

    def wait_until_idle(self, album: Album) -> Any:
        """The job once its run is over, however it ended."""

        def is_over() -> bool:
            for member in self.members.values():
                member.revive()  # a worker may end itself where Redis is away for the second time (Celery, Kombu)
            job = self.job(album)
            return bool(job.run_state == "idle" and job.run_no > 0)

        wait_until(is_over, f"the end of job {album.job_id}", ALBUM_SECONDS)
        return self.job(album)

    def wait_until_complete(self, album: Album) -> None:
        """Until the album is whole. Where an item may already be charged, the person has it made anew.

        Raises FaultBroken with the studio's own words where the run fails for another reason.
        """
        while True:
            job = self.wait_until_idle(album)
            if job.status != "failed":
                break
            unknown = self.failed_items(album)
            if not unknown or any(code != "submission_unknown" for _, _, code, _ in unknown):
                raise FaultBroken(f"job {album.job_id} failed: {job.error_message}")
            kind, number, _, _ = unknown[0]
            self.remake(album, kind, number)
        missing = self.query(
            "SELECT stage, order_index, state FROM work_items WHERE video_job_id = :id AND state <> 'done'"
            " AND stage <= CAST(:until AS stage)",
            id=album.job_id,
            until=album.until.value,
        )
        if missing:
            raise FaultBroken(f"job {album.job_id} ended, and is not whole: {missing}")

    def failed_items(self, album: Album) -> list[tuple[Kind, int, str, str]]:
        """Kind, number, code and sentence of each track and visual that failed."""
        rows = self.query(
            "SELECT stage, order_index, error_code, error_message FROM work_items"
            " WHERE video_job_id = :id AND state = 'failed' AND stage IN ('tracks', 'visuals')"
            " ORDER BY stage, order_index",
            id=album.job_id,
        )
        kinds = {"tracks": Kind.TRACK, "visuals": Kind.VISUAL}
        return [(kinds[stage], number, code, message) for stage, number, code, message in rows]

    def wait_until_failed(self, album: Album) -> list[tuple[Kind, int, str, str]]:
        """The items that failed, once the run has ended because of them. Raises FaultBroken where it went well."""
        job = self.wait_until_idle(album)
        if job.status != "failed":
            raise FaultBroken(f"job {album.job_id} did not fail, but is {job.status}")
        return self.failed_items(album)

    def album_folder(self, album: Album) -> Path:
        return self.output_root / str(self.job(album).output_directory)

    def explain(self) -> str:
        """What the newest job went through, and the end of every log, for the report of a broken promise."""
        told = []
        with contextlib.suppress(DBAPIError), self._engine.connect() as connection:
            told = [
                f"{event.created_at:%H:%M:%S.%f} {event.run_no} {event.stage} {event.order_index} {event.message}"
                for event in connection.execute(
                    sqlalchemy.text(
                        "SELECT * FROM job_events WHERE video_job_id = (SELECT max(id) FROM video_jobs) ORDER BY id"
                    )
                )
            ]
        logs = sorted(self.logs.glob("*.log"))
        return "\n".join([*told, *(f"--- {log.name}\n{log_tail(log)}" for log in logs)])

    def discard(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
