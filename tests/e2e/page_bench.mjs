// The page's budgets, measured in headless Chromium against the real server: bytes and time until the first usable frame,
// CPU time of a frame, frames while idle. Prints JSON for tests/bench/run (it lives here for the sake of Playwright).
import {chromium} from '@playwright/test';

const [url, seconds] = [process.argv[2], Number(process.argv[3] ?? 10)];
const rounds = 7;
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const launch = () => chromium.launch({
  executablePath: process.env.QUERN_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

// A fresh profile, or a second visit in the same one: what came over the wire, and when the page could be used.
async function load(context) {
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  const sizes = new Map();
  devtools.on('Network.responseReceived', ({requestId, response}) => sizes.set(requestId, {url: response.url, bytes: 0}));
  devtools.on('Network.loadingFinished', ({requestId, encodedDataLength}) => {
    if (sizes.has(requestId)) sizes.get(requestId).bytes = encodedDataLength;
  });
  await page.goto(url, {waitUntil: 'commit'});
  const usable = await page.waitForFunction(() => performance.getEntriesByName('quern:usable')[0]?.startTime);
  const time = await usable.jsonValue();
  const bytes = [...sizes.values()].reduce((sum, {bytes}) => sum + bytes, 0);
  return {page, time, bytes, files: [...sizes.values()].map(({url, bytes}) => ({file: new URL(url).pathname, bytes}))};
}

const browser = await launch();
const cold = [], warm = [];
let files = [];
for (let round = 0; round < rounds; ++round) {
  const context = await browser.newContext({viewport: {width: 1280, height: 800}});
  const first = await load(context);
  await first.page.close();
  const second = await load(context);
  cold.push(first);
  warm.push(second);
  files = first.files;
  await context.close();
}

const context = await browser.newContext({viewport: {width: 1280, height: 800}});
const {page} = await load(context);
const framesRun = () => page.evaluate(() => window.quern.framesRun);
// Frames drawn one after another while the pointer moves over the page.
for (let i = 0; i < 200; ++i) await page.mouse.move(300 + (i % 40) * 10, 200 + (i % 25) * 12);
const frameMs = await page.evaluate(() => window.quern.frameTimes);
await page.mouse.move(5, 5);
await page.waitForFunction(async () => {  // settled: no frame for half a second
  const before = window.quern.framesRun;
  await new Promise((done) => setTimeout(done, 500));
  return window.quern.framesRun === before;
});
const before = await framesRun();
await new Promise((done) => setTimeout(done, seconds * 1000));
const after = await framesRun();
await browser.close();

const sorted = [...frameMs].sort((a, b) => a - b);
console.log(JSON.stringify({
  bytes: median(cold.map(({bytes}) => bytes)), files,
  coldMs: median(cold.map(({time}) => time)), warmMs: median(warm.map(({time}) => time)),
  frameP50: sorted[Math.floor(sorted.length * 0.5)], frameP99: sorted[Math.floor(sorted.length * 0.99)], frames: sorted.length,
  idleSeconds: seconds, idleFrames: after - before,
}));
