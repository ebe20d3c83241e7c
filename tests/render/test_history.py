from __future__ import annotations

from gilviz.render.history import MOST, TOGETHER_S, History
from gilviz.render.navigation import Stretch, View

FAR = 10 * TOGETHER_S


def walked(*views: View) -> History:
    """Somebody who left these views one after another, and took their time."""
    history = History()
    for step, view in enumerate(views):
        history.leave(view, step * FAR)
    return history


def test_nothing_was_left_at_first() -> None:
    history = History()
    assert (history.can_go_back, history.can_return) == (False, False)
    assert (history.back(None), history.forth(None)) == (None, None)


def test_going_back_and_forth_meets_the_same_views() -> None:
    a, b, c = Stretch(0, 1), Stretch(0.2, 0.1), Stretch(0.22, 0.01)
    history = walked(None, a, b)
    assert history.back(c) == b
    assert history.back(b) == a
    assert history.back(a) is None, "everything, which was looked at first"
    assert [history.forth(None), history.forth(a), history.forth(b)] == [a, b, c]
    assert (history.can_go_back, history.can_return) == (True, False)


def test_a_wheel_that_turns_on_is_one_step() -> None:
    history = History()
    for notch in range(20):
        history.leave(Stretch(0, 1 / (notch + 1)), notch * TOGETHER_S / 2)
    assert [history.back(Stretch(0, 0.01)), history.back(None)] == [Stretch(0, 1), None]


def test_a_move_after_going_back_is_a_step_of_its_own_and_forgets_the_future() -> None:
    a, b = Stretch(0, 1), Stretch(0.5, 0.1)
    history = walked(None, a)
    steps = [history.back(b)]
    history.leave(a, 2 * FAR)
    steps += [history.forth(Stretch(3, 1)), history.back(Stretch(3, 1))]
    assert steps == [a, None, a]


def test_views_are_remembered_up_to_a_limit() -> None:
    history = walked(*(Stretch(number, 1) for number in range(3 * MOST)))
    steps = 0
    while history.can_go_back:
        history.back(None)
        steps += 1
    assert steps == MOST
