// Mouse, pen and touch, by position, from listeners on the window: Dear ImGui decides what lies under them. The mirror's
// elements get their native events beside this (focus, selection, links in a new tab).
const pointer = (() => {
  const slop = 8; // px a finger may move and still tap
  const hoverEnds = 60; // ms after a tap
  const longPress = 500; // ms; some browsers say it by `contextmenu`, about then
  const clickComes = 100; // ms after the finger went up, at most
  const bits = [1, 2, 4]; // MouseEvent.buttons: left, right, middle, which is also ImGui's order
  let held = 0;
  let isForBrowser = false; // a click that opens a tab: ImGui does not hear of it
  let finger = null;
  let isPressedLong = false; // by this touch: it has its menu, and is no click
  let isTouch = matchMedia('(pointer: coarse)').matches;

  const opensTab = (event) =>
    event.target.closest?.('a') && (event.ctrlKey || event.metaKey || event.shiftKey || (event.buttons & 4) !== 0);

  const setButtons = (buttons) => {
    bits.forEach((bit, button) => {
      if ((held ^ buttons) & bit) _quern_on_button(button, buttons & bit ? 1 : 0);
    });
    held = buttons;
  };
  const onMouse = (event) => {
    if (held === 0 && event.type === 'pointerdown') isForBrowser = opensTab(event);
    modifiers(event);
    _quern_on_pointer(event.clientX, event.clientY, 0);
    setButtons(isForBrowser ? 0 : event.buttons & 7);
  };
  const tap = (x, y) => {
    _quern_on_pointer(x, y, 1);
    _quern_on_button(0, 1);
    _quern_on_button(0, 0);
    setTimeout(() => _quern_on_pointer_gone(), hoverEnds);
  };
  const lift = () => {
    clearTimeout(finger?.timer);
    finger = null;
  };
  const forgetLongPress = () => setTimeout(() => (isPressedLong = false), clickComes);
  const touchDown = (event) => {
    lift();
    if (!event.isPrimary) return; // a second finger: the browser zooms
    const timer = setTimeout(() => {
      finger = null;
      isPressedLong = true;
      mirror.context(event.target);
    }, longPress);
    finger = { x: event.clientX, y: event.clientY, timer };
  };
  const onTouch = (event) => {
    if (event.type === 'pointerdown') return touchDown(event);
    if (!finger || !event.isPrimary) return;
    const isMoved = Math.hypot(event.clientX - finger.x, event.clientY - finger.y) > slop;
    if (!isMoved && event.type === 'pointermove') return;
    if (!isMoved) tap(event.clientX, event.clientY);
    lift();
  };
  const onPointer = (event) => {
    if (event.type === 'pointerdown') isPressedLong = false;
    if (event.type === 'pointerup') forgetLongPress();
    isTouch = event.pointerType === 'touch';
    if (isTouch) onTouch(event);
    else onMouse(event);
  };
  const onClick = (event) => {
    if (!isPressedLong || event.detail === 0) return;
    isPressedLong = false;
    event.preventDefault();
    event.stopPropagation();
  };
  // The browser took it over, to scroll: whatever was pressed is let go where nothing is.
  const onCancel = () => {
    lift();
    forgetLongPress();
    _quern_on_pointer_gone();
    setButtons(0);
  };
  // What scrolls is the mirror's containers, and a field that is longer than its frame; the rest is ImGui's.
  const onWheel = (event) => {
    if (event.ctrlKey || event.target.closest?.('.scroll, textarea:focus')) return;
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 33 : 1;
    _quern_on_wheel((-event.deltaX * pixels) / 100, (-event.deltaY * pixels) / 100);
  };

  return {
    isTouch: () => isTouch,
    // The browser says that the touch under way is a long press. Was that known?
    lift() {
      const wasKnown = isPressedLong;
      isPressedLong = finger !== null || wasKnown;
      lift();
      return wasKnown;
    },
    listen() {
      for (const type of ['pointerdown', 'pointermove', 'pointerup']) addEventListener(type, onPointer);
      addEventListener('pointercancel', onCancel);
      addEventListener('click', onClick, { capture: true });
      addEventListener('wheel', onWheel, { passive: true });
      document.documentElement.addEventListener('pointerleave', (event) => {
        if (event.pointerType !== 'touch' && held === 0) _quern_on_pointer_gone();
      });
    },
  };
})();
