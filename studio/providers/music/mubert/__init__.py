"""Mubert, API v3: https://mubert.com/api/docs

A customer is made (or found) with the company's pair of keys; tracks are made with that customer's own token, which
lives about a month (`account.py`). The licence says what may be asked for, and is read and obeyed (`licence.py`). Links
to finished tracks die, on the usual licence after 15 minutes (`provider.py`).
"""

from studio.providers.music.mubert.provider import MubertMusicProvider

__all__ = ["MubertMusicProvider"]
