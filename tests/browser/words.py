"""What stands on the pages in each language, as a reader sees it.

Written down, not looked up in the catalogues: so a sentence that lost its translation is missed.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    prefix: str
    direction: str
    name: str  # the labels of the form
    comment: str
    picture: str
    question: str  # how it begins
    send: str
    waits: str  # the headings of the author's page
    published: str
    returned: str
    withdrawn: str
    see: str  # and what can be done there
    change: str
    send_change: str
    send_again: str
    withdraw: str
    bring_back: str
    reply: str  # of a link
    reply_heading: str
    answered: str
    queue_is_empty: str
    person: str  # who writes
    other: str
    text: str
    answer: str


ENGLISH = Words(
    prefix="",
    direction="ltr",
    name="Name",
    comment="Comment",
    picture="Picture {}",
    question="Confirm that you are not a bot - select every ",
    send="Send",
    waits="Thank you! Your comment waits for a moderator",
    published="Your comment is published",
    returned="A moderator asks you to change your comment",
    withdrawn="You have withdrawn your comment",
    see="See it under the article",
    change="Change the text",
    send_change="Send the change",
    send_again="Send again",
    withdraw="Withdraw the comment",
    bring_back="Bring it back",
    reply="Reply to {}",
    reply_heading="Reply to {}",
    answered="In reply to {}",
    queue_is_empty="Nothing waits. Well done.",
    person="Anna",
    other="Bob",
    text="A first word, typed without a mouse.",
    answer="And an answer to it.",
)
RUSSIAN = Words(
    prefix="/ru",
    direction="ltr",
    name="Имя",
    comment="Комментарий",
    picture="Картинка {}",
    question="Подтвердите, что вы не бот: выберите ",
    send="Отправить",
    waits="Спасибо! Ваш комментарий ждёт модератора",
    published="Ваш комментарий опубликован",
    returned="Модератор просит изменить комментарий",
    withdrawn="Вы отозвали свой комментарий",
    see="Посмотреть под статьёй",
    change="Изменить текст",
    send_change="Отправить правку",
    send_again="Отправить снова",
    withdraw="Отозвать комментарий",
    bring_back="Вернуть",
    reply="Ответить на комментарий {}",
    reply_heading="Ответ на комментарий {}",
    answered="В ответ на комментарий {}",
    queue_is_empty="Никто не ждёт. Отличная работа.",
    person="Анна",
    other="Борис",
    text="Первое слово, набранное без мыши.",
    answer="И ответ на него.",
)
ARABIC = Words(
    prefix="/ar",
    direction="rtl",
    name="الاسم",
    comment="التعليق",
    picture="الصورة {}",
    question="أكِّد أنك لست برنامجًا آليًا: اختر كل ",
    send="إرسال",
    waits="شكرًا لك! تعليقك في انتظار أحد المشرفين",
    published="تعليقك منشور",
    returned="يطلب منك أحد المشرفين تغيير تعليقك",
    withdrawn="لقد سحبت تعليقك",
    see="شاهده تحت المقالة",
    change="تغيير النص",
    send_change="إرسال التعديل",
    send_again="إرسال مرة أخرى",
    withdraw="سحب التعليق",
    bring_back="إعادته",
    reply="الرد على {}",
    reply_heading="الرد على {}",
    answered="ردًا على {}",
    queue_is_empty="لا شيء ينتظر. أحسنت.",
    person="ليلى",
    other="سامي",
    text="كلمة أولى (1) كُتبت بلا فأرة، من فضلك!",
    answer="وهذا جواب عنها.",
)
