"""Django signals for whoever keeps figures. Each is sent with ``challenge``; a receiver that raises
breaks the request, so keep them short."""

from django.dispatch import Signal

# A challenge was handed out, reloads included. Also with ``asker``.
issued = Signal()
# An answer was judged. Inside the transaction that stores what it was for.
passed = Signal()
failed = Signal()
