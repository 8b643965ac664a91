// Opens the application. Listeners come after it, so that no event meets half a page.
Module['open'] = () => {
  _quern_start();
  for (const part of [surface, pointer, keyboard, mirror]) part.listen();

  addEventListener('focus', () => _quern_on_focus(1));
  addEventListener('blur', () => _quern_on_focus(0));
  addEventListener('online', () => _quern_on_online(1));
  addEventListener('offline', () => _quern_on_online(0));
  addEventListener('popstate', () => _quern_on_location());
  addEventListener('pagehide', () => _quern_on_hide());
  document.addEventListener('visibilitychange', () => {
    const isVisible = document.visibilityState === 'visible';
    if (!isVisible) _quern_on_hide();
    _quern_on_visible(isVisible);
    _quern_on_focus(isVisible);
  });
  // Back from the freezer, or from the browser's cache of pages.
  const onReturn = () => _quern_on_focus(document.visibilityState === 'visible');
  document.addEventListener('resume', onReturn);
  addEventListener('pageshow', onReturn);
  for (const query of [surroundings.light, surroundings.reducedMotion]) query.addEventListener('change', () => _quern_on_preferences());
  document.fonts.addEventListener('loadingdone', () => _quern_on_fonts());
  if (!navigator.onLine) _quern_on_online(0);

  window.quern = Object.freeze({
    get framesRun() { return _quern_frames_run(); },
    get framesDrawn() { return _quern_frames_drawn(); },
    get mirrorWords() { return _quern_mirror_words(); },
    // CPU ms of the last frames, oldest first.
    get frameTimes() {
      const kept = 120, run = _quern_frames_run(), at = _quern_frame_times() >> 2;
      return Array.from({ length: Math.min(run, kept) }, (_, i) => HEAPF32[at + ((Math.max(run - kept, 0) + i) % kept)]);
    },
  });
};
