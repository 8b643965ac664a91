// The same work of both caches, in one Node: ours as WASM, built as the page is (query_module.cpp), and TanStack's query-core.
// Both have clocks that are wound by hand, and tell their readers at once. Ours loops inside WASM: a call across the border
// counts once a batch. Each run of a row asserts its result. Three runs of all rows: the least of each, and how far they spread.
// Usage  node --expose-gc query_peer.mjs <query_module.mjs>; answers JSON.
import {Bench} from 'tinybench';
import {loadavg} from 'node:os';
import {pathToFileURL} from 'node:url';
import {resolve} from 'node:path';

// Where there is no window the peer takes itself for a server, which keeps no timers.
globalThis.window = {};
const {QueryClient, QueryObserver, MutationObserver, notifyManager, timeoutManager, dehydrate, hydrate} =
    await import('@tanstack/query-core');
const wasm = await (await import(pathToFileURL(resolve(process.argv[2])))).default();

function must(isRight, what) {
  if (!isRight) throw new Error(`wrong: ${what}`);
}

// Timers that run when they are told to.
const timers = new Map();
let lastTimer = 0;
timeoutManager.setTimeoutProvider({
  setTimeout(callback) { timers.set(++lastTimer, callback); return lastTimer; },
  clearTimeout(id) { timers.delete(id); },
  setInterval(callback) { timers.set(++lastTimer, callback); return lastTimer; },
  clearInterval(id) { timers.delete(id); },
});
notifyManager.setScheduler((callback) => callback());

const key = (number) => ['projects', `group ${Math.floor(number / 10)}`, number % 10];
const listKey = ['messages'];

const theirs = {
  open(size, gcTime = Infinity) {
    this.client?.clear();
    timers.clear();
    this.client = new QueryClient({defaultOptions: {queries: {gcTime}, mutations: {gcTime: 0}}});
    this.client.mount();
    this.size = size;
    this.told = 0;
    this.ends = [];
    for (let i = 0; i < size; ++i) this.client.setQueryData(key(i), 0);
  },
  build(n) {
    for (let i = 0; i < n; ++i) this.client.setQueryData(key(i), 0);
    return this.client.getQueryCache().getAll().length;
  },
  get(n) {
    let found = 0;
    for (let i = 0; i < n; ++i) found += this.client.getQueryData(key(i % this.size)) === undefined ? 0 : 1;
    return found;
  },
  watch(queryKey, options) {
    const observer = new QueryObserver(this.client, {queryKey, ...options});
    this.ends.push(observer.subscribe(() => { ++this.told; }));
  },
  observe(count) {
    for (let i = 0; i < count; ++i) this.watch(key(this.size / 2), {enabled: false, staleTime: Infinity});
  },
  unobserve() { for (const end of this.ends.splice(0)) end(); },
  mount(count) {
    for (let i = 0; i < count; ++i) this.watch(key(i), {queryFn: () => 0, staleTime: 60_000});
    return timers.size;
  },
  set(n) {
    this.told = 0;
    const at = key(this.size / 2);
    const before = this.client.getQueryData(at);
    for (let i = 0; i < n; ++i) this.client.setQueryData(at, before + i + 1);
    return this.told;
  },
  invalidate(n, exact) {
    const at = key(this.size / 2);
    const prefix = at.slice(0, 2);
    for (let i = 0; i < n; ++i) this.client.invalidateQueries({queryKey: exact ? at : prefix, exact});
    return this.client.getQueryState(at).isInvalidated ? 1 : 0;
  },
  find(n, exact) {
    const at = key(this.size / 2);
    const prefix = at.slice(0, 2);
    let found = 0;
    const cache = this.client.getQueryCache();
    for (let i = 0; i < n; ++i) {
      found += exact ? (cache.find({queryKey: at}) ? 1 : 0) : cache.findAll({queryKey: prefix}).length;
    }
    return found;
  },
  sweep() {
    const due = [...timers.values()];
    timers.clear();
    for (const callback of due) callback();
    return this.client.getQueryCache().getAll().length;
  },
  openList(count) {
    this.open(0);
    this.client.setQueryData(listKey, Array.from({length: count}, (_, number) => ({number, text: `message ${number}`})));
  },
  async refuse(n) {
    const {client} = this;
    const before = client.getQueryData(listKey);
    const at = Math.floor(before.length / 2);
    let told = 0;
    const end = new QueryObserver(client, {queryKey: listKey, enabled: false}).subscribe(() => { ++told; });
    const edit = new MutationObserver(client, {
      mutationFn: async () => { throw new Error('refused'); },
      async onMutate(number) {
        await client.cancelQueries({queryKey: listKey, exact: true});
        const snapshot = client.getQueryData(listKey);
        client.setQueryData(listKey, (list) => list.with(number, {number, text: 'edited'}));
        return {snapshot};
      },
      onError(error, number, context) { client.setQueryData(listKey, context.snapshot); },
    });
    for (let i = 0; i < n; ++i) await edit.mutate(at).catch(() => {});
    end();
    const after = client.getQueryData(listKey);
    return after.length === before.length && after[at].text === before[at].text ? told : -1;
  },
  dehydrate() {
    this.state = JSON.parse(JSON.stringify(dehydrate(this.client)));
    return this.state.queries.length;
  },
  hydrate() {
    const other = new QueryClient({defaultOptions: {queries: {gcTime: Infinity}}});
    hydrate(other, this.state);
    let found = 0;
    for (let i = 0; i < this.size; ++i) found += other.getQueryData(key(i)) === undefined ? 0 : 1;
    return found;
  },
};

const ours = {
  open(size, gcTime = -1) { wasm._query_open(size, gcTime); },
  build: wasm._query_build, get: wasm._query_get, observe: wasm._query_observe, unobserve: wasm._query_unobserve,
  mount: wasm._query_mount, set: wasm._query_set, invalidate: wasm._query_invalidate, find: wasm._query_find,
  sweep: wasm._query_sweep, openList: wasm._query_open_list, refuse: wasm._query_refuse,
  dehydrate: wasm._query_dehydrate, hydrate: wasm._query_hydrate,
};

// name, operations a batch of ours and of theirs, what is there before, the work, what it answers
const rows = [
  {name: 'build a query', n: [10_000, 10_000], open: (side) => side.open(0), run: (side, n) => side.build(n),
   is: (answer, n) => answer === n},
  {name: 'get, of 1,000', n: [20_000, 20_000], once: true, open: (side) => side.open(1_000), run: (side, n) => side.get(n),
   is: (answer, n) => answer === n},
  {name: 'set, with one observer', n: [10_000, 10_000], once: true, open(side) { side.open(1_000); side.observe(1); },
   run: (side, n) => side.set(n), is: (answer, n) => answer === n},
];
const few = {1_000: 200, 10_000: 20, 100_000: 2};
for (const size of [1_000, 10_000, 100_000]) {
  const of = size.toLocaleString('en');
  const there = {once: true, open: (side) => side.open(size)};
  rows.push(
      {...there, name: `invalidate one exactly, of ${of}`, n: [5_000, few[size]], run: (side, n) => side.invalidate(n, true),
       is: (answer) => answer === 1},
      {...there, name: `invalidate ten by prefix, of ${of}`, n: [2_000, few[size]], run: (side, n) => side.invalidate(n, false),
       is: (answer) => answer === 1},
      {...there, name: `find one exactly, of ${of}`, n: [20_000, few[size]], run: (side, n) => side.find(n, true),
       is: (answer, n) => answer === n},
      {...there, name: `find ten by prefix, of ${of}`, n: [2_000, few[size]], run: (side, n) => side.find(n, false),
       is: (answer, n) => answer === n * 10});
}
rows.push(
    {name: 'notify 10,000 observers', n: [1, 1], once: true, open(side) { side.open(10); side.observe(10_000); },
     run: (side, n) => side.set(n), is: (answer) => answer === 10_000},
    {name: 'subscribe 10,000 observers to a query, and end them', n: [1, 1], slow: true, open: (side) => side.open(10),
     run(side) { side.observe(10_000); const told = side.set(1); side.unobserve(); return told; }, is: (answer) => answer === 10_000},
    {name: 'gc sweep of 10,000', n: [1, 1], open: (side) => side.open(10_000, 1_000), run: (side) => side.sweep(),
     is: (answer) => answer === 0},
    {name: 'dehydrate 1,000, to text and back', n: [1, 1], once: true, open: (side) => side.open(1_000),
     run: (side) => side.dehydrate(), is: (answer) => answer === 1_000},
    {name: 'hydrate 1,000, and read each', n: [1, 1], once: true, open(side) { side.open(1_000); side.dehydrate(); },
     run: (side) => side.hydrate(), is: (answer) => answer === 1_000});
for (const size of [100, 1_000, 10_000, 100_000]) {
  rows.push({name: `optimistic write refused, a list of ${size.toLocaleString('en')}`, n: [200, size > 9_000 ? 5 : 100], once: true,
             open: (side) => side.openList(size), run: (side, n) => side.refuse(n), is: (answer, n) => answer === 2 * n});
}

// Microseconds an operation: the median of the samples.
async function measure(row, side, n) {
  const samples = row.slow ? 2 : 7;
  const bench = new Bench({now: () => performance.now(), time: 0, iterations: samples, warmupTime: 0,
                           warmupIterations: row.slow ? 0 : 2, throws: true});
  let answer;
  const isAsync = side === theirs && row.name.startsWith('optimistic');
  const work = isAsync ? async () => { answer = await row.run(side, n); } : () => { answer = row.run(side, n); };
  // Told which it is, since the harness else tries the work to see, before there is anything to work on.
  bench.add(row.name, work, {async: isAsync, [row.once ? 'beforeAll' : 'beforeEach']() { row.open(side); }});
  await bench.run();
  must(row.is(answer, n), `${row.name}: ${answer}`);
  const {latency} = bench.tasks[0].result;
  return (latency.p50 ?? latency.mean) * 1000 / n;
}

const measured = rows.map(({name}) => ({name, ours: [], theirs: []}));
for (let run = 0; run < 3; ++run) {
  for (const [i, row] of rows.entries()) {
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
