"""The program of the question as a plain def, which FastAPI runs in its pool of 40 threads."""

import os
import time

from fastapi import FastAPI, Request

WAIT_S = float(os.environ.get("WAIT_MS", "5000")) / 1000

app = FastAPI()


@app.get("/ping")
def ping(request: Request):
    print("Hello")
    time.sleep(WAIT_S)
    print("bye")
    return {"ping": "pong!"}
