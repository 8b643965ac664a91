// What the cookie-checked read is measured beside: a plain Node server over the same SQLite file, which looks the session up
// by the cookie's hash and reads a page of projects. It refreshes no tokens, checks no lifetimes and logs nothing.
// Usage  node serve_peer.mjs <quern.db> <port>
import {createHash} from 'node:crypto';
import {createServer} from 'node:http';
import {DatabaseSync} from 'node:sqlite';

const [file, port] = process.argv.slice(2);
const database = new DatabaseSync(file);
const session = database.prepare('SELECT user_id FROM sessions WHERE secret_hash = ?');
const count = database.prepare('SELECT count(*) AS n FROM projects WHERE owner_id = ? AND instr(search_text, ?) > 0');
const rows = database.prepare(`SELECT id, client_id, version, name, description, created_at, updated_at FROM projects
  WHERE owner_id = ? AND instr(search_text, ?) > 0 ORDER BY updated_at DESC, version DESC, rowid DESC LIMIT ? OFFSET ?`);

function project({id, client_id, version, name, description, created_at, updated_at}) {
  return {
    id, ...(client_id && {client_id}), version, name, description, interview_count: 0,
    created_at: new Date(created_at).toISOString(), updated_at: new Date(updated_at).toISOString(),
  };
}

createServer((request, response) => {
  const answer = (status, value) => {
    const body = JSON.stringify(value);
    response.writeHead(status, {
      'content-type': 'application/json', 'cache-control': 'no-store', 'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  };
  const cookie = /(?:^|; )quern_session=([^;]+)/.exec(request.headers.cookie ?? '');
  const signedIn = cookie && session.get(createHash('sha256').update(cookie[1]).digest());
  if (!signedIn) return answer(401, {detail: 'sign in first'});
  const query = new URL(request.url, 'http://localhost').searchParams;
  const search = (query.get('search') ?? '').toLowerCase();
  const offset = Number(query.get('offset') ?? 0), limit = Number(query.get('limit') ?? 20);
  const {n: total} = count.get(signedIn.user_id, search);
  answer(200, {items: rows.all(signedIn.user_id, search, limit, offset).map(project), total, offset, limit});
}).listen(Number(port), '127.0.0.1');
