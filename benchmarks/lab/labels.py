"""The attacker who labels some tiles of one site's one day by hand, and learns from those."""

import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from .deciding import Beliefs, commonness
from .drawing import PIXELS

CELL = 10  # pixels a side of what one histogram covers
DIRECTIONS = 9
ROUNDS = 300  # of fitting, at most


def outlines(tiles: np.ndarray) -> np.ndarray:
    """Return histograms of edge directions (Dalal and Triggs, 2005), the features of one who has
    no network."""
    grey = tiles.astype(np.float32).mean(axis=3) / 255
    down, right = np.gradient(grey, axis=(1, 2))
    strength = np.hypot(down, right)
    direction = np.mod(np.arctan2(down, right), np.pi) / np.pi * DIRECTIONS
    cells = PIXELS // CELL
    parts = []
    for number in range(DIRECTIONS):
        share = strength * (direction.astype(int) % DIRECTIONS == number)
        parts.append(share.reshape(-1, cells, CELL, cells, CELL).sum((2, 4)))
    histograms = np.stack(parts, axis=3)
    norm = np.linalg.norm(histograms, axis=3, keepdims=True)
    return (histograms / (norm + 0.1)).reshape(len(tiles), -1)


def learned(
    known: np.ndarray, facts: np.ndarray, unknown: np.ndarray, sizes: tuple[int, ...], shape
) -> Beliefs:
    """Believe what a logistic regression makes of ``unknown`` features after learning from the
    ``known`` ones, one regression for each kind of fact."""
    common = commonness(facts, sizes)
    likely = []
    for kind, size in enumerate(sizes):
        share = np.tile(common[kind], (len(unknown), 1))
        values = np.unique(facts[:, kind])
        if len(values) > 1:
            model = make_pipeline(StandardScaler(), LogisticRegression(C=0.05, max_iter=ROUNDS))
            # One thread: small fits take longer with two, and other processes draw meanwhile.
            with warnings.catch_warnings(), threadpool_limits(1):
                warnings.simplefilter("ignore", ConvergenceWarning)
                model.fit(known, facts[:, kind])
            share *= 0.02  # what it has never seen stays possible
            share[:, values] += 0.98 * model.predict_proba(unknown)
        likely.append(share.reshape(*shape, size))
    return Beliefs(likely, common)
