"""What lies on the disk, and what of it can go."""

from studio.schemas.values import View


class StorageShares(View):
    """Bytes on the disk, by what they are for."""

    film_bytes: int
    tracks_bytes: int
    visuals_bytes: int
    """Of tracks and visuals: those that the album holds."""
    earlier_takes_bytes: int
    """Kept until a person deletes them: they may have been paid for."""
    cache_bytes: int
    """Segments and previews: without them the next render takes longer, and nothing else."""
    leftover_bytes: int
    """Of work that was interrupted: nobody needs it."""
    other_bytes: int
    """Texts, pictures drawn from the film, own files beside it, and what is being made."""


class JobStorageView(StorageShares):
    job_id: int
    niche_label: str
    channel_name: str
    output_directory: str
    total_bytes: int


class Deletable(View):
    """What can be deleted at no loss, and the command that does it."""

    what: str
    bytes: int
    command: str


class StorageView(View):
    root: str
    disk_free_bytes: int
    disk_total_bytes: int
    studio_bytes: int
    """Everything below the root."""
    shares: StorageShares
    """Of all jobs."""
    foreign_bytes: int
    """Below the root, but of no job: films of deleted jobs, and own files."""
    deletable: list[Deletable]
    jobs: list[JobStorageView]
    """Those that take room, the largest first."""
