"""Signs of spam that need no learning: links, ways to get in touch, money, shouting, disguises.

They are what is common to spam in many languages, and weigh in from the first comment on. What the
site's own decisions say is added to them.
"""

import re
from dataclasses import dataclass
from itertools import islice

from .letters import plain

FAR = 4  # of one sign: more of it says no more


@dataclass(frozen=True, slots=True)
class Hint:
    """One sign: its name, how often it is there, and what it adds to the score."""

    name: str
    number: int
    amount: float


DOMAINS = (
    "com|net|org|info|biz|ru|su|de|uk|fr|es|it|pl|nl|eu|us|ca|br|in|cn|jp|kr|tv|me|io|co|ly|be|gl|gd|cc|ws"
    "|to|xyz|top|site|online|shop|store|club|live|pro|app|link|click|fun|vip|рф"
)
LINK = re.compile(
    rf"(?:https?://|www\.)\S+|(?<![\w-])[\w-]{{1,63}}(?:\.[\w-]{{2,63}}){{0,3}}\.(?:{DOMAINS})\b(?:/\S*)?"
)
DOT = r"(?:dot|\.|точка|punto|punkt)"
HIDDEN_LINK = re.compile(
    rf"\w\s?[\[({{]\s?{plain(DOT)}\s?[\])}}]\s?\w"
    r"|\w\s{1,3}(?:dot|\.)\s?(?:com|net|org|ru|info)\b|\bwatch\?v=|\bhref\b|\[url"
)
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.\w{2,}")
PHONE = re.compile(r"(?<![\w.])\+?\d(?:[\s().-]?\d){6,14}(?!\w)|\b\d{5}\b")
MONEY = re.compile(
    plain(
        r"[$€£₽¥₹₿]\s?\d|\d\s?(?:[$€£₽¥₹]|(?:usd|eur|gbp|dollars?|euros?|pounds?|руб|долл)\w*\b)"
        r"|\d\s?p(?:/|\s?per\s|pm\b)"
    )
)

# Words, and with a hyphen beginnings of words, in the languages of most spam.
OFFERS = """
free win won winner prize- cash money earn- income profit- invest- bonus award- reward- offer-
discount- cheap- credit- loan- casino- jackpot bitcoin crypto- forex lottery guarantee- claim
promo- coupon- voucher- giveaway- viagra cialis pills pharmac- replica- escort- dating adult porn-
sexy seo backlink- traffic followers unlimited бесплатн- выигр- приз призы деньги денег заработ-
доход- прибыл- бонус- скидк- кредит- займ- казино ставк- крипт- акци- gratis ganar gana premio-
dinero oferta- descuento- préstamo- gewinn- geld kostenlos- rabatt- angebot- verdien- gratuit-
gagne- argent offre- crédit- guadagn- soldi ganhar ganhe dinheiro desconto- grátis
"""
CALLS = """
subscrib- click- visit follow check join call txt text contact whatsapp telegram inbox dm email-
e-mail- signup register download- buy order apply reply website- promot- подпис- перейд- переход-
кликн- жми заход- закаж- купи купите пиши пишите звони- свяж- регистр- телеграм- ватсап- вотсап-
канал канале ссылк- suscrib- visita haz clic contact- compra- sigue- abonnier- klick- besuch-
kauf- abonne- cliqu- visitez achet- iscriv- clicca inscrev- clique siga
"""


def any_of(words):
    """Return the pattern of ``words``, a hyphen at the end meaning any ending."""
    found = []
    for word in words.split():
        ending = r"\w*" if word.endswith("-") else "s?"
        found.append(re.escape(plain(word.removesuffix("-"))) + ending)
    return re.compile(rf"\b(?:{'|'.join(sorted(set(found)))})\b")


OFFER, CALL = any_of(OFFERS), any_of(CALLS)
WAYS = (  # name, pattern, what the first and each further one adds
    ("links", LINK, 1.8, 0.5),
    ("hidden links", HIDDEN_LINK, 1.5, 0.3),
    ("addresses", EMAIL, 1.2, 0.3),
    ("telephones", PHONE, 1.5, 0.3),
    ("money", MONEY, 1.0, 0.3),
    ("offers", OFFER, 0.8, 0.5),
    ("calls", CALL, 0.9, 0.5),
)
REPEATED = re.compile(r"([^\W\d_])\1{3,}")
MARKS = re.compile(r"[!?$*=#~]{2,}|!")
LONG = 90  # characters: most remarks are shorter


def find(text):
    """Return the Hints of ``text``, in a time bounded by its length."""
    plainly = plain(text)[: len(text)]  # there are signs that unfold into eighteen letters
    found = [hint for way in WAYS if (hint := _count(plainly, *way))]
    return [*found, *_manners(text, plainly)]


def _count(plainly, name, pattern, first, further):
    number = sum(1 for _match in islice(pattern.finditer(plainly), FAR))
    return Hint(name, number, first + further * (number - 1)) if number else None


def _manners(text, plainly):
    upper, letters = sum(map(str.isupper, text)), sum(map(str.isalpha, text))
    if upper >= 8 and upper > 0.3 * letters:
        yield Hint("shouting", 1, 0.6)
    if marks := sum(1 for _match in islice(MARKS.finditer(plainly), FAR)):
        yield Hint("marks", marks, 0.15 * marks)
    if REPEATED.search(plainly):
        yield Hint("repeated", 1, 0.1)
    digits = sum(map(str.isdigit, text))
    if digits > 6 and digits > 0.05 * len(text):
        yield Hint("digits", 1, 0.7)
    if len(text) > LONG:
        yield Hint("long", 1, 0.5)
