"""Files on disk: what lies about is swept, and what is on its way in is not."""

from datetime import timedelta
from pathlib import Path

from bot.files import Files
from tests.fakes.clock import FakeClock


def test_what_is_being_written_is_no_left_over_however_far_the_clock_was_moved(
    tmp_path: Path, clock: FakeClock
) -> None:
    files, ahead = Files(tmp_path), clock() + timedelta(days=5000)
    with files.incoming() as path:
        path.write_bytes(b"half a picture")
        (path.parent / "left").write_bytes(b"by a process that died")
        assert list(files.old(ahead)) == []
        assert path.exists() and not (path.parent / "left").exists()
    assert not path.exists()
