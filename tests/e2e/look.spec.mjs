// The screens in both languages, themes and sizes. The pictures are for eyes (build/e2e/look); what is asserted is that
// each screen is whole: named in its language, nothing wider than the window, everything it shows told to the mirror.
import {test, expect, person, api, signUp, createProject} from './quern.mjs';

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

// Takes a picture of the page once it stands still, and sees that nothing is wider than the window.
function shots(page, width, colorScheme, locale) {
  return async (name) => {
    await page.evaluate(() => document.fonts.ready);
    await expect.poll(() => page.evaluate(async () => {
      const before = window.quern.framesDrawn;
      await new Promise((done) => setTimeout(done, 300));
      return window.quern.framesDrawn - before;
    })).toBe(0);
    await page.screenshot({path: `../../build/e2e/look/${name}.${width}.${colorScheme}.${locale.slice(0, 2)}.png`});
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  };
}

for (const locale of ['ru-RU', 'en-GB']) {
  for (const colorScheme of ['dark', 'light']) {
    for (const [width, height] of [[390, 844], [1280, 800]]) {
      test.describe(`${width} ${colorScheme} ${locale}`, () => {
        test.use({locale, colorScheme, viewport: {width, height}, hasTouch: width < 641});
        test('the screens are whole', async ({page, server}) => {
          const say = words[locale];
          const shot = shots(page, width, colorScheme, locale);

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

// What is not on the straight way: empty, found nothing, menus, mistakes, refusals, an address that leads nowhere.
const states = {
  'en-GB': {account: 'Create an account', register: 'Create account', emailMissing: 'Enter your email', empty: 'No projects yet',
    actions: 'Actions: Warehouse shifts', more: 'More', project: 'Warehouse shifts', edit: 'Edit', save: 'Save', name: 'Name', remove: 'Delete', undo: /^Undo/, refused: /not changed/, nowhere: 'There is nothing here',
    nothing: 'Nothing found', failed: 'The projects did not load'},
  'ru-RU': {account: 'Новая учётная запись', register: 'Создать учётную запись', emailMissing: 'Введите электронную почту', empty: 'Проектов пока нет',
    actions: 'Действия: Складские смены', more: 'Ещё', project: 'Складские смены', edit: 'Изменить', save: 'Сохранить', name: 'Название', remove: 'Удалить', undo: /^Вернуть/, refused: /не изменён/, nowhere: 'Здесь ничего нет',
    nothing: 'Ничего не нашлось', failed: 'Проекты не загрузились'},
};

for (const [locale, colorScheme, width, height] of [['ru-RU', 'dark', 390, 844], ['en-GB', 'light', 1280, 800], ['ru-RU', 'light', 800, 700]]) {
  test.describe(`${width} ${colorScheme} ${locale}`, () => {
    test.use({locale, colorScheme, viewport: {width, height}, hasTouch: width < 641, reducedMotion: 'reduce'});
    test('the states are whole', async ({page, server}) => {
      const say = states[locale];
      const shot = shots(page, width, colorScheme, locale);

      await page.goto(`${server.url}/register`);
      await expect(page.getByRole('heading', {name: say.account})).toBeVisible();
      await page.getByRole('button', {name: say.register}).click();
      await expect(page.getByRole('alert').filter({hasText: say.emailMissing})).toBeVisible();
      await shot('register-wrong');

      await signUp(page, server);
      await page.goto(`${server.url}/projects`);
      await expect(page.getByText(say.empty)).toBeVisible();
      await shot('empty');

      await createProject(page, server, say.project, '');
      await page.reload();
      if (width > 640) {
        await page.getByRole('button', {name: say.actions}).click();
      } else {  // no menus in a phone's rows: the project's page has it
        await page.getByRole('link', {name: new RegExp(say.project)}).click();
        await page.getByRole('button', {name: say.more}).click();
      }
      await expect(page.getByRole('menuitem', {name: say.remove})).toBeVisible();
      await shot('menu');
      await page.getByRole('menuitem', {name: say.edit}).click();

      await page.route('**/api/projects/*', (route) => route.request().method() === 'PATCH'
        ? route.fulfill({status: 403, contentType: 'application/json', body: '{"detail":"no","error_code":"forbidden","error_type":"authorization_error"}'})
        : route.continue());
      await page.getByRole('dialog').getByRole('textbox', {name: say.name}).fill(`${say.project} 2`);
      await page.getByRole('dialog').getByRole('button', {name: say.save}).click();
      await expect(page.getByRole('group', {name: say.refused})).toBeVisible();
      await shot('refused');

      await page.goto(`${server.url}/projects?search=zzz`);
      await expect(page.getByText(say.nothing)).toBeVisible();
      await shot('nothing');

      await page.goto(`${server.url}/nowhere`);
      await expect(page.getByText(say.nowhere)).toBeVisible();
      await shot('nowhere');

      await page.route('**/api/projects?*', (route) => route.fulfill({status: 500, contentType: 'application/json', body: '{"detail":"boom","error_code":"internal"}'}));
      await page.goto(`${server.url}/projects`);
      await expect(page.getByText(say.failed)).toBeVisible({timeout: 20_000});
      await shot('failed');
    });
  });
}

// A conversation and the list beside it, as the design has them; on a phone each is a page of its own.
const said = {
  'en-GB': {other: 'Ekaterina Voznesenskaya-Chernyshevskaya', chats: 'Chats', message: 'Message', people: ['Dmitry Lem', 'Sofya Aronova', 'Ildar Gaynutdinov'],
    theirs: ['Hello! I finished the transcript of the third interview, almost an hour and a half.',
      'Fixed the transcript, please look at the second half: from minute 52 two people talk at once and I am not sure who said the phrase about people first.'],
    mine: ['Opened it, listening to that part', 'It is Ildar: he answers about the first week and interrupts himself 🙂']},
  'ru-RU': {other: 'Екатерина Вознесенская-Чернышевская', chats: 'Чаты', message: 'Сообщение', people: ['Дмитрий Лем', 'Софья Аронова', 'Ильдар Гайнутдинов'],
    theirs: ['Добрый день! Закончила расшифровку третьего разговора, там почти полтора часа.',
      'Расшифровку поправила, посмотри, пожалуйста, вторую половину: с 52-й минуты говорят двое сразу, я не уверена, кому принадлежит фраза о человекоориентированности.'],
    mine: ['Открыла, слушаю этот кусок', 'Это Ильдар: он отвечает на вопрос о первой неделе и сам себя перебивает 🙂']},
};

async function beginChats(page, browser, server, say) {
  await signUp(page, server);
  const context = await browser.newContext();
  let last;
  for (const [index, name] of [...say.people, say.other].entries()) {
    const other = await context.newPage();
    await signUp(other, server, {email: `person${index}@example.org`, password: 'correct horse 7', name});
    const me = (await api(other, server).get(`/api/users?search=${encodeURIComponent(person.name)}`)).body.items[0].id;
    const chat = (await api(other, server).post('/api/chats', {is_group: false, member_ids: [me], client_id: crypto.randomUUID()})).body.id;
    const write = (from, content) => api(from, server).post('/api/messages', {chat_id: chat, type: 'text', content, client_id: crypto.randomUUID()});
    if (name === say.other) for (const content of say.theirs) await write(other, content);
    else await write(other, say.theirs[0]);
    if (name === say.other) for (const content of say.mine) await write(page, content);
    last = chat;
    await other.close();
  }
  await context.close();
  return last;
}

for (const locale of ['ru-RU', 'en-GB']) {
  for (const colorScheme of ['dark', 'light']) {
    for (const [width, height] of [[390, 844], [1280, 800]]) {
      test.describe(`chats ${width} ${colorScheme} ${locale}`, () => {
        test.use({locale, colorScheme, viewport: {width, height}, hasTouch: width < 641});
        test('the conversations are whole', async ({page, browser, server}) => {
          const say = said[locale];
          const shot = shots(page, width, colorScheme, locale);
          const chat = await beginChats(page, browser, server, say);
          await page.goto(`${server.url}/chats`);
          await expect(page.getByRole('link', {name: new RegExp(say.other)})).toBeVisible();
          await shot('chats');
          await page.goto(`${server.url}/chats/${chat}`);
          await expect(page.getByRole('textbox', {name: say.message})).toBeVisible();
          await expect(page.getByRole('listitem', {name: new RegExp(say.mine[0])})).toBeVisible();
          await shot('chat');
          await page.context().setOffline(true);
          await page.getByRole('textbox', {name: say.message}).fill(say.mine[0]);
          await page.getByRole('textbox', {name: say.message}).press('Enter');
          await page.waitForTimeout(500);
          await page.screenshot({path: `../../build/e2e/look/chat-offline.${width}.${colorScheme}.${locale.slice(0, 2)}.png`});
        });
      });
    }
  }
}
