"""Clients that call a URL in different ways: http_clients.py WAY URL CALLS"""

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor

import aiohttp
import httpx
import requests


def requests_loop(url, calls):
    with requests.Session() as session:
        for _ in range(calls):
            session.get(url)


def requests_threads(url, calls):
    """As many threads as there are by default."""
    with requests.Session() as session, ThreadPoolExecutor() as pool:
        list(pool.map(lambda _: session.get(url), range(calls)))


def requests_20_threads(url, calls):
    """More threads than connections that are kept."""
    with requests.Session() as session, ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda _: session.get(url), range(calls)))


def httpx_gather(url, calls):
    async def main():
        async with httpx.AsyncClient() as client:
            await asyncio.gather(*(client.get(url) for _ in range(calls)))

    asyncio.run(main())


def httpx_loop(url, calls):
    async def main():
        async with httpx.AsyncClient() as client:
            for _ in range(calls):
                await client.get(url)

    asyncio.run(main())


def aiohttp_gather(url, calls):
    async def get(session):
        async with session.get(url) as answer:
            await answer.text()

    async def main():
        async with aiohttp.ClientSession() as session:
            await asyncio.gather(*(get(session) for _ in range(calls)))

    asyncio.run(main())


if __name__ == "__main__":
    way, url, calls = sys.argv[1:]
    globals()[way](url, int(calls))
