"""What is large is read and written beside the window, which goes on; nothing is lost by cancelling or closing."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from gilviz.recording import Caption, read, write
from gilviz.recording.watched import Cancelled, Step
from tests.gui.benches import Bench
from tests.gui.fakes import spin
from tests.gui.recordings.shown import boxes
from tests.recording.recordings import recording


def test_what_is_large_is_read_and_written_beside_the_window(bench: Bench, file: Path, other: Path, tmp_path: Path) -> None:
    files = bench.lab.files
    files.at_once = 0
    files.open_paths([str(file), str(other)])
    assert files.errand.busy
    assert not files.errand.isVisible(), "a line that comes and goes at once would make the picture jump"
    assert len(bench.lab.panels) == 0, "the window goes on meanwhile"
    files.open_paths([str(file)])
    assert boxes(bench) == ["Another recording is being read or written: wait for it, or cancel it above."]
    spin(lambda: not files.errand.busy)
    assert [panel.badge for panel in bench.lab.panels] == ["recorded A", "recorded A", "recorded B"]
    assert not files.errand.isVisible()
    bench.run()
    bench.finish()
    files.save(str(tmp_path / "mine.gilviz"))
    spin(lambda: not files.errand.busy)
    assert "mine.gilviz" in bench.window.statusBar().currentMessage()
    assert len(read(tmp_path / "mine.gilviz").runs) == 3
    files.save(str(tmp_path / "no folder" / "mine.gilviz"))
    spin(lambda: not files.errand.busy)
    assert "can't be written" in boxes(bench)[0]


def test_what_is_cancelled_leaves_everything_as_it_was(bench: Bench, file: Path, other: Path, tmp_path: Path) -> None:
    files = bench.lab.files
    files.open_paths([str(file)])
    files.at_once = 0
    files.open_paths([str(other)])
    files.errand.cancel_button.click()
    spin(lambda: not files.errand.busy)
    assert bench.window.windowTitle() == "a.gilviz (recorded) – gilviz"
    bench.run()
    bench.finish()
    (tmp_path / "mine.gilviz").write_text("old")
    files.save(str(tmp_path / "mine.gilviz"))
    files.errand.cancel()
    spin(lambda: not files.errand.busy)
    assert boxes(bench) == []


def test_a_window_closes_only_once_what_it_writes_is_there(bench: Bench, file: Path, tmp_path: Path) -> None:
    files = bench.lab.files
    files.open_paths([str(file)])
    bench.lab.noting.write(Caption("", 1, 1, 0), "At once.")
    files.at_once = 0
    files.save(str(tmp_path / "no folder" / "mine.gilviz"))
    bench.window.close()
    assert bench.window.isVisible()
    assert "closes when it is there" in bench.window.statusBar().currentMessage()
    assert bench.lab.leaving.box is None, "it is being saved: no need to ask"
    spin(lambda: not files.errand.busy)
    assert "can't be written" in boxes(bench)[0]
    assert bench.window.isVisible(), "what could not be saved is not lost"
    files.save(str(tmp_path / "mine.gilviz"))
    assert bench.window.isVisible(), "the wish to close went with the failure"
    bench.window.close()
    spin(lambda: not bench.window.isVisible())
    assert "At once." in {caption.text for caption in read(tmp_path / "mine.gilviz").captions}


def test_what_was_read_while_a_run_began_is_not_dropped_without_a_word(bench: Bench, file: Path) -> None:
    bench.lab.files.at_once = 0
    bench.lab.files.open_paths([str(file)])
    bench.run()
    spin(lambda: not bench.lab.files.errand.busy)
    assert "Nothing was opened, for something runs." in bench.window.statusBar().currentMessage()
    bench.finish()


def test_reading_and_writing_are_broken_off_without_a_trace(file: Path, tmp_path: Path) -> None:
    shares: list[float] = []

    def stop(share: float) -> None:
        shares.append(share)
        raise Cancelled

    with pytest.raises(Cancelled):
        read(file, stop)
    (tmp_path / "old.gilviz").write_text("old")
    with pytest.raises(Cancelled):
        write(tmp_path / "old.gilviz", recording(), stop)
    assert (tmp_path / "old.gilviz").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.gilviz", "old.gilviz"]
    assert all(0 <= share <= 1 for share in shares)


def test_where_the_program_ends_reading_is_given_up_and_writing_is_finished(bench: Bench) -> None:
    came: list[str] = []

    def read_long(step: Step) -> None:
        for _ in range(3000):
            step(0.1)
            time.sleep(0.01)
        came.append("all was read")

    def write_all(step: Step) -> None:
        for part in range(3):
            step(part / 3)
            time.sleep(0.01)
        came.append("written")

    errand = bench.lab.files.errand
    errand.run("Opening…", read_long, lambda _: None, came.append)
    spin(errand.isVisible)
    errand.wait()
    spin(lambda: not errand.busy)
    assert came == []
    errand.run("Saving…", write_all, lambda _: None, came.append, finish=True)
    errand.wait()
    assert came == ["written"]
    spin(lambda: not errand.busy)
