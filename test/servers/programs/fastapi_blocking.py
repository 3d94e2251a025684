"""The program from the question, blocking the event loop: Hello, Goodbye, Hello, Goodbye."""

import os
import time

from fastapi import FastAPI

WAIT_S = float(os.environ.get("WAIT_MS", "5000")) / 1000

app = FastAPI()


@app.get("/ping")
async def ping():
    print("Hello")
    time.sleep(WAIT_S)  # waits here
    print("Goodbye")
    return {"PING": "PONG!"}
