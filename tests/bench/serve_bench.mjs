// The server as a whole, beside nginx and a plain Node server, in one run: static files, the cookie-checked read, idle
// sockets, a message to a thousand sockets, and messages stored.
// Usage   node serve_bench.mjs <serve> <web folder> <node with node:sqlite>  > serve.json
// Each comparison is three rounds in turn, so that other work on the machine meets both; the median of each is what counts.
import {execFileSync, spawn} from 'node:child_process';
import {createHash, randomBytes, randomUUID} from 'node:crypto';
import {cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {connect} from 'node:net';
import {loadavg, tmpdir} from 'node:os';
import {gzipSync} from 'node:zlib';

const [serve, web, node] = process.argv.slice(2);
const ports = {serve: 8560, nginx: 8561, peer: 8562};
const folder = mkdtempSync(`${tmpdir()}/quern-bench-`);
const seconds = Number(process.env.QUERN_BENCH_SECONDS ?? 5);
const rounds = 3;
const children = [];
const origin = `http://127.0.0.1:${ports.serve}`;
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const at = (sorted, part) => sorted[Math.floor(part * (sorted.length - 1))];

function start(program, args, ready) {
  const child = spawn(program, args, {stdio: ['ignore', 'ignore', 'ignore']});
  children.push(child);
  return (async () => {
    for (let tries = 0; tries < 200; ++tries) {
      if (child.exitCode !== null) throw new Error(`${program} ended`);
      try {
        await fetch(ready);
        return child;
      } catch {
        await sleep(50);
      }
    }
    throw new Error(`${program} does not answer`);
  })();
}

function wrk(connections, args) {
  const text = execFileSync('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, ...args], {encoding: 'utf8'});
  const failed = /Non-2xx or 3xx responses: (\d+)|Socket errors/.exec(text);
  if (failed) throw new Error(`${args}: ${text}`);
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(text)[1]);
}

// [ours, theirs], each the median of its rounds.
function compare(connections, ours, theirs) {
  const measured = [[], []];
  for (let round = 0; round < rounds; ++round) {
    measured[0].push(wrk(connections, ours));
    measured[1].push(wrk(connections, theirs));
  }
  return measured.map(median);
}

function memory(child) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) * 1024;
}

class Browser {
  constructor() { this.cookie = ''; }
  async send(method, path, value) {
    const answer = await fetch(origin + path, {
      method,
      headers: {
        Origin: origin, 'X-Requested-With': 'quern', 'Content-Type': 'application/json', Cookie: this.cookie,
        'Idempotency-Key': randomUUID(),
      },
      body: value && JSON.stringify(value),
    });
    const set = /quern_session=[^;]+/.exec(answer.headers.get('set-cookie') ?? '');
    if (set) this.cookie = set[0];
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? null : answer.json();
  }
  async signUp(name) {
    const {user} = await this.send('POST', '/api/auth/register',
      {email: `${name}@example.org`, password: 'correct horse', display_name: name});
    this.id = user.id;
    return this;
  }
}

// A socket that has resumed, and tells when a text frame came that holds what it was told to look for.
function openSocket(cookie, resume = true) {
  return new Promise((resolve, reject) => {
    const socket = connect(ports.serve, '127.0.0.1');
    const handle = {socket, onText: () => {}};
    let held = Buffer.alloc(0), open = false;
    socket.setNoDelay(true);
    socket.on('error', reject);
    socket.on('connect', () => socket.write(
      `GET /api/ws HTTP/1.1\r\nHost: 127.0.0.1:${ports.serve}\r\nOrigin: ${origin}\r\nCookie: ${cookie}\r\nUpgrade: websocket\r\n` +
      `Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`));
    socket.on('data', (piece) => {
      held = held.length ? Buffer.concat([held, piece]) : piece;
      if (!open) {
        const end = held.indexOf('\r\n\r\n');
        if (end < 0) return;
        if (!held.toString('latin1', 0, 12).endsWith('101')) return reject(new Error(held.toString('latin1', 0, 200)));
        held = held.subarray(end + 4);
        open = true;
        if (resume) socket.write(maskedText('{"op":"resume"}'));
        resolve(handle);
      }
      for (;;) {
        if (held.length < 2) return;
        let size = held[1] & 127, from = 2;
        if (size === 126) [size, from] = [held.length < 4 ? Infinity : held.readUInt16BE(2), 4];
        if (held.length < from + size) return;
        if ((held[0] & 15) === 1) handle.onText(held.toString('utf8', from, from + size));
        held = held.subarray(from + size);
      }
    });
  });
}

function maskedText(text) {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x81, 0x80 | bytes.length, 0, 0, 0, 0]), bytes]);
}

async function inGroups(items, size, work) {
  const results = [];
  for (let i = 0; i < items.length; i += size) results.push(...await Promise.all(items.slice(i, i + size).map(work)));
  return results;
}
const numbers = (count) => Array.from({length: count}, (_, i) => i);

async function main() {
  mkdirSync(`${folder}/web`);
  cpSync(web, `${folder}/web`, {recursive: true});
  writeFileSync(`${folder}/web/one.bin`, randomBytes(1024 * 1024));
  const wasm = readdirSync(`${folder}/web`).find((name) => name.endsWith('.wasm'));
  if (!existsSync(`${folder}/web/${wasm}.gz`)) {
    writeFileSync(`${folder}/web/${wasm}.gz`, gzipSync(readFileSync(`${folder}/web/${wasm}`), {level: 9}));
  }
  const server = await start(serve, ['--web', `${folder}/web`, '--data', `${folder}/data`, '--port', ports.serve,
    '--password-cost', 'low', '--registrations', '1000000', '--connections', '15000'], `${origin}/healthz`);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`);
  writeFileSync(`${folder}/nginx.conf`, `worker_processes 2; daemon off; pid ${folder}/nginx.pid; error_log /dev/null;
    ${process.getuid() === 0 ? 'user root;' : ''} events { worker_connections 1024; }
    http { include /etc/nginx/mime.types; types { application/wasm wasm; } sendfile on; tcp_nopush on; access_log ${folder}/nginx.log;
      keepalive_requests 100000000; gzip_static on; ${temporary.join(' ')}
      server { listen 127.0.0.1:${ports.nginx}; root ${folder}/web; } }`);
  const nginx = `http://127.0.0.1:${ports.nginx}`, peer = `http://127.0.0.1:${ports.peer}`;
  await start('nginx', ['-c', `${folder}/nginx.conf`], `${nginx}/one.bin`);
  const person = await new Browser().signUp('reader');
  for (const i of numbers(20)) await person.send('POST', '/api/projects', {name: `Project ${i}`, description: 'Some words of it'});
  await start(node, [new URL('serve_peer.mjs', import.meta.url).pathname, `${folder}/data/quern.db`, ports.peer], peer);

  const read = async (base) => (await fetch(`${base}/api/projects`, {headers: {Cookie: person.cookie}})).json();
  if (JSON.stringify(await read(origin)) !== JSON.stringify(await read(peer))) throw new Error('the peer answers something else');
  const bytes = async (url) => {
    const body = await (await fetch(url, {headers: {'Accept-Encoding': 'gzip'}})).arrayBuffer();
    return createHash('sha256').update(Buffer.from(body)).digest('hex');
  };
  for (const file of ['one.bin', wasm]) {
    if (await bytes(`${origin}/${file}`) !== await bytes(`${nginx}/${file}`)) throw new Error(`${file} differs`);
  }

  const gzip = ['-H', 'Accept-Encoding: gzip'], cookie = ['-H', `Cookie: ${person.cookie}`];
  const result = {load: loadavg()[0], seconds, rounds};
  result.file = compare(16, [`${origin}/one.bin`], [`${nginx}/one.bin`]);
  result.wasm = compare(16, [...gzip, `${origin}/${wasm}`], [...gzip, `${nginx}/${wasm}`]);
  result.read = compare(32, [...cookie, `${origin}/api/projects`], [...cookie, `${peer}/api/projects`]);

  // Messages, each on the disk before its answer.
  const friend = await new Browser().signUp('friend');
  const chat = await person.send('POST', '/api/chats', {is_group: false, member_ids: [friend.id], client_id: randomUUID()});
  const lua = new URL('serve_messages.lua', import.meta.url).pathname;
  result.inserts = {};
  for (const connections of [1, 16, 64]) {
    result.inserts[connections] = median(numbers(rounds).map(
      () => wrk(connections, ['-s', lua, origin, '--', ports.serve, person.cookie.split('=')[1], chat.id])));
  }

  // A thousand sockets of fifty people in one group.
  const people = await inGroups(numbers(50), 10, (i) => new Browser().signUp(`member${i}`));
  const group = await people[0].send('POST', '/api/chats',
    {title: 'All', is_group: true, member_ids: people.slice(1).map(({id}) => id), client_id: randomUUID()});
  const sockets = await inGroups(numbers(1000), 50, (i) => openSocket(people[i % 50].cookie));
  await sleep(1000);
  const waits = [];
  for (const i of numbers(50)) {
    const text = `message ${i} of the run`;
    const began = performance.now();
    const all = Promise.all(sockets.map((socket) => new Promise((done) => {
      socket.onText = (frame) => {
        if (!frame.includes('"message.created"') || !frame.includes(text)) return;
        waits.push(performance.now() - began);
        done();
      };
    })));
    await people[i % 50].send('POST', '/api/messages', {chat_id: group.id, type: 'text', content: text, client_id: randomUUID()});
    await all;
  }
  waits.sort((a, b) => a - b);
  result.fanOut = {sockets: sockets.length, messages: 50, p50: at(waits, 0.5), p99: at(waits, 0.99)};
  for (const {socket} of sockets) socket.destroy();
  await sleep(6000);  // until they count as gone

  // Ten thousand that say nothing: twenty of each of five hundred people.
  const crowd = await inGroups(numbers(500), 10, (i) => new Browser().signUp(`crowd${i}`));
  const before = memory(server);
  const idle = await inGroups(numbers(10_000), 100, (i) => openSocket(crowd[i % 500].cookie));
  await sleep(2000);
  result.idle = {sockets: idle.length, before, after: memory(server)};
  result.loadAfter = loadavg()[0];
  console.log(JSON.stringify(result, null, 2));
  for (const {socket} of idle) socket.destroy();
}

try {
  await main();
} finally {
  for (const child of children) child.kill();
  await sleep(500);
  rmSync(folder, {recursive: true, force: true});
}
process.exit(process.exitCode ?? 0);
