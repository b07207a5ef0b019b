"""The attacker who keeps pictures he has seen, and looks up the ones most like a new one."""

import numpy as np

from .deciding import Beliefs, commonness
from .drawing import PIXELS, Sheets

NEIGHBOURS = 9
SIDE = 8  # a hash has SIDE x SIDE bits
SAMPLES = 32  # pixels a side that the cosine transform sees


def difference_hash(tiles: np.ndarray) -> np.ndarray:
    """Return for each tile whether brightness rises from each of 8 x 8 places to the right."""
    small = _shrunk(tiles, SIDE + 1, SIDE)
    return (small[:, :, 1:] > small[:, :, :-1]).reshape(len(tiles), -1)


def perceptual_hash(tiles: np.ndarray) -> np.ndarray:
    """Return for each tile which of its 8 x 8 lowest frequencies are above their median."""
    small = _shrunk(tiles, SAMPLES, SAMPLES)
    place = (np.arange(SAMPLES) + 0.5) / SAMPLES
    waves = np.cos(np.pi * np.arange(SIDE)[:, None] * place)
    low = (waves @ small @ waves.T).reshape(len(tiles), -1)
    return low > np.median(low, axis=1, keepdims=True)


HASHES = {"difference hash": difference_hash, "perceptual hash": perceptual_hash}


def beliefs(known: Sheets, sheets: Sheets, sizes: tuple[int, ...], hashed) -> Beliefs:
    """Believe of each tile what is true of the NEIGHBOURS known tiles that look most like it."""
    bits = hashed(known.tiles).astype(np.float32)
    asked_bits = hashed(sheets.tiles).astype(np.float32)
    alike = asked_bits @ bits.T + (1 - asked_bits) @ (1 - bits).T
    nearest = np.argpartition(-alike, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]
    facts = known.tile_facts
    common = commonness(facts, sizes)
    likely = []
    for kind, size in enumerate(sizes):
        votes = np.eye(size)[facts[nearest, kind]].sum(1)
        shares = (votes + common[kind]) / (NEIGHBOURS + 1)
        likely.append(shares.reshape(*sheets.right.shape, size))
    return Beliefs(likely, common)


def _shrunk(tiles: np.ndarray, width: int, height: int) -> np.ndarray:
    """Return grey tiles of width x height, each pixel the mean of its part."""
    grey = tiles.astype(np.float32).mean(axis=3)
    return _means(_means(grey, height, 1), width, 2)


def _means(grey: np.ndarray, count: int, axis: int) -> np.ndarray:
    edges = np.linspace(0, PIXELS, count + 1).astype(int)
    sums = np.add.reduceat(grey, edges[:-1], axis=axis)
    shape = [1, 1, 1]
    shape[axis] = count
    return sums / np.diff(edges).reshape(shape)
