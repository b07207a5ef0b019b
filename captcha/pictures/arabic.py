"""The questions in Arabic: "اختر كل رجل يرفع يده ويحمل مظلة"."""

FRAME = "أكِّد أنك لست برنامجًا آليًا: اختر كل {}"

CHOSEN = {
    "man": "رجل",
    "woman": "امرأة",
    "child": "طفل",
    "robot": "روبوت",
    "bear": "دب",
    "rabbit": "أرنب",
}

FEMININE = {"woman"}

# Masculine, feminine: the verb begins and the pronoun ends with the gender of who is chosen. Nouns
# that are not definite take their clause without a pronoun, a pose that is asked for alone too.
CLAUSES = {
    "raised": ("يرفع يده", "ترفع يدها"),
    "hip": ("يضع يده على خصره", "تضع يدها على خصرها"),
    "out": ("يمد ذراعه إلى الجانب", "تمد ذراعها إلى الجانب"),
    "umbrella": ("يحمل مظلة", "تحمل مظلة"),
    "balloon": ("يحمل بالونًا", "تحمل بالونًا"),
    "flag": ("يحمل علمًا", "تحمل علمًا"),
    "flower": ("يحمل زهرة", "تحمل زهرة"),
    "book": ("يحمل كتابًا", "تحمل كتابًا"),
    "fish": ("يحمل سمكة", "تحمل سمكة"),
    "cup": ("يحمل كوبًا", "تحمل كوبًا"),
    "top-hat": ("يرتدي قبعة عالية", "ترتدي قبعة عالية"),
    "crown": ("يضع تاجًا على رأسه", "تضع تاجًا على رأسها"),
    "glasses": ("يضع نظارة", "تضع نظارة"),
    "scarf": ("يرتدي وشاحًا", "ترتدي وشاحًا"),
    "chair": ("يجلس على كرسي", "تجلس على كرسي"),
    "dog": ("يقف بجانب كلب", "تقف بجانب كلب"),
    "cactus": ("يقف بجانب صبارة", "تقف بجانب صبارة"),
    "suitcase": ("يقف بجانب حقيبة سفر", "تقف بجانب حقيبة سفر"),
    "snowman": ("يقف بجانب رجل ثلج", "تقف بجانب رجل ثلج"),
}


def sentence(facts: dict[str, str]) -> str:
    who, *others = facts.values()
    gender = who in FEMININE
    clauses = " و".join(CLAUSES[fact][gender] for fact in others)  # "and" is part of the next word
    return FRAME.format(f"{CHOSEN[who]} {clauses}")
