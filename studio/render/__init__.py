"""FFmpeg as data: timeline, plan and argument lists are pure; one runner starts processes.

Nothing here knows the database, the queue or a provider: values and paths in, values and paths out.
"""
