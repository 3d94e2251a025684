"""The program from the question, waiting without blocking the event loop."""

import asyncio
import os

from fastapi import FastAPI

WAIT_S = float(os.environ.get("WAIT_MS", "5000")) / 1000

app = FastAPI()


@app.get("/ping")
async def ping():
    print("Hello")
    await asyncio.sleep(WAIT_S)
    print("Goodbye")
    return {"PING": "PONG!"}
