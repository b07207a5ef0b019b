"""Which of a comment's signals stands for all of them where only one can."""


def heaviest(signals):
    """Return the name of the signal that weighs most, "" where none speaks against the comment."""
    against = [signal for signal in signals if signal["weight"] > 0]
    return max(against, key=lambda signal: signal["weight"])["name"][:40] if against else ""
