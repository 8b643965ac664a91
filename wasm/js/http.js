// HTTP exchanges by fetch(). Each ends in one _quern_on_fetch, unless C++ aborted it.
const http = (() => {
  const answered = 0, failed = 1, late = 2; // BrowserTransport::Outcome
  const running = new Map();

  // Lines, name and value in turn.
  const parseHeaders = (lines) => {
    const headers = new Headers();
    const parts = lines.split('\n');
    for (let i = 0; i + 1 < parts.length; i += 2) headers.append(parts[i], parts[i + 1]);
    return headers;
  };
  const formatHeaders = (headers) => {
    let lines = '';
    for (const [name, value] of headers) lines += name + '\n' + value + '\n';
    return lines;
  };

  const exchange = async (path, options, id, timeout) => {
    const abort = new AbortController();
    const request = { abort, outcome: failed };
    running.set(id, request);
    const timer = setTimeout(() => {
      request.outcome = late;
      abort.abort();
    }, timeout);
    try {
      const response = await fetch(path, { ...options, signal: abort.signal });
      const body = new Uint8Array(await response.arrayBuffer());
      return { outcome: answered, status: response.status, headers: encoder.encode(formatHeaders(response.headers)), body };
    } catch (error) {
      return { outcome: request.outcome };
    } finally {
      clearTimeout(timer);
    }
  };

  // Not inside the try above: what C++ throws is not the network's failure.
  const deliver = (id, { outcome, status, headers, body }) => {
    if (!running.delete(id)) return;
    if (outcome !== answered) return _quern_on_fetch(id, outcome, 0, 0, 0);
    const at = _quern_inbox(headers.length + body.length);
    HEAPU8.set(headers, at);
    HEAPU8.set(body, at + headers.length);
    _quern_on_fetch(id, outcome, status, headers.length, body.length);
  };

  return {
    async send(id, method, path, headers, body, timeout) {
      const options = { method, headers: parseHeaders(headers), credentials: 'same-origin', cache: 'no-store' };
      if (body.length > 0) options.body = body;
      // A write goes on when the page is left. The browser holds at most 64 KiB of such bodies.
      options.keepalive = method !== 'GET' && body.length < 32768;
      deliver(id, await exchange(path, options, id, timeout));
    },
    abort(id) {
      const request = running.get(id);
      running.delete(id);
      if (request) request.abort.abort();
    },
  };
})();
