// The mirror: the semantics tree as real elements over the canvas. C++ sends differences (mirror_batch.hpp has the same
// table of operations); what a person does to an element goes back as an input of its id.
const mirror = (() => {
  const root = document.getElementById('mirror');
  const notes = document.getElementById('notes'); // descriptions
  const speaker = document.getElementById('speaker');
  const elements = new Map([[0, root]]);
  const ids = new WeakMap();
  const spacers = new WeakMap(); // of scroll containers: as high as their content
  const words = new WeakMap(); // the text node of what is named by its text
  const tops = new Map(); // of scroll containers: scrollTop as C++ knows it
  const told = new WeakMap(); // of fields: the value C++ knows
  let composing = null;
  let held = null; // the scroll container under a finger
  let alone = []; // what a modal dialog has made inert

  const kinds = { press: 0, change: 1, focus: 2, blur: 3, submit: 4, escape: 5, scroll: 6, context: 7 }; // ui::Input::Kind
  // `flag`: of focus, that it came by the keyboard; of scroll, that a finger holds it.
  const send = (kind, id, string = '', y = 0, flag = false) => _quern_on_input(kind, id, put(string), y, flag);
  const owner = (node) => {
    while (node && !ids.has(node)) node = node.parentElement;
    return node;
  };
  const isField = (element) => told.has(element);
  const setAttribute = (element, name, value) => {
    if (value === null || value === false) element.removeAttribute(name);
    else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
  };

  // --- elements

  const element = (name, role) => () => {
    const made = document.createElement(name);
    if (role) made.setAttribute('role', role);
    return made;
  };
  const button = (type, role) => () => Object.assign(element('button', role)(), { type });
  const input = (type) => () => Object.assign(document.createElement('input'), { type });
  const field = (make) => () => {
    const made = make();
    made.className = 'field';
    made.dir = 'auto';
    told.set(made, '');
    return made;
  };
  const scroll = () => {
    const made = element('div')();
    made.className = 'scroll';
    const spacer = document.createElement('div');
    spacer.className = 'spacer';
    made.append(spacer);
    spacers.set(made, spacer);
    tops.set(made, 0);
    return made;
  };
  const form = () => Object.assign(document.createElement('form'), { noValidate: true });
  // In the order of MirrorTag. A heading's level comes with it.
  const makers = [
    element('div'), element('main'), element('nav'), form, element('div', 'dialog'), element('ul', 'list'), element('li'), scroll,
    (level) => document.createElement('h' + Math.min(Math.max(level, 1), 6)), element('p'), element('a'), button('button'), button('submit'),
    input('checkbox'), input('radio'), button('button', 'tab'), element('div', 'menu'), button('button', 'menuitem'), element('div', 'img'),
    element('div', 'progressbar'), element('div', 'status'), element('div', 'alert'),
    field(input('text')), field(element('textarea')),
  ];
  const group = 0, listItem = 6, heading = 8, image = 18, progress = 19;
  const isNamedByLabel = (tag, made) => tag <= 7 || tag === image || tag === progress || made instanceof HTMLInputElement || isField(made);

  const create = (id, tag, level) => {
    const made = makers[tag](level);
    made.tag = tag;
    ids.set(made, id);
    elements.set(id, made);
    if (tag === progress) made.setAttribute('aria-valuetext', '…');
  };
  const remove = (id) => {
    const made = elements.get(id);
    made?.remove();
    tops.delete(made);
    elements.delete(id);
    document.getElementById('note-' + id)?.remove();
  };
  // Moving an element takes the focus from it: so when the focused one must go up, what is between goes down instead.
  const place = (id, parentId, beforeId) => {
    const child = elements.get(id), parent = elements.get(parentId), before = elements.get(beforeId);
    const head = beforeId ? before : (spacers.get(parent) ?? words.get(parent)); // what it comes after
    const next = head ? head.nextSibling : parent.firstChild;
    if (child.type === 'radio') child.name = 'group-' + parentId;
    if (next === child && child.parentNode === parent) return;
    if (child.parentNode === parent && child.contains(document.activeElement)) {
      for (let between = next; between && between !== child; ) {
        const following = between.nextSibling;
        parent.insertBefore(between, child.nextSibling);
        between = following;
      }
      return;
    }
    parent.insertBefore(child, next);
  };

  // --- what they say

  const flag = (bits) => ({
    disabled: bits & 1, busy: bits & 2, invalid: bits & 4, required: bits & 8, modal: bits & 16, current: bits & 32,
    isChecked: bits & 64 ? (bits & 128) !== 0 : null, isExpanded: bits & 256 ? (bits & 512) !== 0 : null,
    hasChildren: (bits & 1024) !== 0,
  });
  const yes = (bit) => (bit ? 'true' : null);

  const setText = (made, name) => {
    if (!words.has(made)) {
      if (!name) return;
      words.set(made, document.createTextNode(''));
      made.prepend(words.get(made));
    }
    if (words.get(made).data !== name) words.get(made).data = name;
  };
  const setName = (made, name, hasChildren) => {
    const isLabel = hasChildren || isNamedByLabel(made.tag, made);
    setText(made, isLabel ? '' : name);
    setAttribute(made, 'aria-label', isLabel && name ? name : null);
    if (made.tag === group) setAttribute(made, 'role', name ? 'group' : null);
    if (spacers.has(made)) setAttribute(made, 'role', name ? 'region' : null);
  };
  const setDescription = (id, made, description) => {
    let note = document.getElementById('note-' + id);
    if (!description) {
      note?.remove();
    } else {
      if (!note) notes.append((note = Object.assign(document.createElement('span'), { id: 'note-' + id })));
      note.textContent = description;
    }
    setAttribute(made, 'aria-describedby', description ? 'note-' + id : null);
  };
  const setState = (made, state) => {
    // Never `disabled`: it would drop the focus, and leave no way to hear why.
    setAttribute(made, 'aria-disabled', yes(state.disabled));
    if (isField(made)) made.readOnly = state.disabled !== 0;
    setAttribute(made, 'aria-busy', yes(state.busy));
    setAttribute(made, 'aria-invalid', yes(state.invalid));
    setAttribute(made, 'aria-required', yes(state.required));
    setAttribute(made, 'aria-modal', yes(state.modal));
    const role = made.getAttribute('role');
    if (role === 'tab') setAttribute(made, 'aria-selected', state.current !== 0);
    else setAttribute(made, 'aria-current', state.current ? (made.tagName === 'A' ? 'page' : 'true') : null);
    if (made.type === 'checkbox' || made.type === 'radio') made.checked = state.isChecked === true;
    else setAttribute(made, role === 'menuitemcheckbox' ? 'aria-checked' : 'aria-pressed', state.isChecked === null ? null : String(state.isChecked));
    setAttribute(made, 'aria-expanded', state.isExpanded === null ? null : String(state.isExpanded));
  };
  const setContent = (id, bits, level, setSize, name, description, href) => {
    const made = elements.get(id), state = flag(bits);
    if (made.getAttribute('role') === 'menuitem' && state.isChecked !== null) made.setAttribute('role', 'menuitemcheckbox');
    setName(made, name, state.hasChildren);
    setDescription(id, made, description);
    setState(made, state);
    if (made.tag === heading) setAttribute(made, 'aria-level', made.tagName === 'H' + level ? null : level);
    if (made.tag === listItem) {
      setAttribute(made, 'aria-posinset', setSize ? level : null);
      setAttribute(made, 'aria-setsize', setSize || null);
    }
    if (made.tagName === 'A') setAttribute(made, 'href', href || null);
  };

  // --- where they are, and how they look

  const setRect = (id, x, y, width, height, top, right, bottom, left) => {
    const { style } = elements.get(id);
    style.left = x + 'px';
    style.top = y + 'px';
    style.width = width + 'px';
    style.height = height + 'px';
    style.setProperty('--height', height + 'px');
    const isHidden = top + bottom >= height || left + right >= width;
    if (top + right + bottom + left === 0) style.clipPath = '';
    else style.clipPath = isHidden ? 'inset(50%)' : `inset(${top}px ${right}px ${bottom}px ${left}px)`;
  };
  // A position that is written ends the motion there is, so one that was only rounded is not: C++ counts whole pixels.
  const slack = 0.75;
  const setScroll = (id, height, y) => {
    const made = elements.get(id);
    spacers.get(made).style.height = height + 'px';
    if (Math.abs(made.scrollTop - y) > slack) made.scrollTop = y;
    tops.set(made, made.scrollTop);
  };
  // An e-mail address's own type would turn its domain into punycode.
  const types = ['text', 'search', 'text', 'password']; // by ui::FieldType; the fifth is the textarea's
  const email = 2;
  const setField = (id, type, value, placeholder, autocomplete, hint, maxLength, look) => {
    const made = elements.get(id);
    if (types[type] && made.type !== types[type]) made.type = types[type];
    setAttribute(made, 'inputmode', type === email ? 'email' : null);
    setAttribute(made, 'spellcheck', type === 0 || made.tagName === 'TEXTAREA' ? null : 'false');
    told.set(made, value);
    // Writing it empties the browser's undo, and would break a composition.
    if (made.value !== value && made !== composing) made.value = value;
    setAttribute(made, 'placeholder', placeholder || null);
    setAttribute(made, 'autocomplete', autocomplete || 'off');
    setAttribute(made, 'enterkeyhint', hint || null);
    setAttribute(made, 'maxlength', maxLength || null);
    const { style } = made;
    style.font = glyphs.font(look.weight, look.size, look.lineHeight);
    style.padding = `${look.top}px ${look.right}px ${look.bottom}px ${look.left}px`;
    style.setProperty('--ink', surroundings.css(look.colour));
    style.setProperty('--placeholder', surroundings.css(look.placeholder));
    style.setProperty('--selection', surroundings.css(look.selection));
  };

  // --- focus

  const focus = (id) => {
    const made = elements.get(id);
    if (made.tabIndex < 0) made.tabIndex = -1;
    made.focus();
    if (made instanceof HTMLInputElement && isField(made)) made.select(); // as Tab does
  };
  // All beside the dialog, and beside what it is in, up to the root; but for what speaks.
  const besides = (id) => {
    const others = [];
    for (let at = id ? elements.get(id) : root; at !== root; at = at.parentElement) {
      others.push(...[...at.parentElement.children].filter((other) => other !== at && !other.matches('[role=status], [role=alert]')));
    }
    return others;
  };
  const setModal = (id) => {
    const others = besides(id);
    for (const other of alone) if (!others.includes(other)) other.inert = false;
    for (const other of others) other.inert = true;
    alone = others;
    if (id && !elements.get(id).contains(document.activeElement)) focus(id);
  };
  // The same words twice are heard twice only if the element changes between.
  const announce = (string) => {
    const said = document.createElement('div');
    said.textContent = string;
    speaker.replaceChildren(said);
  };

  // --- the batch

  const apply = (start, count, arena) => {
    let at = start >> 2;
    const end = at + count;
    const word = () => HEAPU32[at++];
    const number = () => HEAPF32[at++];
    const string = () => text(arena + word(), word());
    const look = () => ({
      size: number(), lineHeight: number(), left: number(), right: number(), top: number(), bottom: number(),
      weight: word(), colour: word(), placeholder: word(), selection: word(),
    });
    const operations = [
      () => remove(word()),
      () => create(word(), word(), word()),
      () => place(word(), word(), word()),
      () => setRect(word(), number(), number(), number(), number(), number(), number(), number(), number()),
      () => setContent(word(), word(), word(), word(), string(), string(), string()),
      () => setField(word(), word(), string(), string(), string(), string(), word(), look()),
      () => setScroll(word(), number(), number()),
      () => focus(word()),
      () => setModal(word()),
      () => announce(string()),
    ];
    while (at < end) operations[word()]();
  };

  // --- what a person does

  const change = (made) => {
    if (made.value === told.get(made)) return;
    told.set(made, made.value);
    send(kinds.change, ids.get(made), made.value);
  };
  // Some tools fill fields without a word: the form is read before it is sent.
  const readFields = (made) => {
    for (const other of made.form?.elements ?? []) if (isField(other)) change(other);
  };
  const onClick = (event) => {
    const made = owner(event.target);
    if (!made || made === root) return;
    if (made.tagName === 'A') {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return; // the browser's: a new tab
      event.preventDefault();
    }
    if (made.type === 'submit') {
      event.preventDefault();
      readFields(made);
    }
    if (made.type === 'checkbox' || made.type === 'radio') _quern_on_touched(ids.get(made)); // it has toggled itself: C++ confirms
    // A pointer's click has come to ImGui by its position.
    if (event.detail !== 0 || made.getAttribute('aria-disabled') || isField(made)) return;
    if (made.matches('a, button, input')) send(kinds.press, ids.get(made));
  };
  const readScroll = (made) => {
    if (Math.abs(made.scrollTop - tops.get(made)) >= 0.5) tellScroll(made);
  };
  const onScroll = ({ target }) => tops.has(target) && readScroll(target);
  const tellScroll = (made) => {
    tops.set(made, made.scrollTop);
    send(kinds.scroll, ids.get(made), '', made.scrollTop, made === held);
  };
  // Its end is heard from the element itself: a list may have dropped it by then, and what is dropped tells no parent.
  const onTouchStart = (event) => {
    if (held) return;
    held = event.target.closest('.scroll');
    if (!held) return;
    const lifted = (end) => {
      if (end.targetTouches.length > 0) return;
      for (const type of ['touchend', 'touchcancel']) event.target.removeEventListener(type, lifted);
      const made = held;
      held = null;
      if (ids.has(made)) tellScroll(made);
    };
    for (const type of ['touchend', 'touchcancel']) event.target.addEventListener(type, lifted, { passive: true });
    tellScroll(held);
  };
  const context = (target) => {
    const made = owner(target);
    if (made && made !== root && !isField(made)) send(kinds.context, ids.get(made));
  };
  const onContext = (event) => {
    const made = owner(event.target);
    if (made && isField(made)) return;
    if (!getSelection().isCollapsed && event.pointerType === 'mouse') return; // its own menu copies
    const isPointed = event.pointerType === 'mouse' || event.pointerType === 'pen';
    if (isPointed && made?.tagName === 'A') return;
    event.preventDefault();
    if (!isPointed && !pointer.lift()) context(event.target); // else ImGui has the right button, or the long press was told
  };

  return {
    apply,
    context,
    // Before a frame: a smooth scroll by key or wheel may have gone on since its last event, and would be written back.
    readScrolls: () => tops.forEach((_, made) => readScroll(made)),
    // Home and End, at once: what an animation passed on its way through 100,000 rows would all be drawn.
    scrollToEdge(event) {
      const made = document.activeElement?.closest('.scroll');
      if (!made) return;
      event.preventDefault();
      made.scrollTop = event.key === 'Home' ? 0 : made.scrollHeight;
    },
    focusedField() {
      const made = document.activeElement;
      return made && isField(made) ? made : null;
    },
    // Enter in a field: the form's submit button, which the browser clicks by itself for an input; else the field's own.
    enter(event, made) {
      const isComposer = made.tagName === 'TEXTAREA';
      if (isComposer && made.enterKeyHint !== 'send') return;
      const submit = made.form?.querySelector('[type=submit]');
      if (submit && !isComposer) return;
      event.preventDefault();
      if (event.repeat) return;
      if (submit) submit.click();
      else send(kinds.submit, ids.get(made));
    },
    escape(event) {
      event.preventDefault(); // it would empty a search field
      const made = owner(document.activeElement);
      send(kinds.escape, made && made !== root ? ids.get(made) : 0);
    },
    listen() {
      root.addEventListener('click', onClick);
      root.addEventListener('submit', (event) => event.preventDefault());
      root.addEventListener('input', (event) => isField(event.target) && change(event.target));
      root.addEventListener('compositionstart', (event) => (composing = event.target));
      root.addEventListener('compositionend', () => (composing = null));
      root.addEventListener('scroll', onScroll, { capture: true, passive: true });
      root.addEventListener('touchstart', onTouchStart, { passive: true });
      root.addEventListener('focusin', (event) => {
        if (ids.has(event.target)) send(kinds.focus, ids.get(event.target), '', 0, event.target.matches(':focus-visible'));
      });
      root.addEventListener('focusout', (event) => {
        if (event.target.tagName === 'TEXTAREA') event.target.scrollTop = 0; // our text starts at the top
        if (ids.has(event.target)) send(kinds.blur, ids.get(event.target));
      });
      addEventListener('contextmenu', onContext);
    },
  };
})();
