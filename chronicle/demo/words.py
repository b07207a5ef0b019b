"""What is said on the site to try: articles, readers' words, and a flood."""

ARTICLES = (
    (
        "The night train is back",
        "night-train",
        "en",
        "Twelve hours, two countries, one bed.",
        "After nine years the sleeping car runs again between the coast and the capital.\n\n"
        "The first departure was **sold out in four hours**. The operator had planned one train a "
        "week; it will now run three.\n\n> I had forgotten how quiet it is, said a passenger.",
    ),
    (
        "Who owns the river?",
        "river",
        "en",
        "Three towns, one dam, and a contract from 1931.",
        "The water has been shared by the same formula for ninety years. It was written for a "
        "river that no longer exists.\n\nEngineers, farmers and fishermen met on Tuesday for the "
        "first time. Nobody left early.",
    ),
    (
        "A library without books",
        "library",
        "en",
        "The shelves are empty, and the rooms are full.",
        "The town moved its books to the cellar and opened the halls to whoever needs a warm "
        "table. Visits have **doubled**.\n\nCritics say that a library without shelves is a café. "
        "The librarians answer that nobody has to buy anything.",
    ),
    (
        "Почему мы снова чиним вещи",
        "remont",
        "ru",
        "Мастерские возвращаются во дворы.",
        "За год в городе открылось сорок мастерских. Чинят всё: от чайников до скрипок.\n\n"
        "Хозяева говорят, что приходят не за экономией. Приходят, потому что **жалко выбросить**.",
    ),
    (
        "The four-day school week",
        "school-week",
        "en",
        "What happened when a valley closed its schools on Fridays.",
        "Marks did not fall. Bus costs did. Parents are divided, pupils are not.\n\nThe trial "
        "ends in June, and the council votes in July.",
    ),
)

NAMES = (
    "Anna",
    "Birgit",
    "Carlos",
    "Dorothea",
    "Emil",
    "Farid",
    "Greta",
    "Hassan",
    "Ines",
    "Jonas",
    "Katya",
    "Leyla",
    "Mikael",
    "Nora",
    "Oskar",
    "Petra",
    "Quentin",
    "Rosa",
    "Selim",
    "Tove",
    "Ulla",
    "Victor",
    "Wanda",
    "Yusuf",
    "Zoe",
    "Людмила",
    "Андрей",
    "Светлана",
    "Игорь",
    "ليلى",
    "سمير",
    "فاطمة",
    "美咲",
    "Σοφία",
)

GOOD = (
    "Thank you for this, it explains more than a year of headlines did.",
    "I live there, and the second paragraph is exactly how it feels.",
    "Is there a source for the number in the middle? I would like to read on.",
    "My grandmother told me the same story, except that it was raining.",
    "One correction: the bridge was closed in autumn, not in spring.",
    "Why does nobody ask those who work at night?",
    "I disagree, but politely: the costs come later, and others will pay them.",
    "We tried this in our town. It took **three years**, and it was worth it.",
    "Please write about the ferry next. Nobody does.",
    "The picture of the empty hall stays with me.",
    "A good text. A map would have helped me.",
    "This was decided behind closed doors, and that is the real story.",
    "I was at the meeting. It was longer and less friendly than it sounds here.",
    "Has anybody asked the schools? They will feel it first.",
    "Both sides are right here, which is why nothing moves.",
    "It is the first article on this that does not shout at me.",
    "The contract is public, by the way: anybody can ask for it at the town hall.",
    "What happens in winter? Snow closes that road for weeks.",
    "I counted: eleven people in the carriage, and all of them asleep.",
    "You write “for the first time”. There was a meeting in 2009, too.",
)
SHORT = ("Yes!", "Nonsense.", "Thanks 🙏", "+1", "First", "Source?", "Agreed.", "Why though?")
RUSSIAN = (
    "Спасибо, наконец-то понятно написано.",
    "А где можно прочитать сам договор?",
    "У нас во дворе такая мастерская с весны, очередь на неделю вперёд.",
    "Не соглашусь: дешевле купить новое, и это печально.",
    "Мой дед чинил всё сам, и инструменты до сих пор служат.",
    "Поправка: мост закрыли осенью, а не весной.",
    "Пишите ещё, такие тексты редкость.",
    "Кто за это заплатит, вот в чём вопрос.",
)
ARABIC = (
    "شكرا على هذا المقال الواضح.",
    "أعيش هناك، وهذا وصف دقيق لما نشعر به.",
    "هل يوجد مصدر لهذا الرقم؟",
    "لا أوافق، فالتكاليف ستأتي لاحقا.",
    "جدتي حكت لي القصة نفسها.",
    "متى سيصوت المجلس على القرار؟",
)
OTHER = (
    "Ich war dabei. Es hat länger gedauert, als hier steht.",
    "Merci pour cet article, clair et calme.",
    "この記事はとても分かりやすかったです。",
    "תודה, מאמר מצוין וברור.",
    "Dziękuję, wreszcie ktoś to wyjaśnił.",
)
RUDE = (
    "Only an idiot can write this. Shame on you.",
    "You are all paid, every single one of you.",
    "WHO LET THIS PERSON NEAR A KEYBOARD???",
    "Go back to where you came from.",
)
SPAM = (
    "I made {number} dollars last week working from home, visit https://easy-cash.example now!!!",
    "FREE casino bonus, {number} spins, click here: https://lucky-spins.example",
    "Best replica watches, {number} % discount, order at https://replica-time.example",
    "Check out my new channel and subscribe, {number} followers already! www.my-channel.example",
    "Need a loan? Up to {number} euros today, WhatsApp +1 555 010 {number}",
    "Зарабатывай {number} долларов в день, переходи по ссылке https://dengi.example",
    "Buy followers and traffic cheap, promo code WIN{number}: https://seo-boost.example",
    "You won a prize of $ {number}, claim it at claim{number}@prizes.example",
)
LINKS = (
    "The minutes are here: https://example.org/minutes/2024-03 and they say the opposite.",
    "Compare [this map](https://example.net/map) with the one from 1931.",
    "Look at [the official page](https://example.com/not-official-at-all) before you believe it.",
    "More: https://example.org/a https://example.org/b https://example.org/c",
    "See раypal.example.com for how it ends.",  # the first two letters are Cyrillic
)
# Name, what it looks for, effect, note.
RULES = (
    ("insults", "idiot\nall paid", "suspect", "Read twice: some only quote the word."),
    ("paypal", "paypal", "hold", "Whatever asks for money is looked at, trusted or not."),
    ("pills", "cheap pills\nwithout prescription", "mark_spam", "Every week since spring."),
)
PILLS = (
    "Cheap pills, discreet parcel: https://pills.example/{number}",
    "C\u200bheap p\u0456lls f\u043er everybody https://pills.example/{number}",
    "Blue ones and white ones WITHOUT PRESCRIPTION: https://pills.example/{number}",
)
QUOTED = (
    "> It will now run three.\n\nThree a week is still less than in 1998.",
    "Two things:\n\n- who pays,\n- who decides.\n\nThe text answers *neither*.",
    "The formula is `share = flow / 3`, and that is all there is to it.",
)
REASONS = (
    "Please say where this comes from: add a source.",
    "Please stay polite, and write about the matter, not the person.",
    "Please leave out what is private: names, addresses, numbers.",
)
ANSWERS = (
    "We have corrected that, thank you.",
    "The contract is linked at the end of the text now.",
    "We asked, and will write about it when there is an answer.",
)
FLOOD = (
    "{greeting} I earn {sum} a week from home, ask me how: https://{host}.example/{number}",
    "{greeting}, {sum} per week working from home! Ask how https://{host}.example/{number}",
)
GREETINGS = ("Hello", "hello friends", "Hi all", "HELLO", "Hеllo")  # the last has a Cyrillic letter
