// Stands between a browser and serve, on a port of its own, and lets everything through; into the page's socket it also puts
// events, as frames after the server's own. What the server says of the same person afterwards has too low a seq, and is
// dropped by the page: events without one (typing, presence) still come.
import {connect, createServer} from 'node:net';
import {once} from 'node:events';

const frame = (text) => {
  const payload = Buffer.from(text);
  if (payload.length < 126) return Buffer.concat([Buffer.from([0x81, payload.length]), payload]);
  return Buffer.concat([Buffer.from([0x81, 126, payload.length >> 8, payload.length & 255]), payload]); // below 64 KiB
};

export class SocketTap {
  seq = 0; // the last one the page has had
  #socket = null;

  async listen(port, to) {
    this.server = createServer((browser) => this.#join(browser, connect(to, '127.0.0.1'))).listen(port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  #join(browser, server) {
    browser.on('data', (data) => {
      if (data.subarray(0, 11).toString() === 'GET /api/ws') this.#socket = browser;
      server.write(data);
    });
    server.on('data', (data) => {
      browser.write(data);
      if (browser !== this.#socket) return;
      for (const [, seq] of data.toString('latin1').matchAll(/"seq":(\d+)/g)) this.seq = Math.max(this.seq, Number(seq));
    });
    for (const [one, other] of [[browser, server], [server, browser]]) {
      one.setNoDelay(true);
      one.on('close', () => other.destroy());
      one.on('error', () => other.destroy());
    }
  }

  // Each of `events` is {event, data}. Done once the page's end has taken them.
  async put(events) {
    const bytes = Buffer.concat(events.map((one) => frame(JSON.stringify({...one, seq: ++this.seq}))));
    if (!this.#socket.write(bytes)) await once(this.#socket, 'drain');
  }

  close() {
    this.#socket?.destroy();
    this.server.close();
  }
}
