"""Servers on loopback that speak the vendors' documented protocols strictly, and fail on command.

Each runs in a thread of the test's process and is found by its address, so whole albums can be made from them by real
workers, too. What a client must not do is noted in `violations`, and refused as the vendor's documents say.
"""
