// What one_query.cpp asks of its page.
addToLibrary({
  js_ask__deps: ['on_answer', 'on_failure'],
  js_ask() {
    fetch(new URL('/answer', location)).then((response) => response.json()).then(_on_answer, _on_failure);
  },
  js_show(number) { document.title = number; },
  js_now() { return performance.now(); },
  js_wall_now() { return Date.now(); },
  $timer: 0,
  js_set_timer__deps: ['$timer', 'on_timer'],
  js_set_timer(delay) {
    clearTimeout(timer);
    timer = setTimeout(_on_timer, delay);
  },
});
