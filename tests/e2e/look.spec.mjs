// The screens in both languages, themes and sizes. The pictures are for eyes (build/e2e/look); what is asserted is that
// each screen is whole: named in its language, nothing wider than the window, everything it shows told to the mirror.
import {test, expect, person, signUp, createProject} from './quern.mjs';

const words = {
  'en-GB': {login: 'Sign in to Quern', projects: 'Projects', create: 'New project', settings: 'Settings', name: 'Name',
    projectNames: ['Archive of 2024', 'Warehouse shifts', 'Back from parental leave', 'Remote work and burnout', 'Engineers of Innopolis',
      'Customer service: case review', 'Why senior specialists leave within half a year of a promotion', 'Mentor onboarding'],
    about: 'The first 90 days at a new job: interviews in depth and by shadowing'},
  'ru-RU': {login: 'Вход в Quern', projects: 'Проекты', create: 'Новый проект', settings: 'Настройки', name: 'Название',
    projectNames: ['Архив 2024 года', 'Складские смены', 'Выход из декрета', 'Удалённая работа и выгорание', 'Инженеры Иннополиса',
      'Клиентская служба: разбор обращений', 'Почему уходят старшие специалисты в первые полгода после повышения', 'Онбординг наставников'],
    about: 'Первые 90 дней на новом месте: глубинные разговоры и наблюдение за рабочим днём'},
};

for (const locale of ['ru-RU', 'en-GB']) {
  for (const colorScheme of ['dark', 'light']) {
    for (const [width, height] of [[390, 844], [1280, 800]]) {
      test.describe(`${width} ${colorScheme} ${locale}`, () => {
        test.use({locale, colorScheme, viewport: {width, height}, hasTouch: width < 641});
        test('the screens are whole', async ({page, server}) => {
          const say = words[locale];
          const shot = async (name) => {
            await page.evaluate(() => document.fonts.ready);
            await expect.poll(() => page.evaluate(async () => {  // the picture stands still
              const before = window.quern.framesDrawn;
              await new Promise((done) => setTimeout(done, 300));
              return window.quern.framesDrawn - before;
            })).toBe(0);
            await page.screenshot({path: `../../build/e2e/look/${name}.${width}.${colorScheme}.${locale.slice(0, 2)}.png`});
            expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
          };

          await page.goto(server.url);
          await expect(page.getByRole('heading', {name: say.login})).toBeVisible();
          await shot('login');

          await signUp(page, server);
          for (const name of say.projectNames) await createProject(page, server, name, name.length < 22 ? say.about : '');
          await page.goto(`${server.url}/projects`);
          await expect(page.getByRole('link', {name: new RegExp(say.projectNames.at(-1))})).toBeVisible();
          await shot('projects');

          await page.getByRole('button', {name: say.create}).first().click();
          await expect(page.getByRole('dialog').getByRole('textbox', {name: say.name})).toBeVisible();
          await shot('dialog');
          await page.keyboard.press('Escape');

          await page.getByRole('link', {name: new RegExp(say.projectNames.at(-1))}).click();
          await expect(page.getByRole('heading', {name: say.projectNames.at(-1)})).toBeVisible();
          await shot('project');

          await page.goto(`${server.url}/settings`);
          await expect(page.getByRole('heading', {name: say.settings})).toBeVisible();
          await shot('settings');
        });
      });
    }
  }
}
