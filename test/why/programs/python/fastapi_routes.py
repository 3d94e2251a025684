"""Routes that make calls wait in different ways. All but one leave the event loop free."""

import asyncio
import os
import threading
import time

from asgiref.sync import sync_to_async
from fastapi import FastAPI

WAIT_S = float(os.environ.get("WAIT_MS", "300")) / 1000

app = FastAPI()
asyncio_lock = asyncio.Lock()
threading_lock = threading.Lock()
model_slots = asyncio.Semaphore(3)
everybody = asyncio.Semaphore(int(os.environ.get("ALL", "1")))


if "ALL" in os.environ:

    @app.middleware("http")
    async def before_every_route(request, call_next):
        async with everybody:
            return await call_next(request)



@app.get("/free")
async def free():
    await asyncio.sleep(WAIT_S)
    return "PONG!"


@app.get("/asyncio-lock")
async def with_asyncio_lock():
    async with asyncio_lock:
        await asyncio.sleep(WAIT_S)
    return "PONG!"


@app.get("/blocking-locked")
async def blocking_with_asyncio_lock():
    async with asyncio_lock:
        time.sleep(WAIT_S)  # waits with the lock here
    return "PONG!"


@app.get("/threading-lock")
def with_threading_lock():
    with threading_lock:  # lock waits here
        time.sleep(WAIT_S)  # lock waits here
    return "PONG!"


@app.get("/semaphore")
async def with_semaphore():
    async with model_slots:
        await asyncio.sleep(WAIT_S)
    return "PONG!"


@app.get("/to-thread")
async def in_default_executor():
    await asyncio.to_thread(time.sleep, WAIT_S)
    return "PONG!"


def query():
    time.sleep(WAIT_S)  # query waits here


@app.get("/one-thread")
async def in_one_thread():
    await sync_to_async(query)()  # all of them in the same thread, by default
    return "PONG!"
