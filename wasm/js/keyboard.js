// Keys. In a field the browser types; elsewhere what moves about, and shortcuts, go to Dear ImGui. Never Tab, never Enter
// or Space on a mirrored element: those come as a click.
const modifiers = (event) => _quern_on_modifiers(event.ctrlKey, event.shiftKey, event.altKey, event.metaKey);

const keyboard = (() => {
  const isEditing = /^Key[ACVXYZ]$|^(Arrow|Home|End|Delete|Page)/;
  const isTaken = (event) => (event.ctrlKey || event.metaKey) && event.code === 'KeyK'; // else the browser's own search
  const modifies = (event) => event.ctrlKey || event.shiftKey || event.altKey || event.metaKey;

  const send = (event, isDown) => {
    modifiers(event);
    _quern_on_key(put(event.code), isDown);
  };
  const onField = (event, field) => {
    if (event.key === 'Enter' && !event.shiftKey) return mirror.enter(event, field);
    if (event.key === 'ArrowUp' && field.enterKeyHint === 'send' && field.value === '') return send(event, 1); // the last message
    const isShortcut = event.ctrlKey !== event.metaKey && !event.altKey; // AltGr types
    if (isShortcut && !isEditing.test(event.code)) send(event, 1);
  };
  const onDown = (event) => {
    if (event.isComposing || event.keyCode === 229) return; // an input method has it
    if (isTaken(event)) event.preventDefault();
    const leavesMenu = event.key === 'Tab' && document.activeElement?.closest('[role=menu]');
    if (event.key === 'Escape' || leavesMenu) return mirror.escape(event); // back to what opened it
    const field = mirror.focusedField();
    if (!field && !modifies(event) && (event.key === 'Home' || event.key === 'End')) mirror.scrollToEdge(event);
    if (field) onField(event, field);
    else if (event.key !== 'Tab' && event.key !== 'Enter' && event.key !== ' ') send(event, 1);
  };

  return {
    listen() {
      addEventListener('keydown', onDown);
      addEventListener('keyup', (event) => send(event, 0)); // from fields too: else a key that went down here stays down
    },
  };
})();
