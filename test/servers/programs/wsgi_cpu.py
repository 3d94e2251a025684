"""Burns CPU for each call: more workers than cores gain nothing."""

import os
import time

WORK_S = float(os.environ.get("WAIT_MS", "5000")) / 1000


def app(environ, start_response):
    # CPU time rather than elapsed time: calls take longer on a busy machine, as real work does.
    until = time.thread_time() + WORK_S
    while time.thread_time() < until:
        pass
    body = b'{"ping": "pong!"}'
    start_response(
        "200 OK",
        [("Content-Type", "application/json"), ("Content-Length", str(len(body)))],
    )
    return [body]


print("worker ready", flush=True)
