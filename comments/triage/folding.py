"""Text reduced to what a reader would read aloud: the disguises of its letters fall away.

Two texts that differ in case, accents, spaces, punctuation, emoji, numbers, the alphabet that a
letter was borrowed from, or in what follows the host of a link come out the same.
"""

import re
import unicodedata

# What is drawn like a letter of a to z, from one alphabet after another. Picked by eye from the
# code charts of Unicode 15; what NFKD takes apart (full width, mathematical, circled) is not here.
LOOK_ALIKES = {
    "a": "аɑαӕꭺᎪ∀",
    "b": "ЬьвβЪъɓƀᏴƄΒ",
    "c": "сϲᴄςↄᏟⲥ",
    "d": "ԁɗđᏧժᎠ",
    "e": "еєэεҽɛɘәℯᎬξ",
    "f": "ғƒſϝք",
    "g": "ɡգɢԍᏀ",
    "h": "нһհћђңᏂԋΗᎻ",
    "i": "іӏıɩιɪℓ|ǀɭłҷլᎥ∣߁",
    "j": "јϳʝᎫ",
    "k": "кκқҝᏦӄќ",
    "l": "Ꮮ",
    "m": "мᎷʍӎΜ",
    "n": "пиηոռɴŋлйѝΝ",
    "o": "оοσөօøɵюθϙ०໐๐〇◦º",
    "p": "рρթᴩƿᏢþΡ",
    "q": "ԛզɋ",
    "r": "гяʀɾᴦᖇґɼᎡ",
    "s": "ѕꜱʂᏕƨᏚ",
    "t": "тτŧƭᎢʈ",
    "u": "υцսμʋᴜմҵ",
    "v": "ѵνᴠᏙ√",
    "w": "шѡωщԝɯᏔᎳ",
    "x": "хχҳ×ӽΧ",
    "y": "уγүұʏყӯΥᎩ",
    "z": "зʐƶᏃʒ",
}
# Letters whose Unicode name ends in a letter of a to z: small capitals, letters with a stroke or a
# hook, regional indicators, letters in squares and circles.
NAMED = re.compile(
    r"(?:(?:CROSSED )?NEGATIVE )?"
    r"(?:LATIN (?:LETTER SMALL CAPITAL|(?:SMALL|CAPITAL) LETTER)|REGIONAL INDICATOR SYMBOL LETTER|"
    r"(?:CIRCLED|SQUARED) LATIN CAPITAL LETTER) ([A-Z])(?: WITH.*)?"
)
BLOCKS = ((0x80, 0x2B0), (0x1D00, 0x1DC0), (0x2C60, 0x2C80), (0xA720, 0xA800), (0x1F100, 0x1F200))
# Digits and signs that stand for a letter inside a word: "fr33", "c@sh".
STAND_INS = str.maketrans("013457@$!|+", "oieastasiit")
ALIKE = str.maketrans("l", "i")  # "I" and "l" are one stroke in most typefaces

# No letter, but drawn as nothing, or nearly (Default_Ignorable_Code_Point of Unicode 15, the part
# that is not in the category Cf); category Cf and the marks go with them.
IGNORED = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
LINK = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,9}://)?(?:www\.)?((?:[^\W_][\w-]{0,62}\.){1,5}[^\W\d_]{2,20})"
    r"(?::[0-9]+)?(?:[/?#]\S*)?"
)
IN_WORD = re.compile(r"[\w@$](?:[\w@$!|+]*[\w@$])?")
REPEATED = re.compile(r"(.)\1+", re.DOTALL)


def _table():
    found = {ord(look): plain for plain, looks in LOOK_ALIKES.items() for look in looks}
    for begin, end in BLOCKS:
        for point in range(begin, end):
            if match := NAMED.fullmatch(unicodedata.name(chr(point), "")):
                found.setdefault(point, match[1].lower())
    return found


class Table(dict):
    """What becomes of each character; found when first met, so that the common ones are fast."""

    KEPT_BELOW = 0x3000  # alphabets; a stranger's text cannot fill the memory with the rest

    def __missing__(self, point):
        character = chr(point)
        gone = character in IGNORED or unicodedata.category(character) in ("Cf", "Mn", "Me")
        becomes = "" if gone else character
        if point < self.KEPT_BELOW:
            self[point] = becomes
        return becomes


TABLE = Table(_table())


def fold(text):
    """Return ``text`` as its bare letters in a row. Links are cut to their host."""
    text = unicodedata.normalize("NFKD", text).translate(TABLE).casefold().translate(TABLE)
    text = LINK.sub(r" \1 ", text)
    letters = "".join(_letters(match[0]) for match in IN_WORD.finditer(text))
    return REPEATED.sub(r"\1", letters)


def _letters(word):
    if word.isalpha():
        return word.translate(ALIKE)
    if not any(character.isalpha() for character in word):
        return ""  # a number: it changes from copy to copy
    word = word.translate(STAND_INS).translate(ALIKE)
    return "".join(filter(str.isalpha, word))
