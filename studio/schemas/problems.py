"""The body of every error that the API answers: problem details, RFC 9457."""

from studio.schemas.values import View


class FieldProblem(View):
    """One thing wrong with what was sent."""

    location: str
    """`body`, `path`, `query` or `header`."""
    field: str
    """Dotted path of the field; empty where the whole is meant."""
    message: str


class Problem(View):
    type: str
    """Names the kind of problem: `urn:studio:problem:` and the code."""
    title: str
    """The kind of problem in words."""
    status: int
    code: str
    """Stable word for programs."""
    detail: str
    """One sentence for the person, with the remedy in it."""
    instance: str
    """The path that was asked for."""
    errors: list[FieldProblem]
    """What is wrong field by field; empty for problems that are not about fields."""
