// README.md is also the extension's page in VS Code, for users who have installed it.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { englishManifest } from '../../../scripts/manifest';
import { projectRoot } from '../../../scripts/vscode/paths';

describe('README.md', () => {
  const readme = readFileSync(path.join(projectRoot, 'README.md'), 'utf8');
  const manifest = englishManifest();

  it('begins with what the extension does for its user: building comes later', () => {
    const screen = readme.split('\n').slice(0, 36).join('\n');
    assert.match(screen, /!\[[^\]]+\]\(media\/screenshot\.png\)/);
    assert.doesNotMatch(screen, /npm |Node/);
  });

  it('has pictures that packaging can make absolute: relative ones, with a repository to be relative to', () => {
    const pictures = [...readme.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, file]) => file ?? '');
    assert.ok(pictures.length > 0);
    assert.deepEqual(
      pictures.filter(file => !existsSync(path.join(projectRoot, file))),
      [],
    );
    assert.match(manifest.repository.url, /^https:\/\/github\.com\/[\w-]+\/[\w-]+\.git$/);
    const repository = manifest.repository.url.replace(/\.git$/, '');
    assert.ok(manifest.homepage.startsWith(repository) && manifest.bugs.url.startsWith(repository));
  });

  it('has the name of the extension, as every other place that shows a name', () => {
    const name = manifest.displayName;
    const { configuration, commands, viewsContainers } = manifest.contributes;
    assert.equal(readme.split('\n')[0], `# ${name}`);
    assert.deepEqual([configuration.title, ...viewsContainers.activitybar.map(({ title }) => title)], [name, name]);
    assert.deepEqual([...new Set(commands.map(({ category }) => category))], [name]);
  });
});
