// The page's other tabs, by BroadcastChannel: bytes go to all of them, and come on a turn of the browser's. Where there is
// no such channel, or it is forbidden, there are no other tabs.
const tabs = (() => {
  let channel = null;
  return {
    open(name) {
      try {
        channel = new BroadcastChannel(name);
      } catch (error) {
        return;
      }
      channel.onmessage = ({ data }) => {
        if (!(data instanceof Uint8Array)) return;
        const at = _quern_inbox(data.length); // first: it may move the memory
        HEAPU8.set(data, at);
        _quern_on_tab_message(data.length);
      };
    },
    post: (bytes) => channel?.postMessage(bytes),
    close: () => channel?.close(),
  };
})();
