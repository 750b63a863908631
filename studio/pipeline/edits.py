"""What a person changes of an album by hand."""

from sqlalchemy.orm import Session

from studio.schemas.prompts import PromptsEdit


def save_prompts(session: Session, job_id: int, edit: PromptsEdit) -> None:
    raise NotImplementedError
