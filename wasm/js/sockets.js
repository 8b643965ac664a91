// Sockets by WebSocket, of our own origin. What happens to one is told on a turn of the browser's, never inside open(),
// send() or close(); one that C++ closed says nothing more.
const sockets = (() => {
  const open = new Map();

  const drop = (id) => {
    const socket = open.get(id);
    open.delete(id);
    if (socket) socket.onopen = socket.onmessage = socket.onclose = null;
    return socket;
  };
  const onClose = (id, code) => {
    if (!open.has(id)) return;
    drop(id);
    _quern_on_socket_close(id, code);
  };
  // Policies of a network, a browser or an extension may forbid the very attempt.
  const connect = (path) => {
    try {
      return new WebSocket(location.origin.replace('http', 'ws') + path);
    } catch (error) {
      return null;
    }
  };

  return {
    open(id, path) {
      const socket = connect(path);
      open.set(id, socket);
      if (!socket) return queueMicrotask(() => onClose(id, 1006));
      socket.onopen = () => _quern_on_socket_open(id);
      socket.onmessage = ({ data }) => {
        if (typeof data === 'string') _quern_on_socket_text(id, put(data));
      };
      socket.onclose = ({ code }) => onClose(id, code);
    },
    send(id, message) {
      const socket = open.get(id);
      if (socket?.readyState === WebSocket.OPEN) socket.send(message);
    },
    close: (id) => drop(id)?.close(),
  };
})();
