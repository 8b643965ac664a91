// The measurements as a page: docs/benchmarks.md from what tests/bench/run left in its folder. A section that was not
// measured there stays as the page has it.
// Usage  node report.mjs <folder> <page>
import {readFileSync, writeFileSync, existsSync} from 'node:fs';
import {cpus} from 'node:os';

const [folder, file] = process.argv.slice(2);
const has = (name) => existsSync(`${folder}/${name}.json`);
const read = (name) => JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8'));
const kib = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`;
const ms = (value) => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
const units = {ns: 1, us: 1e3, ms: 1e6};

function time({real_time, cpu_time, time_unit}, isCpu) {
  const ns = (isCpu ? cpu_time : real_time) * units[time_unit];
  return ns < 1e3 ? `${ns.toFixed(0)} ns` : ns < 1e6 ? `${(ns / 1e3).toFixed(1)} µs` : `${(ns / 1e6).toFixed(1)} ms`;
}

function native(name) {
  const isCpu = name === 'query_bench';  // one thread that never waits: of the time, only what it had the processor for
  const rows = read(name).benchmarks.filter(({run_type}) => run_type !== 'aggregate').map((row) => {
    const rate = row.bytes_per_second ? `${(row.bytes_per_second / 1e6).toFixed(0)} MB/s`
      : row.items_per_second ? `${Math.round(row.items_per_second / 1000).toLocaleString('en')} k/s`
      : row.bytes_a_message ? `${row.bytes_a_message.toFixed(0)} B a message`
      : row.bytes_a_socket ? `${kib(row.bytes_a_socket)} a socket`
      : row.bytes_held !== undefined ? `${kib(row.bytes_held)} held`
      : row.bytes_a_query ? `${row.bytes_a_query.toFixed(0)} B a query, ${row.bytes_an_observer.toFixed(0)} an observer, ${row.timers} timer`
      : row.p99_ms ? `p50 ${ms(row.p50_ms)}, p99 ${ms(row.p99_ms)}` : '';
    return `| ${row.name.replace(/^BM_/, '')} | ${time(row, isCpu)} | ${rate} |`;
  });
  return `| ${name} | ${isCpu ? 'CPU time' : 'time'} | rate |\n|---|---|---|\n${rows.join('\n')}`;
}

const spread = ({p50, p99}) => `${ms(p50)}, ${ms(p99)}`;

function pageSection() {
  const page = read('page');
  return `## The page, in headless Chromium with software GL, against \`serve\` on the same machine

| what | measured | budget |
|---|---|---|
| all bytes until the first usable frame | ${kib(page.bytes)} | ≤ 300 KiB |
| cold start to a usable frame, median of 7 | ${ms(page.coldMs)} | ≤ 1,000 ms |
| second visit, same profile, median of 7 | ${ms(page.warmMs)} | – |
| CPU of a frame while the pointer moves, median and p99 of ${page.frames} | ${ms(page.frameP50)}, ${ms(page.frameP99)} | ≤ 4 ms |
| frames in ${page.idleSeconds} s of idling | ${page.idleFrames} | 0 |

| file | over the wire |
|---|---|
${page.files.map(({file, bytes}) => `| \`${file.replace(/\.[0-9a-f]{8,}\./, '.')}\` | ${kib(bytes)} |`).join('\n')}`;
}

function liveSection() {
  const live = read('live');
  return `## A chat with ${live.loaded.toLocaleString('en')} messages on that page

Events go into the page's own socket as the server's frames (\`tests/e2e/socket_tap.mjs\`). CPU of a frame is Chromium's count for the
thread, of the whole callback. Shown is when the frame with it is handed over; how often there is one, software GL decides:
about ten a second here, so that each frame that follows the end has a hundred new messages, and no row or element of the one before.

| what | median, p99 | budget of p99 |
|---|---|---|
| CPU of a frame while it is scrolled (${live.frames.scrolling.count}) | ${spread(live.frames.scrolling)} | ≤ 4 ms |
| CPU of a frame while ${live.rate.toLocaleString('en')} messages a second come (${live.frames.arriving.count}) | ${spread(live.frames.arriving)} | ≤ 4 ms |
| CPU of a frame with both at once (${live.frames.both.count}) | ${spread(live.frames.both)} | ≤ 4 ms |
| from the socket until shown, at ${live.rate.toLocaleString('en')} messages a second (${live.arrived.count.toLocaleString('en')}) | ${spread(live.arrived)} | – |
| from one person's request, through \`serve\`, until another has it (${live.posted.count}, 101 messages there) | ${spread(live.posted)} | – |`;
}

function historySection() {
  const peer = read('history_peer');
  return `## A chat's history, WASM beside \`stream-chat\` in Node

A frame's text to a message that a reader sees, CPU time of the process; the budget is 10 µs, and flat.

| messages before | ours, µs | \`stream-chat\`, µs |
|---|---|---|
${peer.rows.map(({size, ours, peer: theirs}) => `| ${size.toLocaleString('en')} | ${ours.toFixed(1)} | ${theirs.toFixed(0)} |`).join('\n')}

Bytes of heap a message beyond its text: ours ${peer.ourBytes.toFixed(0)} (budget 300), \`stream-chat\` ${peer.peerBytes.toFixed(0)}.`;
}

const us = (value) => value < 1 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en');
const least = (values) => Math.min(...values);
const wide = (values) => `${us(least(values))} (+${Math.round((Math.max(...values) / least(values) - 1) * 100)} %)`;

function querySection() {
  const {rows, bytes, timers, load} = read('query_peer');
  const ratio = ({ours, theirs}) => least(theirs) / least(ours);
  const median = (values) => values.sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)].toFixed(1);
  const smallest = rows.filter(({larger}) => !larger);
  return `## The query cache, WASM beside \`@tanstack/query-core\` in Node

Made by \`./dev bench query\` (load of the machine then: ${load.toFixed(1)}). One process, the same work, each side asserts its answer (\`tests/bench/query_peer*.mjs\`,
\`query_work*.cpp\`). Ours is built as served, -Oz -flto: -O2 makes building, sweeping and hydrating up to twice as fast, and it nearly twice as large. The peer is
bundled for production. Ours loops inside WASM, so that the call across the border counts once a batch. On both sides clocks are
wound by hand and readers are told at once; the peer's timers are entries of a Map, and it is told that there is a window.

- Invalidating is of queries that are invalidated already: the search is what is measured. The peer's find() walks its whole
  cache even for one exact key; a Map of it by hash is at hand for those who hash the key themselves.
- Memory that becomes free is ours to free within the row; the peer's is collected outside of its rows, where the collector
  likes. A gc sweep is little else, so there is a row of queries that are built and swept, as often as the collector has to come.
- Shared are answers whose 10,000 messages are all new objects, of four members each. Ours says which parts they have.
- A combined sum is told once a turn by ours; the peer is told of all changes, since its tracking is three times slower.
- Ours shows what was streamed once a turn, so it is measured with a piece a turn, as the peer does it, and with 80. Ours is a
  persistent vector, the peer's an array that is not compared.
- An optimistic write is a layer over a persistent vector of pointers for us, snapshot and rollback of an array for the peer;
  two tellings each.
- Our hydrated queries are bytes until they are read, so each is read.

Microseconds an operation: the median of the samples of a run, the least of three runs, and how much more the worst was.
Median ratio: ${median(smallest.map(ratio))} ×, where a row of several sizes counts once, at its smallest; ${median(rows.map(ratio))} × of all rows.

| what | ours, µs | \`query-core\`, µs | ratio |
|---|---|---|---|
${rows.map(({name, ours, theirs}) => `| ${name} | ${wide(ours)} | ${wide(theirs)} | ${(least(theirs) / least(ours)).toFixed(1)} × |`).join('\n')}
| bytes a query | ${bytes.ours.query.toFixed(0)} | ${bytes.theirs.query.toFixed(0)} | ${(bytes.theirs.query / bytes.ours.query).toFixed(1)} × |
| bytes an observer | ${bytes.ours.observer.toFixed(0)} | ${bytes.theirs.observer.toFixed(0)} | ${(bytes.theirs.observer / bytes.ours.observer).toFixed(1)} × |
| timers of the platform with 1,000 queries mounted | ${timers.ours} | ${timers.theirs} | |`;
}

function sizeSection() {
  const {wasm, glue, peer, budget} = read('size');
  return `## Size

A page's program of one query (\`tests/size\`): it fetches, waits, watches and shows. Ours as WASM is built as the page is, -Oz -flto;
the peer's is bundled and minified by esbuild. In brotli, quality 11. Made by \`./dev bench size\`; the budget is a stage of \`./dev test\`.
JavaScript brings the peer its memory, strings, maps, promises and timers; ours has them in it, and a program of WASM pays for them once.

| what | measured | budget |
|---|---|---|
| ours, \`.wasm\` and \`.mjs\` | ${kib(wasm)} + ${kib(glue)} = ${kib(wasm + glue)} | ≤ ${kib(budget)} |
| \`@tanstack/query-core\` with the same query | ${kib(peer)} | |`;
}

function serveSection() {
  const {load, loadAfter, seconds, rounds, file, wasm, read: page, inserts, fanOut, idle} = read('serve');
  const rate = (value) => `${Math.round(value).toLocaleString('en')}/s`;
  const row = (what, [ours, theirs], budget) =>
    `| ${what} | ${rate(ours)} | ${rate(theirs)} | ${(ours / theirs).toFixed(2)} × | ${budget} |`;
  const mib = (bytes) => `${Math.round(bytes / 1024 / 1024)} MiB`;
  return `## The server beside nginx and Node

Made by \`./dev bench serve\` (\`tests/bench/serve_bench.mjs\`; load of the machine ${load.toFixed(1)} before, ${loadAfter.toFixed(1)} after: of two processors).
wrk with one thread asks each in turn, ${rounds} rounds of ${seconds} s, and the median of each counts; both answer the same bytes. Ours checks Host,
limits and session, adds its headers and writes its log; nginx has two workers, sendfile and its log in a file. The read is a page of
twenty projects by cookie, beside a plain Node server over the same SQLite file (\`tests/bench/serve_peer.mjs\`: Node 22, \`node:sqlite\`).

| what | ours | theirs | ratio | budget |
|---|---|---|---|---|
${row('a file of 1 MiB, 16 connections, beside nginx', file, '≥ 0.8 ×')}
${row('the WASM in gzip, made before, 16 connections, beside nginx', wasm, '≥ 0.8 ×')}
${row('GET /api/projects with a session, 32 connections, beside Node', page, '≥ 4 ×')}

| what | measured | budget |
|---|---|---|
| memory with 10,000 idle sockets of 500 people (${idle.sockets.toLocaleString('en')} open) | ${mib(idle.after)}, ${mib(idle.after - idle.before)} of them for the sockets | ≤ 300 MiB |
| a message to ${fanOut.sockets.toLocaleString('en')} sockets, from its request until it is there, p50 and p99 | ${ms(fanOut.p50)}, ${ms(fanOut.p99)} | – |
${Object.entries(inserts).map(([connections, value]) =>
    `| messages stored, each on the disk before its answer, ${connections} connection${connections === '1' ? '' : 's'} | ${rate(value)} | – |`).join('\n')}`;
}

const natives = ['query_bench', 'history_bench', 'json_bench', 'list_bench', 'serve_rules_bench', 'search_bench', 'socket_bench'];
const sections = [
  {begin: '## The page', is: has('page'), make: pageSection},
  {begin: '## A chat with', is: has('live'), make: liveSection},
  {begin: "## A chat's history", is: has('history_peer'), make: historySection},
  {begin: '## The query cache', is: has('query_peer'), make: querySection},
  {begin: '## Size', is: has('size'), make: sizeSection},
  {begin: '## The server beside', is: has('serve'), make: serveSection},
  {begin: '## Native', is: true, make: () => '## Native, preset native-release'},
  ...natives.map((name) => ({begin: `| ${name} |`, is: has(name), make: () => native(name)})),
];

// From its beginning to the next one's, or an empty line's end of a table.
function before(text, begin) {
  const from = text.indexOf(`\n${begin}`);
  if (from < 0) return '';
  const end = begin.startsWith('##') ? text.indexOf('\n## ', from + 1) : text.indexOf('\n\n', from + 1);
  return text.slice(from, end < 0 ? undefined : end).trim();
}

// For the terminal, as the page has it.
for (const {begin, is, make} of sections) {
  if (is && (begin !== '## Native')) console.log(`${make()}\n`);
}

const old = existsSync(file) ? readFileSync(file, 'utf8') : '';
writeFileSync(file, `# Benchmarks

Written by \`./dev bench\`, last on ${new Date().toISOString().slice(0, 10)}: ${cpus().length} × ${cpus()[0].model.trim()}, shared with other work. Ratios hold
better than figures. Budgets are DESIGN's, at this stage.

${sections.map(({begin, is, make}) => is ? make() : before(old, begin)).filter((text) => text).join('\n\n')}
`);
