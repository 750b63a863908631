"""The shape of the canvas: which messages a run becomes."""

from celery.canvas import Signature

from studio.pipeline.runs import Run
from studio.stages import Stage
from studio.tasks.workflow import build_canvas


def steps_of(signature: Signature) -> list[Signature]:
    """The steps of a chain. What follows a chord, Celery moves into a chain that is the chord's body."""
    return list(signature.tasks) if signature.name == "celery.chain" else [signature]


def shape(signature: Signature) -> list[str]:
    """A canvas as lines of text."""
    lines = []
    for step in steps_of(signature):
        if step.name == "celery.chord":
            closer, *following = steps_of(step.body)
            header = [f"{_word(task)}{tuple(task.args)}" for task in step.tasks]
            lines.append(f"chord of {len(header)}: {header[0]} .. {header[-1]} then {_word(closer)}")
            lines += [line for each in following for line in shape(each)]
        else:
            lines.append(f"{_word(step)}{tuple(step.args)}")
    return lines


def _word(task: Signature) -> str:
    return str(task.name).rsplit(".", 1)[-1]


def _all_tasks(signature: Signature) -> list[Signature]:
    """Every signature that becomes a message of its own."""
    if signature.name == "celery.chord":
        return [*signature.tasks, *_all_tasks(signature.body)]
    if signature.name == "celery.chain":
        return [task for step in signature.tasks for task in _all_tasks(step)]
    return [signature]


FULL = Run(
    5,
    2,
    {
        Stage.PROMPTS: (0,),
        Stage.TRACKS: tuple(range(20)),
        Stage.VISUALS: tuple(range(20)),
        Stage.RENDER: (0,),
        Stage.METADATA: (0,),
    },
)


def test_a_full_run_is_a_chain_of_chords() -> None:
    canvas = build_canvas(FULL)
    assert canvas is not None
    assert shape(canvas) == [
        "generate_prompts(5, 2)",
        "chord of 20: generate_track(5, 2, 0) .. generate_track(5, 2, 19) then close_tracks",
        "chord of 20: generate_visual(5, 2, 0) .. generate_visual(5, 2, 19) then close_visuals",
        "render_video(5, 2)",
        "write_metadata(5, 2)",
    ]


def test_messages_carry_ids_only_and_are_immutable() -> None:
    canvas = build_canvas(FULL)
    assert canvas is not None
    for signature in _all_tasks(canvas):
        assert signature.immutable
        assert all(isinstance(argument, int) for argument in signature.args)
        assert not signature.kwargs


def test_a_run_of_one_item_holds_what_depends_on_it() -> None:
    canvas = build_canvas(Run(5, 3, {Stage.VISUALS: (6,), Stage.RENDER: (0,), Stage.METADATA: (0,)}))
    assert canvas is not None
    assert shape(canvas) == [
        "chord of 1: generate_visual(5, 3, 6) .. generate_visual(5, 3, 6) then close_visuals",
        "render_video(5, 3)",
        "write_metadata(5, 3)",
    ]


def test_a_run_up_to_a_stage_ends_there() -> None:
    canvas = build_canvas(Run(5, 1, {Stage.PROMPTS: (0,)}))
    assert canvas is not None
    assert shape(canvas) == ["generate_prompts(5, 1)"]


def test_a_run_that_misses_nothing_sends_nothing() -> None:
    assert build_canvas(Run(5, 1, {})) is None
