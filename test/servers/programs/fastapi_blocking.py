"""The program of the question: Hello, bye, Hello, bye."""

import os
import time

from fastapi import FastAPI, Request

WAIT_S = float(os.environ.get("WAIT_MS", "5000")) / 1000

app = FastAPI()


@app.get("/ping")
async def ping(request: Request):
    print("Hello")
    time.sleep(WAIT_S)
    print("bye")
    return {"ping": "pong!"}
