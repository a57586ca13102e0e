import { strict as assert } from 'node:assert';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createFolderAnswers } from '../../../src/server/workspaces/folderAnswers';
import { temporaryFolder } from '../../support/temporaryFolder';

describe('answers about folders', () => {
  const folder = temporaryFolder();
  const later = (milliseconds: number): Date => new Date(1_790_000_000_000 + milliseconds);
  const git = (): string => path.join(folder(), 'repo/.git');
  const makeRepository = (): void => void mkdirSync(path.join(git(), 'HEAD'), { recursive: true });

  it('are kept for some seconds, then looked up again', () => {
    const cwds = [path.join(folder(), 'repo/src'), folder()];
    const answers = createFolderAnswers(() => '/');
    const before = answers.keys(cwds, later(0));
    assert.deepEqual(before, cwds);
    makeRepository();
    assert.equal(answers.keys(cwds, later(4000)), before);
    assert.equal(answers.epoch, 0);
    assert.deepEqual(answers.keys(cwds, later(60_000)), [path.join(folder(), 'repo'), folder()]);
    assert.equal(answers.epoch, 1);
  });

  it('are the same object as long as nothing changes', () => {
    const cwds = [folder()];
    const answers = createFolderAnswers(() => '/');
    const scope = answers.inScope(cwds, [folder()], later(0));
    assert.deepEqual(scope, [true]);
    assert.equal(answers.inScope(cwds, [folder()], later(600_000)), scope);
    assert.deepEqual(answers.inScope(cwds, [path.join(folder(), 'elsewhere')], later(600_000)), [false]);
    assert.equal(answers.inScope(cwds, [folder()], later(600_000)), scope);
    assert.equal(answers.epoch, 0);
  });

  it('about the folders of another commit are not a change', () => {
    makeRepository();
    const answers = createFolderAnswers(() => '/');
    answers.keys([path.join(folder(), 'repo/src')], later(0));
    rmSync(git(), { recursive: true });
    assert.deepEqual(answers.keys([path.join(folder(), 'repo/src'), folder()], later(60_000)), [
      path.join(folder(), 'repo/src'),
      folder(),
    ]);
    assert.equal(answers.epoch, 0);
  });

  it('are looked up again if the clock is set back', () => {
    const cwds = [path.join(folder(), 'repo/src')];
    const answers = createFolderAnswers(() => '/');
    answers.keys(cwds, later(3_600_000));
    makeRepository();
    assert.deepEqual(answers.keys(cwds, later(0)), [path.join(folder(), 'repo')]);
  });
});
