"""Minutes, not hours: does an attack without any sight of the content win, is it fair?

The leaks that can be seen without a network are also tested in ``./run test``.
"""

from . import hashing, network, parts
from .deciding import attack
from .parts import Lab
from .rates import Rate

KNOWN = 1_500  # tiles that the hash attacker has
ASKED = 60  # challenges
MINUTES = 3
# What three minutes with the true key must reach; the whole lab asks for 99 % with more time.
FAIR_TILES = 0.9
HASH_TILES = 0.56


def run(lab: Lab) -> int:
    """Print what is wrong, return 1 if anything is."""
    wrong = [*leaks(lab), *unfair(lab)]
    for sentence in wrong:
        print(sentence)
    if not wrong:
        print("The pictures do not leak, and they are fair, as far as a few minutes can tell.")
    return bool(wrong)


def leaks(lab: Lab) -> list[str]:
    site = parts.sites.unseen(parts.CLOSE[0])
    known = lab.of_one(site, KNOWN // 9, "labelled")
    unknown = lab.of_one(site, ASKED, "asked")
    found = []
    for name, hashed in hashing.HASHES.items():
        said = hashing.beliefs(known, unknown, lab.vocabulary.sizes, hashed)
        rate = attack(said, unknown).tiles
        lab.say(f"{name}: tiles judged right {rate}")
        if rate.share > HASH_TILES:
            found.append(f"They leak: by {name}, {rate} of tiles are judged right; chance is 50 %.")
    return found


def unfair(lab: Lab) -> list[str]:
    site = parts.sites.unseen(parts.CLOSE[0])
    stream = lab.drawers.stream(parts.own_jobs(site))
    net = network.Network(lab.vocabulary.sizes)
    try:
        network.train_on_stream(net, stream, MINUTES, lab.say)
    finally:
        stream.stop()
    unknown = lab.of_one(site, ASKED, "asked")
    rate: Rate = attack(network.beliefs(net, unknown), unknown).tiles
    lab.say(f"network with the true key: tiles judged right {rate}")
    if rate.share >= FAIR_TILES:
        return []
    return [
        f"They are unfair: a network with the true key judges only {rate} of tiles right after "
        f"{MINUTES:g} CPU minutes; {FAIR_TILES:.0%} is the least."
    ]
