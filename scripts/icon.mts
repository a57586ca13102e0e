// `npm run icon`: renders media/icon.svg as media/icon.png, which the marketplace requires.
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { launchBrowser } from './vscode/browser';
import { projectRoot } from './vscode/paths';

const media = path.join(projectRoot, 'media');
const browser = await launchBrowser(tmpdir());
const page = await browser.newPage({ viewport: { width: 256, height: 256 } });
await page.setContent(
  `<style>body { margin: 0 } svg { display: block }</style>${readFileSync(path.join(media, 'icon.svg'), 'utf8')}`,
);
await page.screenshot({ path: path.join(media, 'icon.png'), omitBackground: true });
await browser.close();
