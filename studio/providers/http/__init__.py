"""HTTP for the vendors' adapters: requests that end, answers with their meaning, downloads that stay outside.

Nothing here knows what is made, or by whom.
"""
