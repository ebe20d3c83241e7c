"""The end of a log is kept, and what is missing is said."""

from __future__ import annotations

from gilviz.launch.log_tail import LogTail


def test_a_short_log_is_kept_whole() -> None:
    log = LogTail(limit=100)
    log.append(b"one\n")
    log.append(b"two\n")
    assert log.text() == "one\ntwo\n"


def test_a_flood_keeps_its_end_and_counts_the_rest() -> None:
    log = LogTail(limit=10)
    for number in range(100):
        log.append(f"{number:03}\n".encode())
    first, rest = log.text().split("\n", 1)
    assert rest.endswith("098\n099\n")
    assert 10 <= len(rest) < 20
    assert first == f"[{400 - len(rest)} characters were printed before this]"


def test_letters_cut_in_two_by_a_read_are_put_together() -> None:
    log = LogTail()
    word = "größe".encode()
    log.append(word[:3])
    log.append(word[3:])
    log.append(b"\xff")
    log.append(b"!")
    assert log.text() == "größe\N{REPLACEMENT CHARACTER}!"
