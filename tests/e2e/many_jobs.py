"""Fills the studio that runs in this folder with ten thousand jobs, as if years had passed.

`python -m tests.e2e.many_jobs`. There must be one job already: the others are made after its likeness.
"""

from sqlalchemy import text
from sqlalchemy.orm import Session

from studio.db.session import in_transaction
from studio.settings import get_settings
from studio.stack import join_running_stack

COUNT = 10_000

# Of ten jobs one failed, two are planned, and seven are complete; a minute lies between one and the next.
_JOBS = """
INSERT INTO video_jobs (channel_id, status, niche_label, mood_keywords, target_duration_minutes, track_count, options,
                        output_directory, is_held, error_code, error_message, created_at, started_at, completed_at)
SELECT channel_id,
       (CASE WHEN number % 10 = 0 THEN 'failed' WHEN number % 10 < 3 THEN 'planned' ELSE 'completed' END)::job_status,
       (ARRAY['rainy window', 'harbour morning', 'late library', 'slow train'])[number % 4 + 1]
           || ' ' || lpad(number::text, 5, '0'),
       '["calm", "warm"]', 70, 3, options, 'many/' || number, true,
       CASE WHEN number % 10 = 0 THEN 'provider_balance_empty' END,
       CASE WHEN number % 10 = 0 THEN 'The quota is used up.' END,
       created_at - number * interval '1 minute',
       CASE WHEN number % 10 NOT IN (1, 2) THEN created_at - number * interval '1 minute' END,
       CASE WHEN number % 10 > 2 THEN created_at - number * interval '1 minute' + interval '5 minutes' END
FROM generate_series(1, :count) AS number, (SELECT * FROM video_jobs ORDER BY id LIMIT 1) AS model
"""
_ITEMS = """
INSERT INTO work_items (video_job_id, stage, order_index, state)
SELECT job.id, place.stage::stage, place.order_index,
       (CASE job.status WHEN 'completed' THEN 'done' WHEN 'failed' THEN 'failed' ELSE 'waiting' END)::item_state
FROM video_jobs AS job, work_items AS place
WHERE job.output_directory LIKE 'many/%'
  AND place.video_job_id = (SELECT min(id) FROM video_jobs)
"""


def add_old_jobs(session: Session, count: int = COUNT) -> None:
    session.execute(text(_JOBS), {"count": count})
    session.execute(text(_ITEMS))
    session.execute(text("ANALYZE"))


if __name__ == "__main__":
    join_running_stack(get_settings())
    in_transaction(add_old_jobs)
