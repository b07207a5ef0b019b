"""The questions in English: "every robot that raises a hand and holds an umbrella"."""

FRAME = "Confirm that you are not a bot - select every {}"

# Said of a pose that is asked for alone: "every man with a raised hand".
ALONE = {
    "raised": "with a raised hand",
    "hip": "with a hand on the hip",
    "out": "with an arm stretched out to the side",
}

CLAUSES = {
    "raised": "raises a hand",
    "hip": "puts a hand on the hip",
    "out": "stretches an arm out to the side",
    "umbrella": "holds an umbrella",
    "balloon": "holds a balloon",
    "flag": "holds a flag",
    "flower": "holds a flower",
    "book": "holds a book",
    "fish": "holds a fish",
    "cup": "holds a cup",
    "top-hat": "wears a top hat",
    "crown": "wears a crown",
    "glasses": "wears glasses",
    "scarf": "wears a scarf",
    "chair": "sits on a chair",
    "dog": "stands beside a dog",
    "cactus": "stands beside a cactus",
    "suitcase": "stands beside a suitcase",
    "snowman": "stands beside a snowman",
}

PEOPLE = {"man", "woman", "child"}


def sentence(facts: dict[str, str]) -> str:
    who, *others = facts.values()
    if len(others) == 1 and others[0] in ALONE:
        return FRAME.format(f"{who} {ALONE[others[0]]}")
    pronoun = "who" if who in PEOPLE else "that"
    return FRAME.format(f"{who} {pronoun} " + " and ".join(CLAUSES[fact] for fact in others))
