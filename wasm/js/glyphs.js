// Letters of the system's fonts, measured and drawn with Canvas2D. The mirror's fields use the same settings, so that
// what the DOM shows lies exactly over what the canvas drew.
const glyphs = (() => {
  const family = 'system-ui, sans-serif';
  let side = 128; // of the sheet a glyph is drawn on, device pixels
  let context = null;
  let current = '';

  const open = () => {
    const canvas = window.OffscreenCanvas ? new OffscreenCanvas(side, side) : document.createElement('canvas');
    canvas.width = canvas.height = side;
    context = canvas.getContext('2d', { willReadFrequently: true }); // it stays in memory: reading back costs little
    current = '';
  };
  const use = (weight, size) => {
    const font = `${weight} ${size}px ${family}`;
    if (font === current) return;
    if (!context) open();
    context.font = current = font;
    context.fillStyle = '#fff';
    context.textBaseline = 'alphabetic';
    context.fontKerning = 'normal';
  };
  // Surrogates alone and what lies beyond Unicode measure as the replacement character.
  const letter = (codePoint) => {
    const isScalar = codePoint <= 0x10ffff && (codePoint < 0xd800 || codePoint > 0xdfff);
    return String.fromCodePoint(isScalar ? codePoint : 0xfffd);
  };
  // Drawn in white, coverage is in alpha; a pixel of another colour has come from a colour font.
  const hasColour = (pixels) => {
    for (let i = 0; i < pixels.length; i += 4) {
      if (pixels[i + 3] > 64 && (pixels[i] < 240 || pixels[i + 1] < 240 || pixels[i + 2] < 240)) return true;
    }
    return false;
  };

  return {
    font: (weight, size, lineHeight) => `${weight} ${size}px/${lineHeight}px ${family}`,
    metrics(weight, size, answer) {
      use(weight, size);
      const measured = context.measureText('x');
      HEAPF32[answer >> 2] = measured.fontBoundingBoxAscent;
      HEAPF32[(answer >> 2) + 1] = measured.fontBoundingBoxDescent;
    },
    advance(weight, size, codePoint) {
      use(weight, size);
      return context.measureText(letter(codePoint)).width;
    },
    pairAdvance(weight, size, left, right) {
      use(weight, size);
      return context.measureText(letter(left) + letter(right)).width;
    },
    draw(weight, size, density, codePoint, shift, box) {
      use(weight, size);
      const string = letter(codePoint);
      const ink = context.measureText(string);
      const left = Math.floor(shift - ink.actualBoundingBoxLeft * density) - 1;
      const top = Math.ceil(ink.actualBoundingBoxAscent * density) + 1;
      const width = Math.ceil(shift + ink.actualBoundingBoxRight * density) + 1 - left;
      const height = Math.ceil(ink.actualBoundingBoxDescent * density) + 1 + top;
      const at = box >> 2;
      if (width <= 2 || height <= 2) return HEAP32.fill(0, at, at + 5);
      if (Math.max(width, height) > side) {
        side = Math.max(width, height);
        open();
        use(weight, size);
      }
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, width, height);
      context.setTransform(density, 0, 0, density, shift - left, top);
      context.fillText(string, 0, 0);
      const pixels = context.getImageData(0, 0, width, height).data;
      HEAPU8.set(pixels, _quern_inbox(pixels.length));
      HEAP32.set([width, height, left, top, hasColour(pixels) ? 1 : 0], at);
    },
  };
})();
