"""Labelled tiles, cut from sheets that worker processes draw through the captcha's own code."""

import io
import os
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from PIL import Image

from .facts import Vocabulary
from .orphans import end_with_parent
from .sites import Site

PIXELS = 80  # a tile's side as the attackers look at it
LEVEL = 0


@dataclass(frozen=True)
class Job:
    """``count`` sheets of one site; with a seed, always the same ones. ``material`` is the folder
    of what its operator adds."""

    site: Site
    count: int
    seed: str = ""
    material: Path | None = None


@dataclass(frozen=True)
class Sheets:
    """Labelled sheets as arrays; ``seconds`` is the CPU time that drawing them took."""

    pixels: np.ndarray  # sheets x tiles x PIXELS x PIXELS x 3, uint8
    facts: np.ndarray  # sheets x tiles x kinds: what each tile shows
    asked: np.ndarray  # sheets x kinds: what is asked for, or NOT_ASKED
    right: np.ndarray  # sheets x tiles
    seconds: float

    def __len__(self) -> int:
        return len(self.right)

    @property
    def tiles(self) -> np.ndarray:
        """All tiles in a row, whatever their sheets."""
        return self.pixels.reshape(-1, PIXELS, PIXELS, 3)

    @property
    def tile_facts(self) -> np.ndarray:
        """What each of them shows (tiles x kinds)."""
        return self.facts.reshape(-1, self.facts.shape[2])

    def part(self, start: int, end: int) -> "Sheets":
        cut = slice(start, end)
        return Sheets(self.pixels[cut], self.facts[cut], self.asked[cut], self.right[cut], 0.0)


def joined(parts: Iterable[Sheets]) -> Sheets:
    parts = list(parts)
    arrays = [
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("pixels", "facts", "asked", "right")
    ]
    return Sheets(*arrays, seconds=sum(part.seconds for part in parts))


class Drawers:
    """Worker processes that draw ahead, a few jobs each, so that an endless stream is bounded."""

    def __init__(self, vocabulary: Vocabulary, workers: int) -> None:
        self.ahead = 2 * workers + 1
        self._pool = ProcessPoolExecutor(
            workers, get_context("spawn"), initializer=_start, initargs=(vocabulary,)
        )

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)

    def order(self, job: Job) -> Future[Sheets]:
        return self._pool.submit(_draw, job)

    def draw(self, jobs: Iterable[Job]) -> Iterator[Sheets]:
        """Yield the sheets of each job, in order."""
        waiting: deque[Future[Sheets]] = deque()
        for job in jobs:
            waiting.append(self.order(job))
            if len(waiting) >= self.ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def stream(self, jobs: Iterator[Job]) -> "Stream":
        return Stream(self, jobs)


class Stream:
    """Sheets as they get ready, for one who does not wait."""

    def __init__(self, drawers: Drawers, jobs: Iterator[Job]) -> None:
        self._drawers, self._jobs = drawers, jobs
        self._waiting: deque[Future[Sheets]] = deque()
        self._order()

    def _order(self) -> None:
        while len(self._waiting) < self._drawers.ahead:
            self._waiting.append(self._drawers.order(next(self._jobs)))

    def wait(self) -> Sheets:
        sheets = self._waiting.popleft().result()
        self._order()
        return sheets

    def ready(self) -> Iterator[Sheets]:
        while self._waiting[0].done():
            yield self.wait()

    def stop(self) -> None:
        for future in self._waiting:
            future.cancel()


# --- In the workers

_vocabulary: Vocabulary


def _start(vocabulary: Vocabulary) -> None:
    global _vocabulary
    _vocabulary = vocabulary
    end_with_parent()
    prepare_django()


def prepare_django() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()


def _draw(job: Job) -> Sheets:
    _draw_with(job.material)
    return drawn(job, _vocabulary)


def drawn(job: Job, vocabulary: Vocabulary) -> Sheets:
    """Return the sheets of a job, drawn in this process."""
    from captcha import export

    start = time.process_time()
    parts = []
    site = job.site
    for challenge in export.challenges(site.secret_key, site.day, LEVEL, job.count, job.seed):
        (sheet,) = challenge.sheets
        shown = [tile.facts.as_dict() for tile in sheet.cast]
        pixels = tiles_of(sheet.draw(), sheet.level.grid.columns, sheet.level.grid.rows)
        facts = np.stack([vocabulary.numbered(facts) for facts in shown])
        asked = vocabulary.numbered(sheet.prompt.facts)
        right = np.array([number in sheet.answer for number in sheet.tiles])
        parts.append((pixels, facts, asked, right))
    return Sheets(
        *(np.stack(arrays) for arrays in zip(*parts, strict=True)),
        seconds=time.process_time() - start,
    )


def _draw_with(material: Path | None) -> None:
    """Be a process of a site with this material: what it keeps of another's is forgotten."""
    from django.conf import settings

    from captcha import challenge

    if material != settings.CAPTCHA_MATERIAL:
        settings.CAPTCHA_MATERIAL = material
        challenge.own_material.cache_clear()
        challenge.look.cache_clear()


def tiles_of(jpeg: bytes, columns: int, rows: int) -> np.ndarray:
    """Return the tiles of a sheet, PIXELS a side, in reading order."""
    with Image.open(io.BytesIO(jpeg)) as picture:
        size = columns * PIXELS, rows * PIXELS
        small = picture.convert("RGB").resize(size, Image.Resampling.BOX)
    pixels = np.asarray(small).reshape(rows, PIXELS, columns, PIXELS, 3)
    return pixels.swapaxes(1, 2).reshape(rows * columns, PIXELS, PIXELS, 3)
