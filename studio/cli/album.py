"""`studio album`: one album from a niche and a mood to a finished film, with live progress."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from sqlalchemy.orm import Session

from studio.cli.watching import show_end, studio_at_work, watch
from studio.db import jobs as rows
from studio.db.channels import find_channel
from studio.db.session import in_transaction
from studio.errors import OutsideOutputRoot
from studio.pipeline import jobs, planning, runs
from studio.pipeline.channels import find_or_create
from studio.schemas.jobs import JobChange
from studio.settings import Settings, VisualKindName, get_settings
from studio.stages import RunState
from studio.tasks import schedule
from studio.tasks.workflow import launch


def album(
    niche: Annotated[str, typer.Option(help="What the channel is about: lo-fi study, rainy jazz night, ...")],
    mood: Annotated[str, typer.Option(help="Mood keywords, separated by commas.")] = "",
    minutes: Annotated[int | None, typer.Option(help="Length of the film, 1 to 180 [default: 70].")] = None,
    tracks: Annotated[int | None, typer.Option(help="Number of tracks, 1 to 60 [default: 20].")] = None,
    output: Annotated[
        Path | None, typer.Option(help="Folder of this album, below the output root [default: named for you].")
    ] = None,
    own_tracks: Annotated[Path | None, typer.Option(help="Folder with your own music, one file a track.")] = None,
    own_visuals: Annotated[
        Path | None, typer.Option(help="Folder with your own pictures or clips, one file a track.")
    ] = None,
    visual_kind: Annotated[
        VisualKindName | None,
        typer.Option(help="What visuals are to be, where their provider can make it [default: ALBUM_VISUAL_KIND]."),
    ] = None,
    second_music_provider: Annotated[
        str | None, typer.Option(help="Makes the remaining tracks where the first provider cannot go on.")
    ] = None,
    second_visual_provider: Annotated[
        str | None, typer.Option(help="Makes the remaining visuals where the first provider cannot go on.")
    ] = None,
    channel: Annotated[str, typer.Option(help="Name of the channel; made where there is none.")] = "My channel",
    budget: Annotated[
        float | None,
        typer.Option(min=0, max=1_000_000, help="Most that it may cost, in US dollars [default: BUDGET_JOB_USD]."),
    ] = None,
) -> None:
    """Make an album and wait for it. Stopped in the middle, the same command goes on where it was."""
    console = Console()
    settings = get_settings()
    wanted = {
        "niche_label": niche,
        "mood_keywords": [word for word in (part.strip() for part in mood.split(",")) if word],
        "target_duration_minutes": settings.album.minutes if minutes is None else minutes,
        "track_count": settings.album.tracks if tracks is None else tracks,
        "output_directory": _below_root(settings, output),
        "own_tracks": _folder(own_tracks),
        "own_visuals": _folder(own_visuals),
        "second_music_provider": second_music_provider,
        "second_visual_provider": second_visual_provider,
        "visual_kind": settings.album.visual_kind if visual_kind is None else visual_kind,
        "budget_usd": budget,
    }
    with studio_at_work(console) as tick:
        job_id = _find_or_create(wanted, channel, console)
        _set_going(job_id)
        finished = watch(job_id, console, tick)
    show_end(finished, console)


def _folder(path: Path | None) -> str | None:
    return None if path is None else str(path.expanduser().resolve())


def _below_root(settings: Settings, output: Path | None) -> str | None:
    """The folder as the job keeps it. A relative one counts from here, or else from the output root."""
    if output is None:
        return None
    root = settings.output.root.resolve()
    here = output.expanduser().resolve()
    if here == root:
        return None
    if here.is_relative_to(root):
        return here.relative_to(root).as_posix()
    if output.is_absolute() or ".." in output.parts:
        raise OutsideOutputRoot(
            f"The folder {output} lies outside the output root {root}; choose one below it, "
            "or set OUTPUT_ROOT to the folder that is to hold your albums."
        )
    return output.as_posix()


def _find_or_create(wanted: dict[str, object], channel_name: str, console: Console) -> int:
    """The unfinished job that this command made before, or a new one."""
    wishes = planning.parse_wishes(wanted)

    def find(session: Session) -> int | None:
        channel = find_channel(session, channel_name)
        return None if channel is None else jobs.find_unfinished(session, channel.id, wishes)

    unfinished = in_transaction(find)
    if unfinished is not None:
        console.print(f"Job {unfinished}, going on where it was.")
        if wishes.second_music_provider or wishes.second_visual_provider:
            console.print("Its second providers stay those that it was made with.")
        if wishes.budget_usd is not None:
            change = JobChange(budget_usd=wishes.budget_usd)
            in_transaction(lambda session: jobs.change_job(session, unfinished, change))
        return unfinished
    plan = planning.plan_album(wishes, get_settings(), trust_paths=True)
    for sentence in plan.rights_advice:
        console.print(f"[yellow]{escape(sentence)}[/]", highlight=False)
    if plan.motion_note is not None:
        console.print(escape(plan.motion_note), highlight=False)

    def create(session: Session) -> int:
        # Found where this ran before, and the answer to its commit was lost.
        found = find(session)
        if found is not None:
            return found
        channel = find_or_create(session, channel_name, wishes.niche_label)
        return jobs.create_job(session, channel.id, plan, get_settings()).id

    job_id = in_transaction(create)
    console.print(f"Job {job_id}.")
    return job_id


def _set_going(job_id: int) -> None:
    """Start the job or go on with it; for one that runs already, see that its run has not been lost."""

    def start(session: Session) -> runs.Run | None:
        is_idle = rows.lock_job(session, job_id).run_state == RunState.IDLE
        return runs.start_run(session, job_id) if is_idle else None

    run = in_transaction(start)
    if run is None:
        schedule.scan()
    else:
        launch(run)
