"""Accepts one connection at a time; up to five more wait in the backlog."""

import os
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

WAIT_S = float(os.environ.get("WAIT_MS", "300")) / 1000


class Ping(BaseHTTPRequestHandler):
    def do_GET(self):
        time.sleep(WAIT_S)  # waits here
        body = b"PONG!"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *args):
        pass


HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Ping).serve_forever()
