// Loads the application and opens it; says in the person's language what is wrong when that fails.
const words = {
  ru: {
    loading: 'Загрузка…',
    old: ['Этот браузер не подходит', 'Quern нужны WebAssembly и WebGL 2. Обновите браузер или откройте страницу в другом: подойдут последние Chrome, Firefox, Safari и Edge.'],
    graphics: ['Нет доступа к графике', 'Quern рисует с помощью WebGL 2, а браузер его не даёт. Включите аппаратное ускорение в настройках браузера или откройте страницу в другом.'],
    download: ['Не удалось загрузить приложение', 'Проверьте соединение с интернетом и повторите.'],
    crash: ['Приложение остановилось', 'Это наша ошибка. Сохранённое на сервере не пострадало. Скопируйте отчёт, если хотите помочь её найти, и перезагрузите страницу.'],
    retry: 'Повторить', reload: 'Перезагрузить', copy: 'Скопировать отчёт', copied: 'Скопировано',
  },
  en: {
    loading: 'Loading…',
    old: ['This browser will not do', 'Quern needs WebAssembly and WebGL 2. Update the browser or open this page in another one: the latest Chrome, Firefox, Safari and Edge work.'],
    graphics: ['No access to graphics', 'Quern draws with WebGL 2, which the browser does not give. Turn on hardware acceleration in its settings, or open this page in another browser.'],
    download: ['The application could not be loaded', 'Check the connection to the internet and try again.'],
    crash: ['The application has stopped', 'This is a fault of ours. What is saved on the server is safe. Copy the report if you want to help find it, and reload the page.'],
    retry: 'Retry', reload: 'Reload', copy: 'Copy report', copied: 'Copied',
  },
};

const page = document.documentElement;
const part = (name) => document.getElementById(name);

const setting = (name) => {
  try {
    return localStorage.getItem('quern.' + name);
  } catch (error) {
    return null; // the store is denied to us
  }
};

// As the page was when it was last open.
const theme = setting('page-theme');
if (theme) page.dataset.theme = theme;
const language = (setting('page-language') ?? navigator.language).startsWith('ru') ? 'ru' : 'en';
const say = words[language];
page.lang = language;

let isBroken = false;

const showButton = (button, label, action) => {
  button.textContent = label;
  button.hidden = false;
  button.onclick = action;
};

// The first thing to break is the cause; what follows from it is not shown.
const breakDown = (what, report) => {
  if (isBroken) return;
  isBroken = true;
  page.dataset.state = 'broken';
  const cover = part('cover');
  cover.setAttribute('role', 'alert');
  [part('cover-title').textContent, part('cover-text').textContent] = say[what];
  part('mirror').remove(); // nothing of the page that was can be pressed any more
  showButton(part('cover-action'), what === 'crash' ? say.reload : say.retry, () => location.reload());
  if (report) {
    part('cover-report').textContent = report;
    part('cover-report').hidden = false;
    showButton(part('cover-copy'), say.copy, async () => {
      await navigator.clipboard.writeText(report);
      part('cover-copy').textContent = say.copied;
    });
  }
  part('cover-action').focus();
};

const describe = (error) =>
  [`Quern, ${new Date().toISOString()}`, navigator.userAgent, location.pathname, String(error), error?.stack ?? ''].join('\n');
const crash = (error) => breakDown('crash', describe(error));

// Only what comes from our own code: extensions throw here too.
const isOurs = (error) => error instanceof WebAssembly.RuntimeError || /\/(quern|boot)\.[^/]*(mjs|wasm)/.test(error?.stack ?? '');


class DownloadError extends Error {}

const download = async (url) => {
  const response = await fetch(url, { credentials: 'same-origin' }).catch(() => null);
  if (!response?.ok) throw new DownloadError(url);
  return response;
};

// Compiled while it comes in, and at the same time as its glue is loaded.
const load = async () => {
  const module = WebAssembly.compileStreaming(download('/quern.wasm'));
  module.catch(() => {}); // told below
  const glue = await import('/quern.mjs').catch((error) => {
    throw error instanceof SyntaxError ? error : new DownloadError('/quern.mjs');
  });
  const compiled = await module;
  return glue.default({
    instantiateWasm(imports, receive) {
      WebAssembly.instantiate(compiled, imports).then((instance) => receive(instance, compiled), crash);
      return {};
    },
    onAbort: (reason) => crash(new Error('abort: ' + reason)),
  });
};

// What takes its time in a browser that has just begun, done while the rest comes in: the GPU's process (only what is drawn:
// no depth; ImGui smooths edges by its own triangles; and of the right size at once, since changing it waits for that process),
// and the first letter of each weight.
const warmUp = (canvas) => {
  canvas.width = Math.round(canvas.clientWidth * devicePixelRatio);
  canvas.height = Math.round(canvas.clientHeight * devicePixelRatio);
  if (!canvas.getContext('webgl2', { alpha: false, depth: false, antialias: false })) return false;
  const letters = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  for (const weight of [400, 600]) {
    letters.font = weight + ' 14px system-ui, sans-serif';
    letters.fillText('Qж', 0, 14);
  }
  letters.getImageData(0, 0, 1, 1);
  return true;
};

const run = async () => {
  if (typeof WebAssembly !== 'object' || !WebAssembly.compileStreaming || !window.ResizeObserver) return breakDown('old');
  addEventListener('error', (event) => isOurs(event.error) && crash(event.error));
  addEventListener('unhandledrejection', (event) => isOurs(event.reason) && crash(event.reason));
  const loading = load();
  loading.catch(() => {}); // told below
  if (!warmUp(part('canvas'))) return breakDown('graphics');
  try {
    (await loading).open();
  } catch (error) {
    if (error instanceof DownloadError) breakDown('download');
    else if (error instanceof WebAssembly.CompileError || error instanceof SyntaxError) breakDown('old', describe(error));
    else crash(error);
  }
};

part('cover-title').textContent = say.loading;
await run();
