// What C++ imports (js.hpp), by name. The work is done by the files beside this one, which are in the same scope.
addToLibrary({
  quern_js_now: () => performance.now(),
  quern_js_wall_now: () => Date.now(),
  quern_js_set_timer: (delay) => turns.setTimer(delay),
  quern_js_request_turn: () => turns.requestTurn(),
  quern_js_request_frame: () => turns.requestFrame(),
  quern_js_random: (bytes, size) => void crypto.getRandomValues(HEAPU8.subarray(bytes, bytes + size)),

  quern_js_parse_real: (digits, size) => Number(text(digits, size)),
  quern_js_format_real: (number) => put(String(number)),

  quern_js_fetch: (id, method, methodSize, path, pathSize, headers, headersSize, body, bodySize, timeout) =>
    http.send(id, text(method, methodSize), text(path, pathSize), text(headers, headersSize), HEAPU8.slice(body, body + bodySize), timeout),
  quern_js_abort_fetch: (id) => http.abort(id),

  quern_js_open_socket: (id, path, size) => sockets.open(id, text(path, size)),
  quern_js_send_socket: (id, message, size) => sockets.send(id, text(message, size)),
  quern_js_close_socket: (id) => sockets.close(id),

  quern_js_open_tabs: (name, size) => tabs.open(text(name, size)),
  quern_js_tell_tabs: (bytes, size) => tabs.post(HEAPU8.slice(bytes, bytes + size)),
  quern_js_close_tabs: () => tabs.close(),

  quern_js_location: () => put(location.pathname + location.search),
  quern_js_set_location: (path, size, isNew) => surroundings.setLocation(text(path, size), isNew),
  quern_js_set_title: (title, size) => void (document.title = text(title, size)),
  quern_js_set_language: (language, size) => surroundings.setLanguage(text(language, size)),
  quern_js_set_colours: (isLight, background) => surroundings.setColours(isLight, background),
  quern_js_is_light: () => surroundings.light.matches,
  quern_js_is_motion_reduced: () => surroundings.reducedMotion.matches,
  quern_js_is_touch: () => pointer.isTouch(),
  quern_js_languages: () => put(navigator.languages.join(',')),
  quern_js_utc_offset: () => -new Date().getTimezoneOffset(),
  quern_js_setting: (name, size) => surroundings.setting(text(name, size)),
  quern_js_set_setting: (name, nameSize, value, valueSize) => surroundings.setSetting(text(name, nameSize), text(value, valueSize)),
  quern_js_copy: (string, size) => surroundings.copy(text(string, size)),
  quern_js_open: (url, size) => void open(text(url, size), '_blank', 'noopener'),

  quern_js_set_canvas_size: (width, height) => surface.setSize(width, height),
  quern_js_usable: () => surface.usable(),
  quern_js_prepare_painter: () => painter.prepare(),
  quern_js_make_texture: (id, width, height, pixels) => painter.makeTexture(id, width, height, pixels),
  quern_js_change_texture: (id, x, y, width, height, pixels, pitch) => painter.changeTexture(id, x, y, width, height, pixels, pitch),
  quern_js_drop_texture: (id) => painter.dropTexture(id),
  quern_js_begin_picture: (width, height) => painter.begin(width, height),
  quern_js_draw_list: (vertices, vertexCount, indices, indexCount, commands, commandCount) =>
    painter.list(vertices, vertexCount, indices, indexCount, commands, commandCount),

  quern_js_font_metrics: (weight, size, answer) => glyphs.metrics(weight, size, answer),
  quern_js_advance: (weight, size, codePoint) => glyphs.advance(weight, size, codePoint),
  quern_js_pair_advance: (weight, size, left, right) => glyphs.pairAdvance(weight, size, left, right),
  quern_js_draw_glyph: (weight, size, density, codePoint, shift, box) =>
    glyphs.draw(weight, size, density, codePoint, shift, box),

  quern_js_mirror: (words, count, arena) => mirror.apply(words, count, arena),
});
