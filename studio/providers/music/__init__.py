"""Music providers: the Protocol, the built-ins, and one module a vendor."""
