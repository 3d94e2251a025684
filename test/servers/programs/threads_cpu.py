"""One thread per call, all competing for the interpreter lock. Calls are in progress together but finish
no sooner than one after the other."""

import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

WORK_S = float(os.environ.get("WAIT_MS", "300")) / 1000


def burn():
    """Uses up CPU time of this thread. Waiting for the lock does not count."""
    until = time.thread_time() + WORK_S
    while time.thread_time() < until:  # waits here
        sum(range(1000))  # waits here


class Ping(BaseHTTPRequestHandler):
    def do_GET(self):
        burn()
        body = b'{"ping": "pong!"}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *args):
        pass


ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Ping).serve_forever()
