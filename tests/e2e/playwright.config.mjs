// End to end: the real server and the page it serves, in headless Chromium, driven by role and name.
import {defineConfig} from '@playwright/test';

export default defineConfig({
  testDir: '.',
  outputDir: '../../build/e2e/results',
  workers: 2,
  fullyParallel: true,
  retries: 0,
  timeout: 60_000,
  expect: {timeout: 10_000},
  reporter: [['list'], ['json', {outputFile: '../../build/e2e/report.json'}]],
  use: {
    browserName: 'chromium',
    headless: true,
    locale: 'en-GB',
    timezoneId: 'Europe/Moscow',
    colorScheme: 'light',
    viewport: {width: 1280, height: 800},
    trace: 'off',
    launchOptions: {
      executablePath: process.env.QUERN_CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-quic', '--no-first-run',
        '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  },
});
