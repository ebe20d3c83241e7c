"""A crash of the window loses nothing: what it keeps meanwhile, and what it offers at the next start."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox

from gilviz.experiment.unsaved import Unsaved
from gilviz.recording import read
from tests.gui.benches import Bench
from tests.gui.fakes import spin
from tests.recording.recordings import recording

Buttons = QMessageBox.StandardButton


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("kept-*"))


def left_behind(folder: Path) -> Unsaved:
    folder.mkdir()
    (folder / "kept-0000.gilviz").touch()
    return Unsaved(folder, recording(), os.open(os.devnull, os.O_RDONLY))


def test_each_run_is_kept_as_it_ends_until_it_is_saved(bench: Bench, tmp_path: Path) -> None:
    bench.run()
    assert kept(tmp_path) == []
    bench.finish()
    spin(lambda: not bench.session.held)
    assert kept(tmp_path) == ["kept-0000.gilviz", "kept-0001.gilviz", "kept-0002.gilviz"]
    assert [run.run.spec.executor for run in read(tmp_path / "kept-0001.gilviz").runs] == ["threading"]
    bench.lab.files.save(str(tmp_path / "mine.gilviz"))
    assert kept(tmp_path) == []


def test_another_experiment_takes_the_place_of_what_was_kept(bench: Bench, tmp_path: Path) -> None:
    bench.run()
    bench.finish()
    bench.run()
    assert kept(tmp_path) == []
    assert not bench.session.held


def test_saving_something_else_leaves_the_copies_of_the_last_experiment(bench: Bench, tmp_path: Path) -> None:
    bench.run()
    bench.finish()
    spin(lambda: not bench.session.held)
    copies = kept(tmp_path)
    bench.lab.files.show_measured(Path("measured"), recording())
    bench.lab.files.save(str(tmp_path / "mine.gilviz"))
    assert kept(tmp_path) == copies != []


def test_the_next_job_waits_until_the_last_run_is_in_safety(bench: Bench) -> None:
    polls = bench.run().polls
    bench.session.held = True
    ticks: list[None] = []
    bench.session.polled.connect(lambda: ticks.append(None))
    spin(lambda: len(ticks) > 2)
    assert bench.last.polls <= polls + 1
    bench.session.held = False
    spin(lambda: bench.last.polls > polls + 1)
    bench.finish()


def test_what_a_killed_window_left_is_offered_opened_and_saved(bench: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "left"
    recovery = bench.lab.recovery
    recovery.begin([left_behind(folder)])
    assert recovery.offer.isVisible()
    assert "left 2 unsaved runs: primes · 8 tasks, 2026-11-22" in recovery.offer.text
    recovery.offer.open_button.click()
    assert not recovery.offer.isVisible()
    assert [panel.badge for panel in bench.lab.panels] == ["recorded 2026-11-22"] * 2
    assert folder.exists(), "only saving or closing lets go of it"
    bench.lab.files.save(str(tmp_path / "mine.gilviz"))
    assert not folder.exists()
    assert len(read(tmp_path / "mine.gilviz").runs) == 2


def test_what_was_looked_at_and_not_saved_goes_with_the_window(bench: Bench, tmp_path: Path) -> None:
    bench.lab.recovery.begin([left_behind(tmp_path / "left")])
    bench.lab.recovery.offer.open_button.click()
    bench.lab.close()
    assert not (tmp_path / "left").exists()


def test_one_is_offered_after_the_other_and_may_be_discarded_or_left(bench: Bench, tmp_path: Path) -> None:
    bench.lab.recovery.begin([left_behind(tmp_path / "a"), left_behind(tmp_path / "b")])
    bench.lab.recovery.offer.discard_button.click()
    assert not (tmp_path / "a").exists()
    assert bench.lab.recovery.offer.isVisible()
    bench.lab.close()
    assert (tmp_path / "b").exists()


@pytest.mark.leaves_behind("settings")  # Qt's own dialog remembers its size and folder, for all programs
@pytest.mark.parametrize("button", [Buttons.Cancel, Buttons.Save])
def test_what_was_not_shown_after_all_is_offered_still_and_left(bench: Bench, tmp_path: Path, button: Buttons) -> None:
    recovery = bench.lab.recovery
    recovery.begin([left_behind(tmp_path / "a"), left_behind(tmp_path / "b")])
    recovery.offer.open_button.click()
    recovery.offer.open_button.click()
    box = bench.lab.leaving.box
    assert box is not None
    box.button(button).click()
    for dialog in bench.window.findChildren(QFileDialog):
        dialog.reject()
    assert recovery.offer.isVisible()
    bench.lab.close()
    assert not (tmp_path / "a").exists()
    assert (tmp_path / "b").exists(), "nobody has seen it"


def test_nothing_is_opened_over_a_run(bench: Bench, tmp_path: Path) -> None:
    bench.lab.recovery.begin([left_behind(tmp_path / "a")])
    bench.run()
    bench.lab.recovery.offer.open_button.click()
    assert "stop it first" in bench.window.statusBar().currentMessage()
    assert bench.lab.recovery.offer.isVisible()
    bench.finish()
    bench.lab.close()
