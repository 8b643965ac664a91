// The canvas: its size in CSS and device pixels, and the loss of what is on the GPU.
const surface = (() => {
  const canvas = document.getElementById('canvas');
  let seen = '';
  let density = 0;

  const resized = (pixelWidth, pixelHeight) => {
    const width = canvas.clientWidth, height = canvas.clientHeight;
    density = devicePixelRatio;
    const now = [width, height, pixelWidth, pixelHeight, density].join();
    if (width === 0 || height === 0 || now === seen) return false;
    seen = now;
    _quern_on_resize(width, height, pixelWidth, pixelHeight, density);
    return true;
  };
  const toPixels = (length) => Math.round(length * devicePixelRatio);
  const guessed = () => resized(toPixels(canvas.clientWidth), toPixels(canvas.clientHeight));
  // The exact size may be a pixel off the product; further off, the ratio is an emulated one that it does not know of.
  const isNear = (exact, length) => Math.abs(exact - length * devicePixelRatio) < 2;

  // Drawn at once: a frame later would show the old picture stretched.
  const onResize = ([entry]) => {
    const box = entry.devicePixelContentBoxSize?.[0];
    const isExact = box && isNear(box.inlineSize, canvas.clientWidth) && isNear(box.blockSize, canvas.clientHeight);
    if (isExact ? resized(box.inlineSize, box.blockSize) : guessed()) _quern_on_frame(performance.now());
  };
  const watchDensity = () => {
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener('change', () => {
      guessed();
      watchDensity();
    }, { once: true });
  };

  return {
    listen() {
      guessed();
      const observer = new ResizeObserver(onResize);
      try {
        observer.observe(canvas, { box: 'device-pixel-content-box' });
      } catch (error) {
        observer.observe(canvas);
      }
      watchDensity();
      canvas.addEventListener('webglcontextlost', (event) => {
        event.preventDefault(); // else it is never given back
        _quern_on_context(1);
      });
      canvas.addEventListener('webglcontextrestored', () => _quern_on_context(0));
    },
    // Not every change of it is told.
    noticeDensity() {
      if (devicePixelRatio !== density) guessed();
    },
    setSize(width, height) {
      if (canvas.width !== width) canvas.width = width; // the same again would clear it, and wait for the GPU
      if (canvas.height !== height) canvas.height = height;
    },
    usable() {
      performance.mark('quern:usable');
      document.documentElement.dataset.state = 'ready';
    },
  };
})();
