// Makes calls wait for each other in different ways, and leaves the event loop free.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const waitMs = Number(process.env.WAIT_MS ?? 300);

/** Lets `most` tasks for the same key run at a time. */
function limiter(most) {
  const slots = new Map();
  return async (key, task) => {
    if (!slots.has(key)) slots.set(key, { free: most, waiting: [] });
    const slot = slots.get(key);
    if (slot.free > 0) slot.free -= 1;
    else await new Promise((go) => slot.waiting.push(go));
    try {
      return await task();
    } finally {
      const next = slot.waiting.shift();
      if (next === undefined) slot.free += 1;
      else next();
    }
  };
}

const work = () => sleep(waitMs, 'PONG!');
const everybody = limiter(1);
const connections = limiter(10);
const sameUrl = limiter(1);
const sameUser = limiter(1);
const sameToken = limiter(1);
const sameSession = limiter(1);
const sameClient = limiter(2);
const dialing = limiter(1);

const routes = {
  '/mutex': () => everybody('', work),
  '/pool': () => connections('', work),
  '/same-url': ({ url }) => sameUrl(url, work),
  '/same-user': (request) => sameUser(queryOf(request).get('user'), work),
  '/same-token': ({ headers }) => sameToken(headers.authorization, work),
  '/session': (request, response) => sameSession(sessionOf(request, response), work),
  '/client': ({ socket }) => sameClient(socket.remoteAddress, work),
  '/client-429': refuseBeyondThree(({ socket }) => socket.remoteAddress),
  '/everybody-429': refuseBeyondThree(() => ''),
  '/everybody-200': refuseBeyondThree(() => '', sayBusy),
  '/same-url-200': refuseBeyondThree(({ url }) => url, sayBusy),
  '/single-flight': singleFlight,
  '/paced': paced,
  '/bucket': bucket,
  '/bucket-429': bucketRefusing,
  '/bucket-200': bucketSayingBusy,
  '/either': either,
  '/warming': warming,
  '/free': work,
  '/quick': () => 'PONG!',
};

/** How many calls all routes together serve at a time, if that is limited. With REFUSE, others get a 503. */
const mostOfAll = Number(process.env.ALL ?? Infinity);
const all = limiter(mostOfAll);
let inProgressOfAll = 0;

createServer((request, response) => void middleware(request, response)).listen(
  Number(process.env.PORT),
  '127.0.0.1',
);

/** Comes before every route. */
async function middleware(request, response) {
  if (process.env.REFUSE === undefined) {
    await all('', () => answer(request, response));
    return;
  }
  if (inProgressOfAll >= mostOfAll) {
    response.writeHead(503).end();
    return;
  }
  inProgressOfAll += 1;
  await answer(request, response);
  inProgressOfAll -= 1;
}

async function answer(request, response) {
  const route = routes[new URL(request.url, 'http://localhost').pathname];
  if (route === undefined) response.writeHead(404).end();
  else response.end(await route(request, response));
}

function queryOf({ url }) {
  return new URL(url, 'http://localhost').searchParams;
}

/** The session that the cookie names; else a new one, which the answer names. */
function sessionOf({ headers }, response) {
  const [, known] = /\bsid=([^;]+)/.exec(headers.cookie ?? '') ?? [];
  if (known !== undefined) return known;
  const sid = randomUUID();
  response.setHeader('set-cookie', `sid=${sid}; HttpOnly; Path=/`);
  return sid;
}

/** Serves three calls for the same key at a time, and refuses others immediately. */
function refuseBeyondThree(keyOf, refuse = tooMany) {
  const busy = new Map();
  return async (request, response) => {
    const key = keyOf(request);
    const inProgress = busy.get(key) ?? 0;
    if (inProgress >= 3) return refuse(response);
    busy.set(key, inProgress + 1);
    await work();
    busy.set(key, busy.get(key) - 1);
    return refuse === sayBusy ? asJson(response, { result: 'PONG!' }) : 'PONG!';
  };
}

function tooMany(response) {
  response.writeHead(429, { 'retry-after': '1' });
  return 'Too Many Requests';
}

/** Refuses a call with a normal status. */
function sayBusy(response) {
  return asJson(response, { error: 'busy' });
}

function asJson(response, content) {
  response.setHeader('content-type', 'application/json');
  return JSON.stringify(content);
}

const flights = new Map();

/** Calls for the same URL share one piece of work. */
function singleFlight({ url }) {
  if (!flights.has(url)) {
    flights.set(
      url,
      work().finally(() => flights.delete(url)),
    );
  }
  return flights.get(url);
}

let nextStart = 0;

/** Lets a call start every 200 ms. It takes much less. */
async function paced() {
  const start = Math.max(performance.now(), nextStart);
  nextStart = start + 200;
  await sleep(start - performance.now());
  return sleep(20, 'PONG!');
}

const tokens = { '/bucket': 6, '/bucket-429': 6, '/bucket-200': 6 };
const filledAt = {};

/** Takes a token of six, which come back at 4 a second; returns how long to wait for it, in s. */
function takeToken(name) {
  const now = performance.now() / 1_000;
  tokens[name] = Math.min(6, tokens[name] + (now - (filledAt[name] ?? now)) * 4);
  filledAt[name] = now;
  if (tokens[name] < 1 && name !== '/bucket') return 1;
  tokens[name] -= 1;
  return Math.max(0, -tokens[name] / 4);
}

/** Delays calls beyond the six, so four start per second. */
async function bucket() {
  await sleep(takeToken('/bucket') * 1_000);
  return sleep(100, 'PONG!');
}

/** Refuses calls beyond the six. */
async function bucketRefusing(_, response) {
  return takeToken('/bucket-429') === 0 ? work() : tooMany(response);
}

/** The same with a normal status. */
async function bucketSayingBusy(_, response) {
  if (takeToken('/bucket-200') > 0) return sayBusy(response);
  return asJson(response, { result: await work() });
}

/** Gives one of two answers by chance. */
async function either(_, response) {
  if (Math.random() < 0.3) return asJson(response, { items: [] });
  return asJson(response, { result: await work() });
}

const idle = [];

/** Uses a connection that is idle, or opens one. That takes a while, and only one opens at a time. */
async function warming() {
  const connection = idle.pop() ?? (await dialing('', () => sleep(waitMs, {})));
  await work();
  idle.push(connection);
  return 'PONG!';
}
