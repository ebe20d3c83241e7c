"""Finds out what a file is, and reads it."""

from __future__ import annotations

import gzip
import stat
import zlib
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from gilviz.export.chrome.words import KEY
from gilviz.imports import foreign_trace, gecko
from gilviz.imports.errors import ImportFailed, TooLarge
from gilviz.imports.events import Events
from gilviz.imports.foreign import Told, recording_of
from gilviz.imports.gecko import Profile
from gilviz.imports.json_stream import FILE, BadJson, JsonStream, TooLong
from gilviz.imports.own_trace import own_recording
from gilviz.recording import SUFFIX, Recording, read
from gilviz.recording.watched import Step, open_watched, unwatched
from gilviz.runner.protocol import Layer

GZIP: Final = b"\x1f\x8b"
GILVIZ: Final = b"\x89GVZ"
KINDS: Final = "a recording of gilviz, a Chrome trace or a gecko profile of profiling.sampling"


def read_any(path: Path, most: int = FILE, step: Step = unwatched) -> Recording:
    """Read a recording, whoever made it.

    Args:
        path: The file; it may be compressed by gzip.
        most: The most bytes of another tool's file that are taken in, unpacked.
        step: Hears how far that is; what it raises ends it.

    Raises:
        TooLarge: it has more.
        RecordingError: it can't be read, or is of no kind that is known.
    """
    try:
        return _read_any(path, most, step)
    except ImportFailed as error:
        said = str(error)
        raise error if said.startswith(str(path)) else ImportFailed(f"{path} can't be taken in: {said}.") from error
    except TooLong as error:
        raise TooLarge(f"{path} can't be taken in: {error}; record for a shorter time.") from error
    except BadJson as error:
        raise ImportFailed(f"{path} can't be taken in: {error}; give {KINDS}.") from error
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise ImportFailed(
            f"{path} can't be taken in: it is compressed, and damaged; get it again from where it came."
        ) from error
    except OSError as error:
        raise ImportFailed(f"{path} can't be read ({error.strerror}): check its path, and whether you may read it.") from error
    except ValueError as error:  # a path with a NUL in it
        raise ImportFailed(f"{str(path)!r} can't be the path of a file ({error}).") from error


def _read_any(path: Path, most: int, step: Step) -> Recording:
    if not stat.S_ISREG(path.stat().st_mode):
        raise ImportFailed(f"{path} is not a file: give the path of {KINDS}.")
    with path.open("rb") as file:
        start = file.read(len(GILVIZ))
    if start == GILVIZ or path.suffix.lower() == SUFFIX:
        return read(path, step)
    with open_watched(path, step) as opened:
        plain = gzip.GzipFile(fileobj=opened) if start[:2] == GZIP else opened
        return _read(cast("BinaryIO", plain), path, most)


class _Contents:
    """What was found in a file."""

    def __init__(self) -> None:
        self.events: Events | None = None
        self.profile: Profile | None = None
        self.facts: dict[str, Any] = {}


def _read(file: BinaryIO, path: Path, most: int) -> Recording:
    stream = JsonStream(file, most=most)
    first = stream.peek()
    if first not in ("[", "{"):
        raise ImportFailed(
            f"{path} is empty: get it again from where it came." if not first else f"it is something else; give {KINDS}"
        )
    contents = _Contents()
    if first == "[":
        contents.events = _events(stream)
    else:
        _walk(stream, contents)
    made_at = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    if contents.events is not None:
        return _trace(contents.events, contents.facts, path, made_at)
    if contents.profile is not None:
        shared = contents.facts.get("shared")
        texts = shared.get("stringArray") if isinstance(shared, dict) else None
        threads, problems = gecko.threads_of(contents.profile, texts if isinstance(texts, list) else [])
        return recording_of(threads, Told(gecko.TOOL, gil=True, layers=Layer.PROBE, problems=problems), path, made_at)
    raise ImportFailed(f"it is JSON of another kind; give {KINDS}")


def _walk(stream: JsonStream, contents: _Contents) -> None:
    for key in stream.members():
        if key == "traceEvents" and stream.peek() == "[":
            contents.events = _events(stream)
        elif key == "threads" and stream.peek() == "[":
            contents.profile = Profile()
            contents.profile.take_threads(stream)
        elif key in ("metadata", "viztracer_metadata", "shared"):
            contents.facts[key] = stream.value()
        else:
            stream.skip()


def _events(stream: JsonStream) -> Events:
    events = Events()
    for event in stream.items():
        events.take(event)
    return events


def _trace(events: Events, facts: dict[str, Any], path: Path, made_at: datetime) -> Recording:
    metadata = facts.get("metadata")
    if isinstance(metadata, dict) and KEY in metadata:
        return own_recording(metadata[KEY], events, path)
    threads, problems = foreign_trace.threads_of(events)
    tool = foreign_trace.tool_of(events, facts, path.name)
    return recording_of(threads, Told(tool, gil=False, layers=Layer(0), problems=problems), path, made_at)
