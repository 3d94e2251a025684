"""Computes on the event loop of aiohttp."""

import os
import time

from aiohttp import web

WORK_S = float(os.environ.get("WAIT_MS", "150")) / 1000


async def ping(_request):
    # CPU time rather than elapsed time: calls take longer on a busy machine, as real work does.
    until = time.thread_time() + WORK_S
    while time.thread_time() < until:  # waits here
        sum(range(1000))  # waits here
    return web.Response(text="PONG!")


app = web.Application()
app.router.add_get("/ping", ping)
web.run_app(app, host="127.0.0.1", port=int(os.environ["PORT"]), print=None)
