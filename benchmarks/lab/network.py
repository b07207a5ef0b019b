"""The attacker's network: a few convolutions and one head for each kind of fact.

Trained for a budget of CPU time, drawing not counted: an attacker keeps his tiles.
"""

import copy
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import nn

from .deciding import Beliefs, commonness
from .drawing import PIXELS, Sheets, Stream

WIDTH = 24
SEEN = 192  # numbers that the heads read a tile's facts from
BATCH = 96
FASTEST = 2e-3  # AdamW's learning rate at its highest
WARM_UP = 0.05  # of the budget
KEPT = 30_000  # tiles to draw batches from; 576 MB
FIRST = 2_000  # tiles before training starts
SEEN_OFTEN = 4  # times that a tile is trained on: then training waits for new ones
SHIFT = 4  # pixels that a tile is moved by, at most
LOOK = 512  # tiles looked at together when attacking


class Network(nn.Module):
    """Tiles (uint8, channels last) in, for each kind of fact a row of scores out."""

    def __init__(self, sizes: Sequence[int]) -> None:
        super().__init__()
        self.sizes = tuple(sizes)
        self.common = [np.full(size, 1 / size) for size in sizes]  # set by training
        width = WIDTH
        last = PIXELS // 16
        self.look = nn.Sequential(
            *_block(3, width, stride=2),
            *_block(width, 2 * width),
            nn.MaxPool2d(2),
            *_block(2 * width, 3 * width),
            nn.MaxPool2d(2),
            *_block(3 * width, 4 * width),
            *_block(4 * width, 4 * width),
            nn.MaxPool2d(2),
            *_block(4 * width, 5 * width),
            nn.Flatten(),
            nn.Dropout(0.1),
            nn.Linear(5 * width * last * last, SEEN),
            nn.ReLU(),
        ).to(memory_format=torch.channels_last)
        self.heads = nn.ModuleList(nn.Linear(SEEN, size) for size in sizes)

    def seen(self, tiles: torch.Tensor) -> torch.Tensor:
        with torch.autocast("cpu", torch.bfloat16):
            return self.look(tiles)

    def forward(self, tiles: torch.Tensor) -> list[torch.Tensor]:
        seen = self.seen(tiles).float()
        return [head(seen) for head in self.heads]

    @property
    def weights(self) -> int:
        return sum(parameter.numel() for parameter in self.parameters())


def _block(before: int, after: int, stride: int = 1) -> list[nn.Module]:
    return [
        nn.Conv2d(before, after, 3, stride, 1, bias=False),
        nn.BatchNorm2d(after),
        nn.ReLU(),
    ]


def _input(pixels: np.ndarray) -> torch.Tensor:
    """Return tiles as the network takes them, -1 to 1."""
    tiles = torch.from_numpy(pixels).permute(0, 3, 1, 2)
    return tiles.to(torch.float32).div_(127.5).sub_(1).contiguous(memory_format=torch.channels_last)


def _varied(pixels: np.ndarray, chance: np.random.Generator) -> torch.Tensor:
    """Return tiles moved a little and coloured otherwise, so that less drawing is needed, and
    other looks are met better."""
    down, right = chance.integers(-SHIFT, SHIFT + 1, 2)
    tiles = _input(np.roll(pixels, (down, right), (1, 2)))
    count = len(tiles)
    gain = torch.from_numpy(chance.uniform(0.7, 1.3, (count, 3, 1, 1)).astype(np.float32))
    gain[torch.from_numpy(chance.random(count) < 0.15)] *= -1  # a negative
    bias = torch.from_numpy(chance.uniform(-0.25, 0.25, (count, 3, 1, 1)).astype(np.float32))
    return tiles.mul_(gain).add_(bias)


class Shelf:
    """The labelled tiles that batches are taken from: the newest KEPT ones."""

    def __init__(self, kinds: int) -> None:
        self.pixels = np.empty((KEPT, PIXELS, PIXELS, 3), np.uint8)
        self.facts = np.empty((KEPT, kinds), np.int64)
        self.put_in = 0
        self.seconds = 0.0

    def add(self, sheets: Sheets) -> None:
        places = np.arange(self.put_in, self.put_in + len(sheets.tiles)) % KEPT
        self.pixels[places] = sheets.tiles
        self.facts[places] = sheets.tile_facts
        self.put_in += len(places)
        self.seconds += sheets.seconds

    @property
    def filled(self) -> int:
        return min(self.put_in, KEPT)

    def batch(self, chance: np.random.Generator) -> tuple[torch.Tensor, torch.Tensor]:
        picked = chance.integers(0, self.filled, BATCH)
        return _varied(self.pixels[picked], chance), torch.from_numpy(self.facts[picked])


def train_on_stream(
    network: Network,
    stream: Stream,
    minutes: float,
    tell: Callable[[str], None],
    half_done: Path | None = None,
) -> dict:
    """Train for so many CPU minutes on what the drawers deliver, and wait for them where they are
    slow: what an attacker reaches must not depend on how busy this machine is.

    With the path ``half_done``, where it stands is kept there now and then; where that file is, a
    training goes on from it, once as many new tiles are drawn as it may choose from.
    """
    shelf = Shelf(len(network.sizes))
    training = Training(network, shelf, minutes * 60, FASTEST)
    first, trained_on = FIRST, 0
    if half_done and half_done.exists():
        training.resume(half_done)
        first = KEPT
        tell(f"going on after {training.seconds / 60:.1f} CPU minutes; {KEPT} new tiles first")

    def fetch() -> None:
        nonlocal trained_on
        for sheets in stream.ready():
            shelf.add(sheets)
        while shelf.put_in < max(first, trained_on / SEEN_OFTEN):
            shelf.add(stream.wait())
        trained_on += BATCH

    def told(line: str) -> None:
        tell(line)
        if half_done:
            training.keep(half_done)

    training.run(fetch, told)
    return {
        "minutes": round(training.seconds / 60, 2),
        "drawing_minutes": round((training.drawing_before + shelf.seconds) / 60, 2),
        "tiles_drawn": training.drawn_before + shelf.put_in,
        "tiles_trained_on": training.steps * BATCH,
    }


class Training:
    """A network that is trained for ``budget`` seconds of CPU, and how far it is.

    The learning rate rises for a short while and then falls to nothing at the budget's end.
    """

    def __init__(self, network: Network, shelf: Shelf, budget: float, fastest: float) -> None:
        self.network, self.shelf = network, shelf
        self.budget, self.fastest = budget, fastest
        self.optimizer = torch.optim.AdamW(network.parameters(), fastest, weight_decay=0.01)
        self.chance = np.random.default_rng(1)
        self.seconds, self.steps = 0.0, 0
        self.drawing_before, self.drawn_before = 0.0, 0  # of a training this one goes on from

    def run(
        self,
        fetch: Callable[[], None] = lambda: None,
        tell: Callable[[str], None] = lambda line: None,
    ) -> None:
        """Spend what is left of the budget. ``fetch`` is called before every batch, and its time
        is not part of the budget."""
        self.network.train()
        losses: list[float] = []
        told = self.seconds
        while self.seconds < self.budget:
            fetch()
            start = time.process_time()
            losses.append(self._step(*self.shelf.batch(self.chance)))
            self.seconds += time.process_time() - start
            self.steps += 1
            if self.seconds - told > max(30.0, self.budget / 20):
                minutes, all_minutes = self.seconds / 60, self.budget / 60
                told = self.seconds
                tell(f"{minutes:.1f} of {all_minutes:.1f} CPU minutes, loss {np.mean(losses):.3f}")
                losses.clear()
        self.network.common = commonness(self.shelf.facts[: self.shelf.filled], self.network.sizes)
        self.network.eval()

    def _step(self, tiles: torch.Tensor, facts: torch.Tensor) -> float:
        """Train on one batch; return its loss, the sum over the kinds of facts."""
        for group in self.optimizer.param_groups:
            group["lr"] = _learning_rate(self.seconds / self.budget, self.fastest)
        losses = [
            nn.functional.cross_entropy(scores, facts[:, kind])
            for kind, scores in enumerate(self.network(tiles))
        ]
        loss = torch.stack(losses).sum()
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def keep(self, path: Path) -> None:
        """Write where it stands; a reader sees the whole of it or what was there before."""
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".new")
        torch.save(
            {
                "weights": self.network.state_dict(),
                "optimizer": self.optimizer.state_dict(),
                "seconds": self.seconds,
                "steps": self.steps,
                "drawing": self.drawing_before + self.shelf.seconds,
                "drawn": self.drawn_before + self.shelf.put_in,
            },
            unfinished,
        )
        unfinished.replace(path)

    def resume(self, path: Path) -> None:
        """Stand where another one stood, but for its tiles; batches are other ones, too."""
        kept = torch.load(path, weights_only=True)
        self.network.load_state_dict(kept["weights"])
        self.optimizer.load_state_dict(kept["optimizer"])
        self.seconds, self.steps = kept["seconds"], kept["steps"]
        self.drawing_before, self.drawn_before = kept["drawing"], kept["drawn"]
        self.chance = np.random.default_rng(1 + self.steps)


def _learning_rate(done: float, fastest: float) -> float:
    """Return the rate when that share of the budget is spent: half a cosine up, half a one down
    (Loshchilov and Hutter, 2017)."""
    slope = done / WARM_UP if done < WARM_UP else (1 - done) / (1 - WARM_UP)
    return fastest * (0.5 - 0.5 * float(np.cos(np.pi * slope))) + 1e-6


@torch.inference_mode()
def features(network: Network, pixels: np.ndarray) -> np.ndarray:
    """Return what the heads read of each tile, and what they say (tiles x numbers)."""
    parts = []
    for start in range(0, len(pixels), LOOK):
        seen = network.seen(_input(pixels[start : start + LOOK])).float()
        said = [head(seen).log_softmax(1) for head in network.heads]
        parts.append(torch.cat([seen, *said], 1).numpy())
    return np.concatenate(parts)


def beliefs(network: Network, sheets: Sheets) -> Beliefs:
    said = features(network, sheets.tiles)[:, SEEN:]
    ends = np.cumsum(network.sizes)[:-1]
    likely = [
        np.exp(part).reshape(*sheets.right.shape, -1) for part in np.split(said, ends, axis=1)
    ]
    return Beliefs(likely, network.common)


def adapted_beliefs(network: Network, sheets: Sheets, each: int) -> Beliefs:
    """Return what it believes after getting used to the look of each site (``each`` sheets in a
    row), without any label: its measures of what is usual are taken anew from the site's tiles
    (adaptive batch normalization: Li and others, 2016)."""
    parts = []
    for start in range(0, len(sheets), each):
        served = sheets.part(start, start + each)
        used = copy.deepcopy(network)
        for layer in used.modules():
            if isinstance(layer, nn.BatchNorm2d):
                layer.reset_running_stats()
                layer.momentum = None  # the plain average
                layer.train()
        features(used, served.tiles)
        parts.append(beliefs(used.eval(), served))
    kinds = zip(*(part.likely for part in parts), strict=True)
    return Beliefs([np.concatenate(kind) for kind in kinds], network.common)


def tuned(network: Network, pixels: np.ndarray, facts: np.ndarray, budget: float) -> Network:
    """Return a copy trained on for ``budget`` CPU seconds on a few labelled tiles."""
    copied = copy.deepcopy(network)
    shelf = Shelf(len(network.sizes))
    shelf.pixels, shelf.facts, shelf.put_in = pixels, facts.astype(np.int64), len(pixels)
    Training(copied, shelf, budget, FASTEST / 4).run()
    return copied


def save(network: Network, path: Path, record: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save(
        {
            "sizes": network.sizes,
            "common": [torch.from_numpy(common) for common in network.common],
            "weights": network.state_dict(),
            "record": record,
        },
        path,
    )


def load(path: Path) -> tuple[Network, dict]:
    kept = torch.load(path, weights_only=True)
    network = Network(kept["sizes"])
    network.load_state_dict(kept["weights"])
    network.common = [common.numpy() for common in kept["common"]]
    return network.eval(), kept["record"]
