"""What can be true of a tile: five kinds of facts, each with its values."""

from dataclasses import asdict, dataclass

NONE = "none"

VALUES: dict[str, tuple[str, ...]] = {
    "who": ("man", "woman", "child", "robot", "bear", "rabbit"),
    "pose": ("raised", "hip", "out", NONE),
    "holds": ("umbrella", "balloon", "flag", "flower", "book", "fish", "cup", NONE),
    "wears": ("top-hat", "crown", "glasses", "scarf", NONE),
    "near": ("chair", "dog", "cactus", "suitcase", "snowman", NONE),
}


@dataclass(frozen=True)
class Facts:
    """Everything that can be asked about one tile. `near` is what somebody stands beside, or the
    chair they sit on."""

    who: str
    pose: str = NONE
    holds: str = NONE
    wears: str = NONE
    near: str = NONE

    def as_dict(self) -> dict[str, str]:
        return asdict(self)
