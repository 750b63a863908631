"""Provider contracts: every provider of a kind, and the prompt writers, against real files and servers."""
