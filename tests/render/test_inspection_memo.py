"""What is remembered, what is taken for lost, and what is thrown away."""

import os
from pathlib import Path

import numpy as np
import pytest

from studio.render.inspection.memo import Memo, digest_of


def test_what_is_kept_is_found(tmp_path: Path) -> None:
    for memo in (Memo(tmp_path / "memo"), Memo(None)):
        assert memo.find("sound", "a") is None
        memo.keep("sound", "a", {"levels": np.arange(5, dtype=np.float32), "faults": np.array(["one", "zwei: ü"])})
        found = memo.find("sound", "a")
        assert found is not None
        assert found["levels"].tolist() == [0, 1, 2, 3, 4]
        assert found["faults"].tolist() == ["one", "zwei: ü"]
        assert memo.find("pictures", "a") is None
    assert Memo(None).find("sound", "a") is None


@pytest.mark.parametrize("place", [0, 20, 200, -1])
def test_a_broken_entry_is_unknown(tmp_path: Path, place: int) -> None:
    memo = Memo(tmp_path)
    memo.keep("sound", "a", {"levels": np.zeros(100)})
    (entry,) = (tmp_path / "v1").iterdir()
    data = bytearray(entry.read_bytes())
    data[place] ^= 1
    entry.write_bytes(data)
    assert memo.find("sound", "a") is None
    entry.write_bytes(b"")
    assert memo.find("sound", "a") is None


def test_the_oldest_go_first(tmp_path: Path) -> None:
    memo = Memo(tmp_path)
    for number, name in enumerate("abcd"):
        memo.keep("sound", name, {"levels": np.zeros(1000)})
        os.utime(tmp_path / "v1" / f"sound-{name}", (number, number))
    assert memo.find("sound", "a") is not None  # and so it was used last
    memo.shrink(20_000)
    assert sorted(path.name for path in (tmp_path / "v1").iterdir()) == ["sound-a", "sound-d"]
    memo.shrink()
    assert memo.find("sound", "d") is not None


def test_unfinished_files_are_removed_once_they_are_old(tmp_path: Path) -> None:
    memo = Memo(tmp_path)
    old, new = tmp_path / "v1" / ".sound-a.1.part", tmp_path / "v1" / ".sound-a.2.part"
    for path in (old, new):
        path.write_bytes(b"unfinished")
    os.utime(old, (0, 0))
    memo.shrink()
    assert (old.exists(), new.exists()) == (False, True)


def test_a_digest_does_not_depend_on_the_pieces() -> None:
    assert digest_of(b"one", b"two") == digest_of(b"onetwo") != digest_of(b"onetwo ")
