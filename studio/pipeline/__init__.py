"""What the studio does: plain functions, one module a stage, plus channels, jobs and runs.

Nothing here knows Celery or HTTP. Functions that take a session flush and never commit; functions that do
long work open short transactions around it.
"""
