"""The questions in Russian: "выберите каждого робота, который поднимает руку и держит зонт"."""

FRAME = "Подтвердите, что вы не бот: выберите {}"

# Whoever is chosen stands in the accusative; the clause begins with a pronoun of their gender.
CHOSEN = {
    "man": ("каждого мужчину", "который"),
    "woman": ("каждую женщину", "которая"),
    "child": ("каждого ребёнка", "который"),
    "robot": ("каждого робота", "который"),
    "bear": ("каждого медведя", "который"),
    "rabbit": ("каждого кролика", "который"),
}

# Said of a pose that is asked for alone: "каждого мужчину с поднятой рукой".
ALONE = {
    "raised": "с поднятой рукой",
    "hip": "с рукой на поясе",
    "out": "с вытянутой в сторону рукой",
}

# Present tense, in which a Russian verb has no gender.
CLAUSES = {
    "raised": "поднимает руку",
    "hip": "упирает руку в бок",
    "out": "вытягивает руку в сторону",
    "umbrella": "держит зонт",
    "balloon": "держит воздушный шарик",
    "flag": "держит флаг",
    "flower": "держит цветок",
    "book": "держит книгу",
    "fish": "держит рыбу",
    "cup": "держит чашку",
    "top-hat": "носит цилиндр",
    "crown": "носит корону",
    "glasses": "носит очки",
    "scarf": "носит шарф",
    "chair": "сидит на стуле",
    "dog": "стоит рядом с собакой",
    "cactus": "стоит рядом с кактусом",
    "suitcase": "стоит рядом с чемоданом",
    "snowman": "стоит рядом со снеговиком",
}


def sentence(facts: dict[str, str]) -> str:
    who, *others = facts.values()
    chosen, pronoun = CHOSEN[who]
    if len(others) == 1 and others[0] in ALONE:
        return FRAME.format(f"{chosen} {ALONE[others[0]]}")
    return FRAME.format(f"{chosen}, {pronoun} " + " и ".join(CLAUSES[fact] for fact in others))
