// The measurements as a page: docs/benchmarks.md from what tests/bench/run left in its folder.
import {readFileSync, existsSync} from 'node:fs';
import {cpus} from 'node:os';

const folder = process.argv[2];
const read = (name) => JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8'));
const kib = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`;
const ms = (value) => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
const units = {ns: 1, us: 1e3, ms: 1e6};

function time({real_time, time_unit}) {
  const ns = real_time * units[time_unit];
  return ns < 1e3 ? `${ns.toFixed(0)} ns` : ns < 1e6 ? `${(ns / 1e3).toFixed(1)} µs` : `${(ns / 1e6).toFixed(1)} ms`;
}

function native(name) {
  const rows = read(name).benchmarks.filter(({run_type}) => run_type !== 'aggregate').map((row) => {
    const rate = row.bytes_per_second ? `${(row.bytes_per_second / 1e6).toFixed(0)} MB/s`
      : row.items_per_second ? `${Math.round(row.items_per_second / 1000).toLocaleString('en')} k/s`
      : row.bytes_a_message ? `${row.bytes_a_message.toFixed(0)} B a message`
      : row.bytes_a_socket ? `${kib(row.bytes_a_socket)} a socket`
      : row.bytes_held !== undefined ? `${kib(row.bytes_held)} held`
      : row.p99_ms ? `p50 ${ms(row.p50_ms)}, p99 ${ms(row.p99_ms)}` : '';
    return `| ${row.name.replace(/^BM_/, '')} | ${time(row)} | ${rate} |`;
  });
  return `| ${name} | time | rate |\n|---|---|---|\n${rows.join('\n')}`;
}

const page = read('page');
const live = read('live');
const spread = ({p50, p99}) => `${ms(p50)}, ${ms(p99)}`;
const peer = read('history_peer');
console.log(`# Benchmarks

Written by \`./dev bench\` on ${new Date().toISOString().slice(0, 10)}: ${cpus().length} × ${cpus()[0].model.trim()}, shared with other work. Ratios hold
better than figures. Budgets are DESIGN's, at this stage.

## The page, in headless Chromium with software GL, against \`serve\` on the same machine

| what | measured | budget |
|---|---|---|
| all bytes until the first usable frame | ${kib(page.bytes)} | ≤ 300 KiB |
| cold start to a usable frame, median of 7 | ${ms(page.coldMs)} | ≤ 1,000 ms |
| second visit, same profile, median of 7 | ${ms(page.warmMs)} | – |
| CPU of a frame while the pointer moves, median and p99 of ${page.frames} | ${ms(page.frameP50)}, ${ms(page.frameP99)} | ≤ 4 ms |
| frames in ${page.idleSeconds} s of idling | ${page.idleFrames} | 0 |

| file | over the wire |
|---|---|
${page.files.map(({file, bytes}) => `| \`${file.replace(/\.[0-9a-f]{8,}\./, '.')}\` | ${kib(bytes)} |`).join('\n')}

## A chat with ${live.loaded.toLocaleString('en')} messages on that page

Events go into the page's own socket as the server's frames (\`tests/e2e/socket_tap.mjs\`). CPU of a frame is Chromium's count for the
thread, of the whole callback. Shown is when the frame with it is handed over; how often there is one, software GL decides:
about ten a second here, so that each frame that follows the end has a hundred new messages, and no row or element of the one before.

| what | median, p99 | budget of p99 |
|---|---|---|
| CPU of a frame while it is scrolled (${live.frames.scrolling.count}) | ${spread(live.frames.scrolling)} | ≤ 4 ms |
| CPU of a frame while ${live.rate.toLocaleString('en')} messages a second come (${live.frames.arriving.count}) | ${spread(live.frames.arriving)} | ≤ 4 ms |
| CPU of a frame with both at once (${live.frames.both.count}) | ${spread(live.frames.both)} | ≤ 4 ms |
| from the socket until shown, at ${live.rate.toLocaleString('en')} messages a second (${live.arrived.count.toLocaleString('en')}) | ${spread(live.arrived)} | – |
| from one person's request, through \`serve\`, until another has it (${live.posted.count}, 101 messages there) | ${spread(live.posted)} | – |

## A chat's history, WASM beside \`stream-chat\` in Node

A frame's text to a message that a reader sees, CPU time of the process; the budget is 10 µs, and flat.

| messages before | ours, µs | \`stream-chat\`, µs |
|---|---|---|
${peer.rows.map(({size, ours, peer: theirs}) => `| ${size.toLocaleString('en')} | ${ours.toFixed(1)} | ${theirs.toFixed(0)} |`).join('\n')}

Bytes of heap a message beyond its text: ours ${peer.ourBytes.toFixed(0)} (budget 300), \`stream-chat\` ${peer.peerBytes.toFixed(0)}.

## Native, preset native-release

${['query_bench', 'history_bench', 'json_bench', 'list_bench', 'socket_bench'].filter((name) => existsSync(`${folder}/${name}.json`)).map(native).join('\n\n')}`);
