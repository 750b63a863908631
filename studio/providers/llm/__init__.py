"""Prompt writers: the Protocol, the built-in one, and the OpenAI-compatible one."""
