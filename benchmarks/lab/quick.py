"""Minutes, not hours: does an attack without any sight of the content win, is it fair?

All but the network is a test of ``./run test`` as well, and needs no Torch.
"""

from collections.abc import Sequence

import numpy as np

from . import hashing, labels
from .deciding import Beliefs, attack
from .drawing import Sheets
from .facts import Vocabulary
from .rates import Rate

SITES = range(1000, 1002)  # that are attacked with labels of their own day
KNOWN = 167  # labelled sheets, 1,503 tiles
ASKED = 60  # challenges
# A hash sees no content: 1,080 tiles by chance stray from a half by 0.015.
HASH_TILES = 0.56
# How much more often than the commonest value a regression on the directions of edges must name
# the right one, for each kind of fact. The least was 0.09 when this was written, with what is worn.
SEEN_MORE = 0.04
MINUTES = 3
# What three minutes with the true key must reach; the whole lab asks for 99 % with more time.
FAIR_TILES = 0.9

Site = tuple[Sheets, Sheets]  # what is known of a site's day, and what is asked there


def run(lab) -> int:
    """Print what is wrong, return 1 if anything is."""
    from .sites import unseen

    drawn = [
        (lab.of_one(unseen(n), KNOWN, "labelled"), lab.of_one(unseen(n), ASKED, "asked"))
        for n in SITES
    ]
    sizes = lab.vocabulary.sizes
    wrong = [*leaks(drawn, sizes), *unseen_facts(drawn, lab.vocabulary), *unfair(lab, drawn[0][1])]
    for sentence in wrong:
        print(sentence)
    if not wrong:
        print("The pictures do not leak, and they are fair, as far as a few minutes can tell.")
    return bool(wrong)


def leaks(sites: Sequence[Site], sizes: Sequence[int]) -> list[str]:
    """Return a sentence for each way of looking up similar pictures that is better than chance."""
    found = []
    for name, hashed in hashing.HASHES.items():
        rate = _tiles(sites, lambda known, asked, h=hashed: hashing.beliefs(known, asked, sizes, h))
        if rate.share > HASH_TILES:
            found.append(f"They leak: by {name}, {rate} of tiles are judged right; chance is 50 %.")
    return found


def unseen_facts(sites: Sequence[Site], vocabulary: Vocabulary) -> list[str]:
    """Return a sentence for each kind of fact of which whoever knows 1,503 tiles of the day cannot
    tell much from the edges of the others."""
    said = [
        (_learned_from_edges(known, asked, vocabulary.sizes), asked.facts) for known, asked in sites
    ]
    found = []
    for kind, name in enumerate(vocabulary.kinds):
        told = np.mean([one.likely[kind].argmax(2) == facts[:, :, kind] for one, facts in said])
        usual = np.mean([one.common[kind].argmax() == facts[:, :, kind] for one, facts in said])
        if told < usual + SEEN_MORE:
            found.append(
                f"They are unfair: from the edges of {KNOWN * 9:,} labelled tiles, {name!r} is "
                f"told of {told:.1%} of others; the commonest alone is right of {usual:.1%}."
            )
    return found


def _learned_from_edges(known: Sheets, asked: Sheets, sizes: Sequence[int]) -> Beliefs:
    return labels.learned(
        labels.outlines(known.tiles),
        known.tile_facts,
        labels.outlines(asked.tiles),
        sizes,
        asked.right.shape,
    )


def _tiles(sites: Sequence[Site], believe) -> Rate:
    rates = [attack(believe(known, asked), asked).tiles for known, asked in sites]
    return Rate(sum(rate.hits for rate in rates), sum(rate.of for rate in rates))


def unfair(lab, asked: Sheets) -> list[str]:
    """Return a sentence if a network that is trained with the true key does not read them."""
    from . import network, parts
    from .sites import unseen

    stream = lab.drawers.stream(parts.own_jobs(unseen(SITES[0])))
    net = network.Network(lab.vocabulary.sizes)
    try:
        network.train_on_stream(net, stream, MINUTES, lab.say)
    finally:
        stream.stop()
    rate = attack(network.beliefs(net, asked), asked).tiles
    lab.say(f"network with the true key: tiles judged right {rate}")
    if rate.share >= FAIR_TILES:
        return []
    return [
        f"They are unfair: a network with the true key judges only {rate} of tiles right after "
        f"{MINUTES:g} CPU minutes; {FAIR_TILES:.0%} is the least."
    ]
