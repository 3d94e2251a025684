"""A Flask program that waits."""

import os
import time

from flask import Flask

WAIT_S = float(os.environ.get("WAIT_MS", "300")) / 1000

app = Flask(__name__)


@app.get("/ping")
def ping():
    time.sleep(WAIT_S)  # waits here
    return "PONG!"
