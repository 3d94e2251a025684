"""A model that answers in batches: whatever has come while a batch was computed is the next batch."""

import asyncio
import os
from contextlib import asynccontextmanager

from fastapi import FastAPI

WAIT_S = float(os.environ.get("WAIT_MS", "300")) / 1000

waiting: asyncio.Queue = asyncio.Queue()


async def answer_in_batches():
    while True:
        batch = [await waiting.get()]
        await asyncio.sleep(0.02)  # for others to join
        while not waiting.empty():
            batch.append(waiting.get_nowait())
        # A batch takes longer the larger it is, but less than its calls one by one.
        await asyncio.sleep(WAIT_S * (0.8 + 0.2 * len(batch)))
        for done in batch:
            done.set_result("PONG!")


@asynccontextmanager
async def lifespan(_app):
    answering = asyncio.create_task(answer_in_batches())
    yield
    answering.cancel()


app = FastAPI(lifespan=lifespan)


@app.get("/ping")
async def ping():
    done = asyncio.get_running_loop().create_future()
    waiting.put_nowait(done)
    return await done
