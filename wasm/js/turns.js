// When C++ runs: its one timer, its posted work, its frames. Each is asked for once and comes once.
const turns = (() => {
  let timer = 0;
  let frame = 0;
  const channel = new MessageChannel(); // a turn at once: setTimeout would wait 4 ms
  channel.port1.onmessage = () => _quern_on_turn();

  const onFrame = (now) => {
    frame = 0;
    surface.noticeDensity();
    mirror.readScrolls();
    _quern_on_frame(now);
  };
  return {
    setTimer(delay) {
      clearTimeout(timer);
      timer = setTimeout(() => _quern_on_timer(), delay);
    },
    requestTurn: () => channel.port2.postMessage(0),
    requestFrame() {
      frame ||= requestAnimationFrame(onFrame);
    },
  };
})();
