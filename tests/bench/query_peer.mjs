// The same work of both caches, in one Node: ours as WASM, built as the page is (query_work.hpp), and TanStack's query-core.
// Both have clocks that are wound by hand, and tell their readers at once. Ours loops inside WASM: a call across the border
// counts once a batch. Each run of a row asserts its result. Three runs of all rows: the least of each, and how far they spread.
// Usage  node --expose-gc query_peer.mjs <query_module.mjs> [part of a row's name]; answers JSON. ./dev bench bundles it first,
//        as programs of the peer are: what it does in development only falls away.
import {Bench} from 'tinybench';
import {loadavg} from 'node:os';
import {pathToFileURL} from 'node:url';
import {resolve} from 'node:path';
import {rows} from './query_peer_rows.mjs';
import {theirs} from './query_peer_tanstack.mjs';

const wasm = await (await import(pathToFileURL(resolve(process.argv[2])))).default();

function must(isRight, what) {
  if (!isRight) throw new Error(`wrong: ${what}`);
}

const ours = {
  open(size, gcTime = -1) { wasm._query_open(size, gcTime); },
  build: wasm._query_build, get: wasm._query_get, observe: wasm._query_observe, unobserve: wasm._query_unobserve,
  mount: wasm._query_mount, set: wasm._query_set, invalidate: wasm._query_invalidate, find: wasm._query_find,
  sweep: wasm._query_sweep, openList: wasm._query_open_list, refuse: wasm._query_refuse,
  openCombined: wasm._query_open_combined, setCombined: wasm._query_set_combined, stream: wasm._query_stream,
  openShared: wasm._query_open_shared, share: wasm._query_share, dehydrate: wasm._query_dehydrate, hydrate: wasm._query_hydrate,
};

// Microseconds an operation: the median of the samples.
async function measure(row, side, n) {
  const samples = row.slow ? 2 : 7;
  const bench = new Bench({now: () => performance.now(), time: 0, iterations: samples, warmupTime: 0,
                           warmupIterations: row.slow ? 0 : 2, throws: true});
  let answer;
  const isAsync = side === theirs && row.waits;
  const work = isAsync ? async () => { answer = await row.run(side, n); } : () => { answer = row.run(side, n); };
  // Told which it is, since the harness else tries the work to see, before there is anything to work on.
  bench.add(row.name, work, {async: isAsync, [row.once ? 'beforeAll' : 'beforeEach']() { row.open(side, n); }});
  await bench.run();
  must(row.is(answer, n), `${row.name}: ${answer}`);
  const {latency} = bench.tasks[0].result;
  return (latency.p50 ?? latency.mean) * 1000 / n;
}

const chosen = rows.filter(({name}) => name.includes(process.argv[3] ?? ''));
const measured = chosen.map(({name, larger}) => ({name, larger, ours: [], theirs: []}));
for (let run = 0; run < 3; ++run) {
  for (const [i, row] of chosen.entries()) {
    measured[i].ours.push(await measure(row, ours, row.n[0]));
    measured[i].theirs.push(await measure(row, theirs, row.n[1]));
  }
}

// Bytes of a query beyond an empty client, and of an observer beyond its query.
const heap = {ours: () => wasm._query_bytes(), theirs() { globalThis.gc(); return process.memoryUsage().heapUsed; }};
const bytes = {};
for (const [name, side] of Object.entries({ours, theirs})) {
  side.open(0);
  const empty = heap[name]();
  side.build(10_000);
  const full = heap[name]();
  side.open(10);
  const before = heap[name]();
  side.observe(5_000);
  bytes[name] = {query: (full - empty) / 10_000, observer: (heap[name]() - before) / 5_000};
  side.unobserve();
}

const held = {};
for (const [name, side] of Object.entries({ours, theirs})) {
  side.open(1_000, 300_000);
  held[name] = side.mount(1_000);
  side.unobserve();
}
console.log(JSON.stringify({rows: measured, bytes, timers: held, load: loadavg()[0]}, null, 1));
