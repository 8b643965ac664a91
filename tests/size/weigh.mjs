// What the library weighs: a page's program of one query, .wasm and .mjs, and TanStack's core with the same query beside it, each
// in brotli at its best. A page is played to both, with a server that answers: what does not work weighs nothing.
// Usage  node weigh.mjs <one_query, without its ending> <bundle of peer.mjs> [<result.json>]
import {createServer} from 'node:http';
import {readFileSync, writeFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {pathToFileURL} from 'node:url';
import {brotliCompressSync} from 'node:zlib';

const [program, bundle, result] = process.argv.slice(2);
const budget = 30 * 1024;
const weigh = (file) => brotliCompressSync(readFileSync(file)).length;  // quality 11, unless told otherwise
const kib = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`;
const load = (file) => import(pathToFileURL(resolve(file)));

async function ours() {
  const page = await (await load(`${program}.mjs`)).default({
    instantiateWasm(imports, receive) {
      WebAssembly.instantiate(readFileSync(`${program}.wasm`), imports).then(({instance}) => receive(instance));
      return {};
    },
  });
  page._one_query();
}
const theirs = async () => (await load(bundle)).one_query();

// The title of a page that runs it: the first one it sets, or nothing after five seconds.
async function titleOf(run, answer) {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += request.url === '/answer' ? 1 : 0;
    response.end(String(answer));
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  globalThis.location = `http://127.0.0.1:${server.address().port}/`;
  const title = await new Promise((shown) => {
    globalThis.document = {set title(text) { shown(Number(text)); }};
    setTimeout(shown, 5000).unref();
    run();
  });
  server.close();
  server.closeAllConnections();
  return {title, asked};
}

let passed = 0, failed = 0;
function check(what, isRight) {
  isRight ? ++passed : ++failed;
  console.log(`${isRight ? 'ok' : 'FAILED'}: ${what}`);
}

const [wasm, glue, peer] = [weigh(`${program}.wasm`), weigh(`${program}.mjs`), weigh(bundle)];
for (const [who, run, answer] of [['our', ours, 42], ["TanStack's", theirs, 43]]) {
  const {title, asked} = await titleOf(run, answer);
  check(`${who} program of one query asks once (${asked}) and shows the answer (${title})`, title === answer && asked === 1);
}
check(`one query weighs ${kib(wasm)} .wasm and ${kib(glue)} .mjs, together ${kib(wasm + glue)} of ${kib(budget)}`,
      wasm + glue <= budget);
console.log(`TanStack's core with the same query weighs ${kib(peer)}, bundled and minified`);
if (result) writeFileSync(result, JSON.stringify({wasm, glue, peer, budget}));
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
