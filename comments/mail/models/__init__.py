from .digests import QueueDigest
from .outbox import Kind, Mail, News
from .subscriptions import Address, Pace, Subscription, Topic

__all__ = [
    "Address",
    "Kind",
    "Mail",
    "News",
    "Pace",
    "QueueDigest",
    "Subscription",
    "Topic",
]
