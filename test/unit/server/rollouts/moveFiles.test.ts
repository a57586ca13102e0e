import { strict as assert } from 'node:assert';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { moveFiles, putBack } from '../../../../src/server/rollouts/moveFiles';
import { UserError } from '../../../../src/server/userError';
import { temporaryFolder } from '../support/temporaryFolder';

describe('moving files', () => {
  const folder = temporaryFolder();
  const at = (name: string): string => path.join(folder(), name);
  const put = (name: string): string => {
    mkdirSync(path.dirname(at(name)), { recursive: true });
    writeFileSync(at(name), name);
    return at(name);
  };
  const tree = (): string[] => readdirSync(folder(), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile()).map(entry => {
      const file = path.join(entry.parentPath, entry.name);
      return `${path.relative(folder(), file)}=${readFileSync(file, 'utf8')}`;
    }).sort();

  it('makes the folders and moves all files', () => {
    const failure = moveFiles('archive', [{ from: put('a'), to: at('x/y/a') }, { from: put('b'), to: at('x/b') }]);
    assert.equal(failure, undefined);
    assert.deepEqual(tree(), ['x/b=b', 'x/y/a=a']);
  });

  it('is undone by putting back', () => {
    const moves = [{ from: put('a'), to: at('x/a') }, { from: put('b'), to: at('x/b') }];
    moveFiles('archive', moves);
    putBack(moves);
    assert.deepEqual(tree(), ['a=a', 'b=b']);
  });

  it('makes a folder again that was removed meanwhile, to put a file back', () => {
    const moves = [{ from: put('day/a'), to: at('x/a') }];
    moveFiles('archive', moves);
    rmSync(at('day'), { recursive: true });
    putBack(moves);
    assert.deepEqual(tree(), ['day/a=day/a']);
  });

  it('puts back what can be put back, and names what cannot', () => {
    const moves = [{ from: put('a'), to: at('x/a') }, { from: put('b'), to: at('x/b') }, { from: put('c'), to: at('x/c') }];
    moveFiles('archive', moves);
    mkdirSync(at('b/in-the-way'), { recursive: true });
    assert.throws(() => putBack(moves), (error: unknown) => error instanceof UserError && error.message.includes(at('x/b')) && error.message.includes(at('b')));
    assert.deepEqual(tree(), ['a=a', 'c=c', 'x/b=b']);
  });

  const refusals: { title: string; prepare: () => { from: string; to: string }[]; reason: RegExp; message: RegExp }[] = [
    { title: 'a file of that name', prepare: () => [{ from: put('a'), to: at('x/a') }, { from: put('b'), to: put('x/b') }], reason: /archived file of that name exists: .*x\/b$/, message: /File exists \(os error 17\)/ },
    { title: 'a folder of that name', prepare: () => {
      mkdirSync(at('x/b'), { recursive: true });
      return [{ from: put('a'), to: at('x/a') }, { from: put('b'), to: at('x/b') }];
    }, reason: /a folder stands where its rollout should go.*: .*x\/b$/, message: /Is a directory \(os error 21\)/ },
    { title: 'a file where the folder should be', prepare: () => [{ from: put('a'), to: at('ok/a') }, { from: put('b'), to: path.join(put('x'), 'b') }], reason: /a file stands where a folder should be.*: .*x/, message: /\(os error (17|20)\)/ },
    { title: 'a source that is gone', prepare: () => [{ from: put('a'), to: at('x/a') }, { from: at('gone'), to: at('x/gone') }], reason: /its rollout is gone: .*\/gone$/, message: /No such file or directory \(os error 2\)/ },
    { title: 'a name that is too long', prepare: () => [{ from: put('a'), to: at('x/a') }, { from: put('b'), to: at(`x/${'n'.repeat(300)}`) }], reason: /its path is too long: /, message: /File name too long \(os error 36\)/ },
    { title: 'two files of one name', prepare: () => [{ from: put('1/a'), to: at('x/a') }, { from: put('2/a'), to: at('x/a') }], reason: /two rollouts of one name, .*1\/a and .*2\/a/, message: /File exists/ },
  ];
  for (const { title, prepare, reason, message } of refusals) {
    it(`moves nothing when there is ${title}`, () => {
      const moves = prepare();
      const before = tree();
      const failure = moveFiles('archive', moves);
      assert.match(failure?.reason ?? '', reason);
      assert.match(failure?.message ?? '', message);
      assert.equal(failure?.status, 'failed');
      assert.deepEqual(tree(), before);
      for (const { from } of moves) assert.equal(existsSync(from), before.some(file => at(file.split('=')[0] ?? '') === from));
    });
  }
});
