"""Floods as bots write them, twenty kinds and then eight more, and people's comments among them.

The thresholds of the fingerprints were settled before HOLD_OUT was written, and not touched since.
"""

import random
import re
import string
import unicodedata

from chronicle.demo import words

PITCHES = (
    "Hello friends, my neighbour makes nine hundred dollars a week from home with this simple "
    "trading robot, you only need a phone and ten minutes a day, write to me and I will show you",
    "Dr Osagie brought my husband back after two years of divorce with his powerful love spell, "
    "contact him today and your marriage will be saved as well",
    "Best quality replica watches and handbags with free delivery worldwide, order this week and "
    "get the second one for half of the price at https://luxury-copies.example/sale",
    "Are you tired of loans that banks refuse? We lend from five thousand up to two million at "
    "three percent, no collateral, no questions, answer within one working day",
    "I lost everything in a crypto scam until Captain Wells recovered my stolen bitcoin wallet, "
    "he is honest and fast, ask for him on telegram before it is too late",
    "Play the new casino with a welcome bonus of two hundred free spins, no deposit needed, "
    "withdraw your winnings to your card the same evening: https://spin-palace.example/go",
    "Lose twelve kilos in one month without diets or sport, doctors hide this old Japanese root "
    "from you, read the whole story before they take the page down again",
    "We write your essays, theses and dissertations cheaply and without plagiarism, native "
    "speakers, money back guarantee, three hundred students thanked us this year",
    "Hot single women from your own town are waiting for a message tonight, registration is free "
    "and nobody will ever know, look at the photographs first",
    "Your article is wonderful and I shared it on my page, please visit my blog about organic "
    "gardening tools where every reader gets a gift: http://green-spade.example/?ref=77",
    "Зарабатывайте от пятидесяти тысяч рублей в неделю на перепродаже билетов, обучение "
    "бесплатное, пишите мне в личные сообщения, осталось всего семь мест в группе",
    "Срочный выкуп квартир и комнат за один день, оплачиваем долги и переезд, оценка бесплатно, "
    "звоните круглосуточно, работаем без посредников по всей области",
    "Cheap medicines without prescription, blue pills for men, discreet parcel in three days, "
    "pay with any card, discount code for readers of this newspaper inside",
    "The government does not want you to see this video about the vaccine and the towers, share "
    "it with everybody before it is deleted, the truth is coming out at last",
    "Professional roof repair and gutter cleaning in your district, twenty years of experience, "
    "pensioners get thirty percent off this autumn, call our friendly team for an estimate",
    "Earn passive income with our mining contracts, daily payouts since two thousand and "
    "nineteen, minimum deposit of fifty, invite three friends and double your first reward",
    "This candidate stole money from the orphans of our city and everybody knows it, do not vote "
    "for the thief on Sunday, print this and put it on every door",
    "Private tutor for mathematics and physics prepares your child for the entrance exam in six "
    "weeks, first lesson costs nothing, hundreds of grateful parents",
    "Subscribe to my channel for daily gaming videos, secret codes and giveaways of new phones, "
    "the first thousand subscribers take part in the big draw this month",
    "Diploma of any university with entry in the register, we deliver within ten days, payment "
    "after you have checked it, complete confidentiality for our customers",
)
NOISE = """
river table seven green window market quickly under mountain letter orange winter paper
morning doctor bridge silent garden history engine coffee village summer northern
pencil travel kitchen yellow island teacher weather station blanket evening harbour
ticket music forest button camera finger planet silver dinner gentle museum corner
bottle student copper шкаф дерево утро вокзал письмо остров чашка ветер лодка зима
""".split()  # noqa: SIM905 - a list of words is read more easily as words
EMOJI = ["🔥", "💰", "✅", "👉", "😍", "🎁", "⭐", "🚀"]
CYRILLIC = str.maketrans("aceopxyiABEHKMOPCTXlu", "асеорхуіАВЕНКМОРСТХӏц")
GREEK = str.maketrans("aovinputkxABEZHIKMNOPTYX", "ανινηρυτκχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ")
LEET = str.maketrans("oieast", "01345" + "7")
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u180e\u2063"


def every_word(text, dice, part, change):
    return " ".join(change(word) if dice.random() < part else word for word in text.split())


def noise(dice, number):
    return " ".join(dice.choice(NOISE) for _ in range(number))


def respell(word, dice):
    if len(word) < 3:
        return word
    at = dice.randrange(len(word))
    return word[:at] + dice.choice(string.ascii_lowercase) + word[at + 1 :]


def in_alphabet(first_small, first_capital):
    def change(letter):
        if "a" <= letter <= "z":
            return chr(first_small + ord(letter) - ord("a"))
        if "A" <= letter <= "Z":
            return chr(first_capital + ord(letter) - ord("A"))
        return letter

    return lambda text, dice: "".join(map(change, text))


def mixed_letters(text, dice):
    tables = (CYRILLIC, GREEK, {})
    return "".join(letter.translate(dice.choice(tables)) for letter in text)


def split_unseen(text, dice):
    return "".join(
        letter + (dice.choice(INVISIBLE) if dice.random() < 0.4 else "") for letter in text
    )


def accented(text, dice):
    marks = "\u0301\u0308\u0303\u0327"
    return unicodedata.normalize(
        "NFC",
        "".join(
            c + (dice.choice(marks) if c.isalpha() and dice.random() < 0.5 else "") for c in text
        ),
    )


def shuffled(text, dice):
    parts = text.split(", ")
    dice.shuffle(parts)
    return ", ".join(parts)


def link_changed(text, dice):
    tail = "".join(dice.choice(string.ascii_lowercase + string.digits) for _ in range(14))
    plain = re.sub(r"https?://(\S+?)/\S*", rf"https://\1/{tail}?u={dice.randrange(10**9)}", text)
    return plain if plain != text else f"{text} https://promo.example/{tail}"


def numbers_changed(text, dice):
    return f"{dice.randrange(10**6)} {text} +{dice.randrange(10**11)} {dice.randrange(100)}%"


def spun(text, dice):
    greeting = dice.choice(("Hi", "Hello all", "Good day", "Dear readers", "Hey guys", ""))
    ending = dice.choice(("Thanks!", "God bless.", "Hurry up", "Regards", "See you there", ""))
    name = dice.choice(words.NAMES)
    return (
        f"{greeting} {every_word(text, dice, 0.15, lambda w: dice.choice(NOISE))} {ending} {name}"
    )


KINDS = {
    "the same": lambda text, dice: text,
    "a tenth of the words": lambda t, d: every_word(t, d, 0.1, lambda w: d.choice(NOISE)),
    "a fifth of the words": lambda t, d: every_word(t, d, 0.2, lambda w: d.choice(NOISE)),
    "a third of the words": lambda t, d: every_word(t, d, 0.33, lambda w: d.choice(NOISE)),
    "words left out": lambda t, d: " ".join(w for w in t.split() if d.random() > 0.25),
    "words put in": lambda t, d: " ".join(
        w if d.random() > 0.3 else f"{w} {d.choice(NOISE)}" for w in t.split()
    ),
    "padded before": lambda t, d: f"{noise(d, d.randrange(5, 25))} {t}",
    "padded on both sides": lambda t, d: f"{noise(d, d.randrange(20))}. {t}. {noise(d, 20)}",
    "padded with people's words": lambda t, d: f"{d.choice(words.GOOD)} {t} {d.choice(words.GOOD)}",
    "Cyrillic and Greek letters": mixed_letters,
    "full width": in_alphabet(0xFF41, 0xFF21),
    "mathematical letters": in_alphabet(0x1D586, 0x1D56C),
    "split by what is invisible": split_unseen,
    "accents": accented,
    "digits for letters": lambda t, d: every_word(t, d, 0.5, lambda w: w.translate(LEET)),
    "case, emoji and dots": lambda t, d: f" {d.choice(EMOJI)}".join(
        d.choice((w.upper(), w.title(), w, w + "!!", ".".join(w))) for w in t.split(" ")
    ),
    "links changed": link_changed,
    "numbers and names changed": numbers_changed,
    "spun templates": spun,
    "sentences in another order": shuffled,
}
HOLD_OUT = {
    "a typing error in two words of three": lambda t, d: every_word(
        t, d, 0.67, lambda w: respell(w, d)
    ),
    "two fifths of the words": lambda t, d: every_word(t, d, 0.4, lambda w: d.choice(NOISE)),
    "all words in another order": lambda t, d: " ".join(d.sample(t.split(), len(t.split()))),
    "forty words of padding on each side": lambda t, d: f"{noise(d, 40)} {t} {noise(d, 40)}",
    "letters spread by spaces": lambda t, d: " ".join(t),
    "look-alikes, unseen splits and new words at once": lambda t, d: split_unseen(
        mixed_letters(every_word(t, d, 0.15, lambda w: d.choice(NOISE)), d), d
    ),
    "letters repeated": lambda t, d: "".join(c * d.choice((1, 1, 1, 3)) for c in t),
    "small capitals and circled letters": lambda t, d: (
        t.lower().translate(str.maketrans("abcdegjkmnoprtuvwz", "ᴀʙᴄᴅᴇɢᴊᴋᴍɴᴏᴘʀᴛᴜᴠᴡᴢ"))
        if d.random() < 0.5
        else in_alphabet(0x24D0, 0x24B6)(t, d)
    ),
}


def flood(number, kinds=KINDS, seed=1):
    """Return ``[(kind, text)]``: ``number`` of a flood, as many of each kind, mixed."""
    dice = random.Random(seed)
    names = [name for name, _ in zip(_endless(kinds), range(number), strict=False)]
    pitches = dict(zip(kinds, PITCHES, strict=False))
    texts = [(name, kinds[name](pitches[name], dice)) for name in names]
    dice.shuffle(texts)
    return texts


def _endless(names):
    while True:
        yield from names


SAID = """\
I read this twice on the train and still do not know what to think.
My father worked at that plant for thirty years; he would have laughed at the word "reform".
The part about the council surprised me. They told us the opposite in May.
We had the same quarrel in our street, only about chestnut trees.
Somebody should tell the mayor that buses exist.
As a nurse I see this every night, and no, it is not getting better.
The photograph is from before the fire, isn't it?
Nobody mentions the smell in August.
I voted for it and I regret nothing.
The figures in the third paragraph do not add up: 41 and 38 is not 84.
When I was small the tram still ran to the lake, one every ten minutes.
A friend translated the contract for me. Clause nine is the interesting one.
It took our school two winters and a new caretaker.
You forgot the fishermen again.
Between the lines this is about rent, like everything else here.
Last week the heating failed once more; we wore coats in the lecture.
Does anyone remember the strike of 1987? Same promises, same faces.
I would pay for a printed version of this series.
My dog found the old milestone you write about. It leans badly.
Could you explain what a "framework decision" is? I got lost there.
The baker on Mill Lane has the whole story on her wall, with pictures.
Interesting, although I think the weather had more to do with it than politics.
Twenty euros for a ticket is what keeps people away, believe me.
I teach sixth grade and will read this aloud tomorrow.
Wrong river, by the way. The Alder flows west of the mill.
Beautifully written. I could hear the gulls.
They measured noise at noon. Try measuring at four in the morning.
This comment section is calmer than our parish meetings.
What did the insurance company answer in the end?
My sister lives upstairs from the archive and says the lights are on all night.
It isn't the first pipeline that was finished on paper only.
I am ninety-one. I remember who built that wall and why.
Sources at the bottom would help those of us who check things.
The comparison with Denmark is unfair, their grid is ten times smaller.
How much did the consultants get? That is never in the article.
Living abroad, I miss exactly this kind of local paper.
The old lady in the second picture is my grandmother!
Half of the trees they planted in March are already dead.
Let's wait for the court before we hang anybody.
My bicycle was stolen in front of that very police station.
Such calm tone on such an angry subject. Rare.
We do have a library card for the homeless here; takes five minutes.
I counted eleven empty shops between the church and the post office.
The engineer's name is spelled with two t's.
Try the same walk with a pram and you will understand the problem.
Finally someone who asks the cleaners instead of the director.
Honestly the soup was better in the old canteen.
I don't buy the argument about tourism. Tourists come for the quiet.
Could be, could be not. I'd like to hear the other side.
The bells have been silent since Easter and nobody complains but me.
Snow chains, a shovel and patience: that is how we get to work in January.
Our choir lost its room because of this. We now sing in a garage.
Which committee? There are at least four with that name.
I sold my car two years ago and have not missed it for a day.
The minister opened the same bridge three times, look it up.
On behalf of the volunteers: we need drivers more than money.
Very one-sided on farming. Come and milk with me for a week.
That quote is from Tucholsky, not from Brecht.
I was born in that hospital and so were my kids. It hurts to read.
Solar panels on the swimming hall would be a start.
The real scandal is on page 40 of the audit.
My landlord forwarded me this with the subject line "ha".
Why not ask the kids? They use that square all day.
Good interview, but you let him off the hook on pensions.
I'm the driver of line 6. The turning time is a joke, four minutes.
It reads like an obituary for the high street.
The hedgehogs are back at least!
You can see the cracks from the ferry, no expert needed.
Our village voted 212 to 9, and the nine still greet everybody.
I stopped reading at "stakeholders".
A question for the author: did you get to see the cellar?
The museum is free on the first Sunday, go and look at the maps yourselves.
Two of my students wrote their thesis on this, both failed to get the data.
Nothing about accessibility, as usual. The ramp ends at a step.
Sounds nice until you are the one on the night shift.
I cried a little, I admit it.
Compare the budget of 2011: the same sum, different adjectives.
Not everything that is old is worth keeping. I said what I said.
Our beekeeper says the lime trees flower two weeks earlier now.
Do they still make the plum cake in the station café?
The translation of the Polish letter has a mistake in line two.
If the dam goes, my cellar is the first. So I follow this closely.
Somewhere my uncle is shouting at the radio about it.
Please interview the harbour pilot, he knows every sandbank.
It's hot in here and this gave me goosebumps anyway.
Two wheels good, four wheels bad, says my nephew, who is six.
At last a table that one can read on a phone.
The lift has been "under repair" since my divorce.
I gave evidence in 2016 and would do it again.
The theatre should not have to sell beer to survive.
""".splitlines()
COMMON = ("Thanks!", "First", "Great article", "Nice", "I agree", "lol", "Спасибо!", "+1", "🙏")


def people(number, seed=2):
    """Return ``number`` comments of people: some short ones as they are written again and again."""
    dice = random.Random(seed)
    long = [*SAID, *words.GOOD, *words.RUSSIAN, *words.ARABIC, *words.OTHER, *words.RUDE]
    short = [dice.choice(COMMON) for _ in range(max(number - len(long), number // 5))]
    return short + dice.sample(long, number - len(short))
