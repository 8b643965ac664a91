// The same work of both, in one Node: a frame's text becomes a message that a reader of the chat sees. Ours: decoded, put
// into the store, through the cache to an observer. The peer's: JSON.parse, ChannelState.addMessageSorted of stream-chat,
// whose `messages` a view reads. What is there before is put in by each one's quickest way, and is not measured.
// Usage  node history_peer.mjs <history_module.mjs>; answers JSON.
import {Bench} from 'tinybench';
import {StreamChat} from 'stream-chat';
import {pathToFileURL} from 'node:url';
import {resolve} from 'node:path';

const module = await (await import(pathToFileURL(resolve(process.argv[2])))).default();
const encoder = new TextEncoder();
const sizes = [1_000, 50_000, 500_000];

// Milliseconds of this process: the machine has other work, which no clock on the wall would leave out.
function cpu() {
  const {user, system} = process.cpuUsage();
  return (user + system) / 1000;
}

function must(isRight, what) {
  if (!isRight) throw new Error(`wrong: ${what}`);
}

const ours = {
  frames(from, count) {
    return Array.from({length: count}, (_, i) => {
      const at = module._history_frame(from + i);
      return Buffer.from(module.HEAPU8.slice(at, at + module._history_frame_size())).toString();
    });
  },
  open(size) { module._history_open(size); },
  take(text) {
    const bytes = encoder.encode(text);
    module.HEAPU8.set(bytes, module._history_buffer(bytes.length));
    return module._history_take();
  },
};

const id = (number) => `0a1b2c3d-4e5f-4000-8000-${String(number).padStart(12, '0')}`;
function peerMessage(number) {
  const time = new Date(1_772_000_000_000 + number * 1000).toISOString();
  const author = number % 2 === 0 ? 'anna' : 'boris';
  return {id: id(number), cid: 'messaging:chat', type: 'regular', user: {id: author}, created_at: time, updated_at: time,
          text: `a short message, the number ${String(number).padStart(12, '0')}`};
}

const peer = {
  channel: null,
  base: [],
  frames(from, count) {
    return Array.from({length: count}, (_, i) => JSON.stringify({type: 'message.new', message: peerMessage(from + i)}));
  },
  // Its own way of filling is quadratic; its list is given as it would be then.
  open(size) {
    const client = new StreamChat('key', {allowServerSideConnect: true});
    client.userID = 'anna';  // as if connected
    this.channel = client.channel('messaging', 'chat');
    if (this.base.length !== size) {
      this.base = Array.from({length: size}, (_, i) => this.channel.state.formatMessage(peerMessage(i + 1)));
    }
    this.channel.state.addMessageSorted(peerMessage(1));
    this.channel.state.messages = [...this.base];
  },
  take(text) {
    this.channel.state.addMessageSorted(JSON.parse(text).message);
    return this.channel.state.messages.length;
  },
};

// Each sample appends a batch to a history of `size` made anew.
async function measure(store, size, batch, samples) {
  const frames = store.frames(size + 1, batch);
  const bench = new Bench({now: cpu, time: 0, iterations: samples, warmupTime: 0, warmupIterations: 1, throws: true});
  let shown = 0;
  bench.add('append', () => { for (const text of frames) shown = store.take(text); },
            {beforeEach() { store.open(size); }});
  await bench.run();
  must(shown === size + batch, `append at ${size}: ${shown}`);
  const {latency} = bench.tasks[0].result;
  return {size, microseconds: (latency.p50 ?? latency.mean) * 1000 / batch};
}

const rows = [];
for (const size of sizes) {
  const we = await measure(ours, size, 2_000, 10);
  const they = await measure(peer, size, {1_000: 200, 50_000: 20, 500_000: 2}[size], 5);
  rows.push({size, ours: we.microseconds, peer: they.microseconds});
}

// Bytes a message beyond its text, by what malloc has given out and by the heap after a collection (node --expose-gc).
const count = 50_000;
const text = count * peerMessage(1).text.length;
ours.open(0);
const before = module._history_bytes();
ours.open(count);
const ourBytes = (module._history_bytes() - before - text) / count;

peer.base = [];
peer.channel = null;
globalThis.gc();
const heap = process.memoryUsage().heapUsed;
peer.open(1);
peer.base = [];
peer.channel.state.messages =
    peer.frames(1, count).map((frame) => peer.channel.state.formatMessage(JSON.parse(frame).message));
globalThis.gc();
const peerBytes = (process.memoryUsage().heapUsed - heap - text) / count;
must(peer.channel.state.messages.length === count, 'the peer lost some');

console.log(JSON.stringify({rows, ourBytes, peerBytes}, null, 1));
