"""Between the studio and its database: a proxy that sleeps, cuts connections, and loses answers.

It is what a pooler in transaction mode, a database that scales to zero, and a bad line do to a client. It passes bytes
on and understands one thing of the protocol: that a client asks for a commit.
"""

import contextlib
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Self

_COMMIT = b"COMMIT\0"


class Line:
    """One client's connection."""

    def __init__(self, client: socket.socket, server: socket.socket) -> None:
        self.client = client
        self.server = server
        self.is_idle = True
        """The server was not asked anything that it has not answered."""
        self.loses_next_answer = False

    def cut(self) -> None:
        for end in (self.client, self.server):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


class Proxy:
    """`with Proxy(port) as proxy` listens at `proxy.port`, and passes on to `port`."""

    def __init__(self, target_port: int) -> None:
        self._target_port = target_port
        self._lines: set[Line] = set()
        self._lock = threading.Lock()
        self._wakes_in_seconds = 0.0
        self._loses: Callable[[], bool] = lambda: False
        self.lost_answers = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()
        self.cut_all()

    def cut_all(self) -> None:
        self._cut(lambda line: True)

    def cut_idle(self) -> None:
        """What a database does that goes to sleep, and a pooler that closes what nobody uses."""
        self._cut(lambda line: line.is_idle)

    def _cut(self, wanted: Callable[[Line], bool]) -> None:
        with self._lock:
            lines = [line for line in self._lines if wanted(line)]
        for line in lines:
            line.cut()

    def wake_slowly(self, seconds: float) -> None:
        """From now on a new connection waits so long for its first answer."""
        self._wakes_in_seconds = seconds

    @contextlib.contextmanager
    def losing_answers(self, chance: random.Random, share: float, *, times: int = 1_000_000) -> Iterator[None]:
        """Of this share of the commits the answer never comes: the database has done it, and the connection breaks."""
        before = self.lost_answers
        self._loses = lambda: self.lost_answers - before < times and chance.random() < share
        try:
            yield
        finally:
            self._loses = lambda: False

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        time.sleep(self._wakes_in_seconds)
        try:
            server = socket.create_connection(("127.0.0.1", self._target_port), timeout=10)
        except OSError:
            client.close()
            return
        server.settimeout(None)
        line = Line(client, server)
        with self._lock:
            self._lines.add(line)
        answering = threading.Thread(target=self._pass_answers, args=(line,), daemon=True)
        answering.start()
        self._pass_questions(line)
        answering.join()
        with self._lock:
            self._lines.discard(line)

    def _pass_questions(self, line: Line) -> None:
        with contextlib.suppress(OSError):
            while data := line.client.recv(65536):
                line.is_idle = False
                if data.endswith(_COMMIT) and self._loses():
                    line.loses_next_answer = True
                line.server.sendall(data)
        line.cut()

    def _pass_answers(self, line: Line) -> None:
        with contextlib.suppress(OSError):
            while data := line.server.recv(65536):
                if line.loses_next_answer:
                    self.lost_answers += 1
                    break
                line.is_idle = True
                line.client.sendall(data)
        line.cut()
