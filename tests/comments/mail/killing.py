"""A process that sends the outbox and kills itself, or a child of it, at the n-th of its steps.

Started once, it forks for every number that it reads: a child that runs the command itself, and
dies by SIGKILL before the n-th statement to the database. Zero kills nothing. It prints the id of
the child, then how it ended.
"""

import os
import signal
import sys

import django
from django.core.management import call_command

django.setup()

from django.db import connection  # noqa: E402 - only after setup


def die_before(number):
    """Have this process killed when it begins its ``number``-th statement."""
    count = 0

    def step(execute, *args):
        nonlocal count
        count += 1
        if count == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*args)

    return connection.execute_wrapper(step)


def send(number):
    with die_before(number):
        call_command("send_mail_outbox")


if __name__ == "__main__":
    for line in sys.stdin:
        child = os.fork()
        if not child:
            os.dup2(2, 1)  # standard output is for the results
            send(int(line))
            os._exit(0)
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
