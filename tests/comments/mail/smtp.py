"""A tiny mail server on a port of this machine: it keeps what it takes, and does as it is told."""

import socketserver
import threading
from contextlib import contextmanager, suppress


class MailServer(socketserver.ThreadingTCPServer):
    """``taken`` are the messages it said 250 to, or would have; ``on`` is called with the name of
    every step, and may return an answer of its own, or CLOSE to hang up."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, on):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.on = on
        self.taken = []

    @property
    def port(self):
        return self.server_address[1]


CLOSE = object()


class Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        with suppress(OSError):  # the sender was killed
            self.talk()

    def talk(self):
        if not self.answer("connect", "220 ready"):
            return
        while line := self.rfile.readline():
            verb = line.split()[0].upper().decode()
            if verb == "DATA":
                if not self.take():
                    return
            elif verb == "EHLO":
                self.say("250 here")
            elif not self.answer(verb, "221 bye" if verb == "QUIT" else "250 ok"):
                return
            if verb == "QUIT":
                return

    def take(self):
        refused = self.server.on("DATA")
        if refused is CLOSE:
            return False
        self.say(refused or "354 go on")
        if refused:
            return True
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        if not line:
            return False
        message = b"".join(lines)
        answer = self.server.on("end")
        if answer is None or answer is CLOSE:
            self.server.taken.append(message)
        if answer is CLOSE:
            return False
        self.say(answer or "250 taken")
        self.server.on("taken")
        return True

    def answer(self, step, usual):
        answer = self.server.on(step)
        if answer is CLOSE:
            return False
        self.say(answer or usual)
        return True

    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")


@contextmanager
def mail_server(on=lambda step: None):
    """Run a MailServer until the block ends."""
    with MailServer(on) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
