"""Frames as films: GIF and WebP by Pillow, MP4 by ffmpeg. No Qt; whoever calls this may be a thread.

Both are optional: what is missing is said in a sentence with what to do about it.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import itertools
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gilviz.gui.pictures.errors import PictureError
from gilviz.render.film import FFMPEG, REST_S, Film

PILLOW: Final = "PIL.Image"
"""What is imported when a film is made, not when the window starts, and not where it isn't installed."""
COLOURS: Final = 256
"""What a GIF can have."""
CANDIDATES: Final = 4096
"""Colours that are thought of for them: rarer ones are nobody's colour, but blur."""
ALIKE: Final = 8
"""Levels of red, green and blue by which two colours differ at least, in one of them."""

Pixels = NDArray[np.uint32]


@dataclass(frozen=True)
class Footage:
    """What is to be encoded.

    Args:
        film: How long each frame stands.
        frames: uint32[height, width] of 0xffRRGGBB each, in their order; made while they are taken.
        samples: Some frames that together have every colour which matters.
        title: Goes into the file beside the frames, where it has a place for that.
        provenance: Likewise.
    """

    film: Film
    frames: Iterable[Pixels]
    samples: tuple[Pixels, ...]
    title: str
    provenance: str


def _gif(path: Path, footage: Footage) -> None:
    """All frames share one palette: colours of states are what they are in the window, and nothing flickers."""
    image = importlib.import_module(PILLOW)
    palette = _palette(footage.samples)
    shared = image.new("P", (1, 1))
    shared.putpalette(palette.astype(">u4").tobytes()[: 4 * len(palette)], rawmode="XRGB")

    def indexed(pixels: Pixels) -> Any:
        return _picture(image, pixels).quantize(palette=shared, dither=image.Dither.NONE)

    _save(path, "GIF", footage, indexed, comment=footage.provenance.encode("utf-8")[:255], disposal=1, optimize=False)


def _webp(path: Path, footage: Footage) -> None:
    image = importlib.import_module(PILLOW)
    _save(path, "WEBP", footage, lambda pixels: _picture(image, pixels), lossless=True, quality=20, method=1)


def _save(path: Path, kind: str, footage: Footage, convert: Callable[[Pixels], Any], **options: object) -> None:
    film = footage.film
    durations = [film.frame_ms] * (len(film.moments) - 1) + [film.frame_ms + round(1000 * REST_S)]
    frames = iter(footage.frames)
    first = convert(next(frames))
    rest = (convert(pixels) for pixels in frames)
    with path.open("wb") as stream:
        first.save(stream, kind, save_all=True, append_images=rest, duration=durations, loop=0, **options)


def _mp4(path: Path, footage: Footage) -> None:
    frames = iter(footage.frames)
    first = next(frames)
    height, width = first.shape
    rest = round(REST_S * footage.film.fps)
    command = [
        FFMPEG, "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "bgr0", "-s", f"{width}x{height}",
        "-r", str(footage.film.fps), "-i", "-", "-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-pix_fmt", "yuv420p",
        "-movflags", "+faststart", "-metadata", f"title={footage.title}", "-metadata", f"comment={footage.provenance}",
        "-f", "mp4", str(path),
    ]  # fmt: skip
    # What ffmpeg complains of goes to a file: in a pipe that nobody reads it would wait for ever.
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said) as process:
            try:
                # it may end early; why, it says
                with contextlib.suppress(BrokenPipeError), process.stdin or io.BytesIO() as stream:
                    for pixels in itertools.chain([first], _with_rest(frames, first, rest)):
                        stream.write(np.ascontiguousarray(pixels, dtype="<u4").tobytes())
            except BaseException:
                process.kill()
                raise
        said.seek(0)
        words = said.read().decode("utf-8", "replace").strip().splitlines()
    if process.returncode:
        why = words[-1] if words else f"exit status {process.returncode}"
        raise PictureError(f"ffmpeg could not make the film ({why}): save as GIF or WebP instead.")


def _with_rest(frames: Iterator[Pixels], last: Pixels, rest: int) -> Iterator[Pixels]:
    """The frames, and the last one again so many times."""
    for pixels in frames:
        last = pixels
        yield pixels
    yield from itertools.repeat(last, rest)


def _picture(image: Any, pixels: Pixels) -> Any:
    height, width = pixels.shape
    data = np.ascontiguousarray(pixels, dtype="<u4").tobytes()
    return image.frombytes("RGB", (width, height), data, "raw", "BGRX", 0, 1)


def _palette(samples: Iterable[Pixels]) -> NDArray[np.uint32]:
    """The colours that cover most of some frames: flat areas first, and of blurred edges what there is room for.

    No two are nearly the same: Pillow would take the one for the other, and white paper would come out grey.
    """
    colours, counts = np.unique(np.concatenate([pixels.reshape(-1) for pixels in samples]), return_counts=True)
    frequent = colours[np.argsort(-counts, kind="stable")[:CANDIDATES]]
    channels = np.stack([frequent >> shift & 0xFF for shift in (16, 8, 0)], axis=1).astype(np.int16)
    chosen = np.zeros(len(frequent), dtype=np.bool_)
    for number, colour in enumerate(channels):
        chosen[number] = not (np.abs(channels[:number][chosen[:number]] - colour).max(axis=1) < ALIKE).any()
        if chosen.sum() == COLOURS:
            break
    found: NDArray[np.uint32] = frequent[chosen]
    return found


ENCODERS: Final[Mapping[str, Callable[[Path, Footage], None]]] = {".gif": _gif, ".webp": _webp, ".mp4": _mp4}
"""What writes each kind of film, by its ending. All raise ``OSError`` and ``PictureError``."""
