// A chat that holds 100,000 messages, in headless Chromium against the real server: CPU of a frame while it is scrolled and
// while 1,000 messages a second come, and how long one takes from the socket to the picture. Prints JSON for tests/bench/run.
// Usage  node live_bench.mjs <port of serve> <port to listen on>; serve has both as --origin.
// What is real: server, session, page, socket, and the messages of `posted`. The others (serve would not take as many from one
// writer while the page draws on the same two cores) are put into the page's socket as the server's frames, by socket_tap.mjs.
// A frame's CPU is Chromium's own count for the thread, of the whole callback: our code, the mirror's DOM, WebGL's calls.
// `Pixels` are there when the frame that has the message is handed over; the compositor's turn comes after that.
import {chromium, request} from '@playwright/test';
import {SocketTap} from './socket_tap.mjs';

const [port, tapPort] = process.argv.slice(2).map(Number);
const url = `http://127.0.0.1:${tapPort}`;
const loaded = 100_000, rate = 1_000, seconds = 10;
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

const percentiles = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part) => sorted[Math.floor((sorted.length - 1) * part)];
  return {count: sorted.length, p50: at(0.5), p99: at(0.99), most: at(1)};
};

async function person(email, name) {
  const context = await request.newContext({baseURL: url, extraHTTPHeaders: {origin: url, 'x-requested-with': 'quern'}});
  const post = async (path, data) => {
    const answer = await context.post(path, {data, headers: {'idempotency-key': crypto.randomUUID()}});
    if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
    return answer.json();
  };
  await post('/api/auth/register', {email, password: 'correct horse 7', display_name: name});
  return {context, post, get: async (path) => (await context.get(path)).json()};
}

const some = ['when', 'the', 'queue', 'is', 'empty', 'нужно', 'проверить', 'message', 'и', 'ответ', 'later', 'arrived', 'network', 'сегодня'];
const words = (n) => {
  const count = n % 8 === 0 ? 60 : (n * 7) % 16;
  return `№${n} ${Array.from({length: count}, (_, i) => some[(n * 31 + i * 17) % some.length]).join(' ')}`;
};
const id = (n) => `0a1b2c3d-4e5f-4000-8000-${String(n).padStart(12, '0')}`;

// Which message is the last that the page has, and since when: noted after each of its frames, and adding none.
const watch = (context) => context.addInitScript(() => {
  window.shown = [];
  const {port1, port2} = new MessageChannel();
  let last = 0;
  port1.onmessage = () => {
    for (const row of [...document.querySelectorAll('#mirror li[aria-label]')].slice(-3)) {
      const n = Number(/№(\d+)/.exec(row.ariaLabel)?.[1] ?? 0);
      if (n > last) window.shown.push([last = n, performance.timeOrigin + performance.now()]);
    }
  };
  const request = window.requestAnimationFrame;
  window.requestAnimationFrame = (frame) => request((now) => {
    frame(now);
    port2.postMessage(0);
  });
});

// From its sending until it was there, by this process's clock.
async function latencies(page, sent) {
  const clock = () => performance.timeOrigin + performance.now();
  let skew = 0, best = Infinity;
  for (let i = 0; i < 30; ++i) {
    const before = clock();
    const there = await page.evaluate(() => performance.timeOrigin + performance.now());
    const took = clock() - before;
    if (took < best) [best, skew] = [took, there - before - took / 2];
  }
  const shown = await page.evaluate(() => window.shown);
  let i = 0;
  return [...sent].map(([n, time]) => {
    while (i < shown.length && shown[i][0] < n) ++i;
    if (i === shown.length) throw new Error(`№${n} was never shown`);
    return shown[i][1] - skew - time;
  });
}

// CPU ms of each frame's callback while `act` runs.
async function frames(browser, page, act) {
  await browser.startTracing(page, {categories: ['devtools.timeline']});
  await act();
  const {traceEvents} = JSON.parse(await browser.stopTracing());
  const all = traceEvents.filter(({name, tdur}) => name === 'FireAnimationFrame' && tdur !== undefined);
  return percentiles(all.map(({tdur}) => tdur / 1000));
}

const tap = new SocketTap();
await tap.listen(tapPort, port);
const anna = await person('anna@example.org', 'Anna'), boris = await person('boris@example.org', 'Boris');
const {items: [annaUser]} = await boris.get('/api/users?search=Anna');
const chat = await boris.post('/api/chats', {is_group: false, member_ids: [annaUser.id], client_id: crypto.randomUUID()});
let n = 0, sample;
const now = () => performance.timeOrigin + performance.now();
const post = async () => (sample = await boris.post('/api/messages', {chat_id: chat.id, type: 'text', content: words(++n), client_id: crypto.randomUUID()}));
await post();

const browser = await chromium.launch({
  executablePath: process.env.QUERN_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const browserContext = await browser.newContext({
  viewport: {width: 1280, height: 800}, locale: 'en-GB', storageState: await anna.context.storageState(),
});
await watch(browserContext);
const page = await browserContext.newPage();
await page.goto(`${url}/chats/${chat.id}`);
await page.getByRole('listitem', {name: /№1 /}).waitFor({state: 'attached'});
await page.mouse.move(700, 400);

// Through the real server: from the request that writes it to the other person's picture.
const posted = new Map();
for (let i = 0; i < 100; ++i) {
  const began = now();
  await post();
  posted.set(n, began);
  await wait(50);
}
await wait(500);
const postedTimes = percentiles(await latencies(page, posted));

const event = (number) => ({event: 'message.created', data: {
  ...sample, id: id(number), number, content: words(number), client_id: null, ts: new Date(Date.parse(sample.ts) + number * 1000).toISOString(),
}});
while (n < loaded) {
  const from = n;
  n = Math.min(n + 500, loaded);
  await tap.put(Array.from({length: n - from}, (_, i) => event(from + i + 1)));
}
await page.getByRole('listitem', {name: new RegExp(`№${loaded} `)}).waitFor({state: 'attached', timeout: 120_000});
const held = await page.locator('#mirror li').last().evaluate((row) => Number(row.ariaSetSize));
if (held < loaded) throw new Error(`the page holds ${held} rows`);

// So many a second, each with the time it went out.
async function feed() {
  const sent = new Map(), began = performance.now(), first = n;
  while (performance.now() - began < seconds * 1000) {
    const due = first + Math.floor(((performance.now() - began) * rate) / 1000) - n;
    const from = n;
    n += due;
    for (let i = from + 1; i <= n; ++i) sent.set(i, now());
    if (due > 0) await tap.put(Array.from({length: due}, (_, i) => event(from + i + 1)));
    await wait(4);
  }
  return sent;
}
async function scroll(isDone) {
  for (let i = 0; !isDone(i); ++i) {
    await page.mouse.wheel(0, -100);
    await wait(10);
  }
}

await page.evaluate(() => (window.shown.length = 0));
let sent;
const arriving = await frames(browser, page, async () => {
  sent = await feed();
  await page.getByRole('listitem', {name: new RegExp(`№${n} `)}).waitFor({state: 'attached', timeout: 60_000});
});
const arrivedTimes = percentiles(await latencies(page, sent));
const scrolling = await frames(browser, page, () => scroll((i) => i === 400));
let isFed = false;
const both = await frames(browser, page, () => Promise.all([feed().then(() => (isFed = true)), scroll(() => isFed)]));

await browser.close();
await Promise.all([anna.context.dispose(), boris.context.dispose()]);
tap.close();
console.log(JSON.stringify({loaded, rate, posted: postedTimes, arrived: arrivedTimes, frames: {arriving, scrolling, both}}));
