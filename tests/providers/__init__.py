"""Provider contracts: every provider of a kind, and the prompt writers, against real files and servers."""

import pytest

pytest.register_assert_rewrite("tests.providers.vendor_contract")
