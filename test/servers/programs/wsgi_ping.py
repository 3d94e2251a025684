"""The program from the question for WSGI servers, which serve one call per worker or thread."""

import os
import time

WAIT_S = float(os.environ.get("WAIT_MS", "5000")) / 1000


def app(environ, start_response):
    time.sleep(WAIT_S)  # waits here
    body = b'{"ping": "pong!"}'
    start_response(
        "200 OK",
        [("Content-Type", "application/json"), ("Content-Length", str(len(body)))],
    )
    return [body]


print("worker ready", flush=True)
