"""The outside world: language models, music and visuals. Values in, values and files out.

Nothing here knows the database, FFmpeg or the queue.
"""
