"""A program for WSGI servers that works on after it has answered."""

import os
import time

WAIT_S = float(os.environ.get("WAIT_MS", "300")) / 1000
AFTER_S = 0.2


class Body:
    """The server closes it once the client has all of it."""

    def __iter__(self):
        yield b"PONG!"

    def close(self):
        time.sleep(AFTER_S)


def app(environ, start_response):
    time.sleep(WAIT_S)
    start_response(
        "200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")]
    )
    return Body()


print("worker ready", flush=True)
