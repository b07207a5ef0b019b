"""Worker processes that do not outlive the one that started them."""

import os
from multiprocessing import parent_process
from threading import Thread


def end_with_parent() -> None:
    """Called in a worker: end it as soon as its parent has ended, however it ended.

    A parent that is killed tells nobody, and its workers would work on for ever.
    """
    if (parent := parent_process()) is None:
        return

    def wait() -> None:
        parent.join()
        os._exit(1)

    Thread(target=wait, daemon=True).start()
