"""Makes calls wait in several ways, each on a line that a comment marks."""

import asyncio
import queue
import threading
import time

from fastapi import FastAPI

app = FastAPI()
lock = threading.Lock()
pool = queue.Queue()
pool.put("connection")


def keep_alive():
    while True:
        time.sleep(60)


threading.Thread(target=keep_alive, daemon=True).start()


@app.get("/blocking")
async def blocking():
    time.sleep(0.4)  # blocking
    return "ok"


@app.get("/waiting")
async def waiting():
    await asyncio.sleep(0.4)
    return "ok"


@app.get("/lock")
def locked():
    with lock:  # lock
        time.sleep(0.4)  # holder
    return "ok"


@app.get("/pool")
def pooled():
    connection = pool.get()  # pool
    time.sleep(0.4)
    pool.put(connection)
    return "ok"
