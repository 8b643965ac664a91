// The page around the canvas: address, theme, settings, clipboard; and what the system says of itself.
const surroundings = (() => {
  const page = document.documentElement;
  const prefix = 'quern.';
  const hex = (byte) => (byte & 255).toString(16).padStart(2, '0');
  // 0xAABBGGRR, as ImGui has it.
  const css = (colour) => '#' + hex(colour) + hex(colour >> 8) + hex(colour >> 16) + hex(colour >>> 24);

  return {
    css,
    light: matchMedia('(prefers-color-scheme: light)'),
    reducedMotion: matchMedia('(prefers-reduced-motion: reduce)'),

    setLocation(path, isNew) {
      if (isNew) history.pushState(null, '', path);
      else history.replaceState(null, '', path);
    },
    // The boot script reads these before there is anything of ours: the next load begins in this language and theme.
    setLanguage(language) {
      page.lang = language;
      this.setSetting('page-language', language);
    },
    setColours(isLight, background) {
      const scheme = isLight ? 'light' : 'dark';
      page.dataset.theme = scheme;
      page.style.backgroundColor = css(background | 0xff000000);
      document.querySelector('meta[name=theme-color]').content = css(background | 0xff000000).slice(0, 7);
      this.setSetting('page-theme', scheme);
    },
    // A browser may deny us its store: then settings last as long as the page.
    setting(name) {
      try {
        const value = localStorage.getItem(prefix + name);
        return value === null ? -1 : put(value);
      } catch (error) {
        return -1;
      }
    },
    setSetting(name, value) {
      try {
        localStorage.setItem(prefix + name, value);
      } catch (error) {
        console.warn('quern: this browser keeps no settings');
      }
    },
    async copy(string) {
      try {
        await navigator.clipboard.writeText(string);
      } catch (error) {
        console.warn('quern: the clipboard is closed to us');
      }
    },
  };
})();
