"""The program from the question as a plain def, which FastAPI runs in its pool of 40 threads."""

import os
import time

from fastapi import FastAPI

WAIT_S = float(os.environ.get("WAIT_MS", "5000")) / 1000

app = FastAPI()


@app.get("/ping")
def ping():
    print("Hello")
    time.sleep(WAIT_S)  # waits here
    print("Goodbye")
    return {"PING": "PONG!"}
