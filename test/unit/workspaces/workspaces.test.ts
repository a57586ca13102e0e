// Repositories and worktrees as git lays them out, written by hand, one made by git itself, and folders that are traps.
import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { lookAtWorkspaces } from '../../../src/server/workspaces/workspaces';
import { temporaryFolder } from '../../support/temporaryFolder';
import { makesLinks, runsOn } from '../../support/runsOn';
import { withSlashes } from '../../support/systemPath';
import { folderLinks } from '../../support/folderLinks';

describe('workspaces', () => {
  const folder = temporaryFolder();
  const link = folderLinks();
  const hasLinks = runsOn('unix', makesLinks);
  const at = (...names: string[]): string => path.join(folder(), ...names);
  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(at(file)), { recursive: true });
    writeFileSync(at(file), text);
  };
  const make = (...folders: string[]): void => folders.forEach(name => mkdirSync(at(name), { recursive: true }));
  const key = (cwd: string): string => withSlashes(path.relative(folder(), lookAtWorkspaces('/').keyOf(at(cwd))));
  const inScope = (cwds: string[], ...folders: string[]): string[] => {
    const isIn = lookAtWorkspaces('/').scopeOf(folders.map(name => at(name)));
    return cwds.filter(cwd => isIn(at(cwd)));
  };

  function repository(root: string): void {
    write(`${root}/.git/HEAD`, 'ref: refs/heads/main\n');
    make(`${root}/src/lib`);
  }

  /**
   * A linked worktree; the paths in its files are as git writes them by default, or relative as with
   * worktree.useRelativePaths.
   */
  function worktree(gitDir: string, name: string, root: string, relative = false): void {
    const own = `${gitDir}/worktrees/${name}`;
    write(`${own}/HEAD`, 'ref: refs/heads/other\n');
    write(`${own}/commondir`, '../..\n');
    write(`${own}/gitdir`, `${relative ? path.relative(at(own), at(root, '.git')) : at(root, '.git')}\n`);
    write(`${root}/.git`, `gitdir: ${relative ? path.relative(at(root), at(own)) : at(own)}\n`);
    make(`${root}/src/lib`);
  }

  describe('the key of a folder', () => {
    const tables: { title: string; runs?: boolean; make?: () => void; keys: Record<string, string> }[] = [
      { title: 'without a repository: the folder', make: () => make('a/b'), keys: { 'a/b': 'a/b', a: 'a' } },
      {
        title: 'the top of the repository',
        make: () => repository('repo'),
        keys: { repo: 'repo', 'repo/src/lib': 'repo', 'repo/src/': 'repo', 'repo/x/../src': 'repo' },
      },
      {
        title: 'the nearest of nested ones',
        make: () => {
          repository('repo');
          repository('repo/vendor/lib');
        },
        keys: { 'repo/vendor/lib/src': 'repo/vendor/lib', 'repo/vendor': 'repo' },
      },
      {
        title: 'of a worktree, the main worktree',
        make: () => {
          repository('repo');
          worktree('repo/.git', 'w', 'trees/w');
        },
        keys: { 'trees/w': 'repo', 'trees/w/src/lib': 'repo', trees: 'trees' },
      },
      {
        title: 'of a worktree with relative paths',
        make: () => {
          repository('repo');
          worktree('repo/.git', 'w', 'trees/w', true);
        },
        keys: { 'trees/w/src': 'repo' },
      },
      {
        title: 'of a worktree inside its repository',
        make: () => {
          repository('repo');
          worktree('repo/.git', 'w', 'repo/.worktrees/w');
        },
        keys: { 'repo/.worktrees/w/src': 'repo' },
      },
      {
        title: 'of worktrees around a bare repository in a hidden folder',
        make: () => {
          write('repo/.bare/HEAD', 'ref');
          write('repo/.git', 'gitdir: ./.bare');
          worktree('repo/.bare', 'w', 'repo/w');
        },
        keys: { 'repo/w/src': 'repo', repo: 'repo' },
      },
      {
        title: 'of a worktree of a bare repository',
        make: () => {
          write('repo.git/HEAD', 'ref');
          worktree('repo.git', 'w', 'w');
        },
        keys: { 'w/src': 'repo.git' },
      },
      {
        title: 'of a submodule, its own top',
        make: () => {
          repository('repo');
          write('repo/.git/modules/sub/HEAD', 'ref');
          write('repo/sub/.git', 'gitdir: ../.git/modules/sub\n');
        },
        keys: { 'repo/sub': 'repo/sub' },
      },
      {
        title: 'through links',
        make: () => {
          repository('repo');
          link(at('link'), at('repo/src'));
          link(at('again'), at('link'));
        },
        keys: { 'again/lib': 'repo' },
      },
      {
        title: 'a repository whose .git is a link',
        make: () => {
          repository('store');
          make('repo/src');
          link(at('repo/.git'), at('store/.git'));
        },
        keys: { 'repo/src': 'repo' },
      },
      {
        title: 'of a missing folder, by where it was',
        make: () => {
          repository('repo');
          link(at('link'), at('repo'));
        },
        keys: { 'link/gone/deep': 'repo', 'nothing/here': 'nothing/here' },
      },
      {
        title: 'a .git without a HEAD does not count',
        make: () => {
          make('a/.git', 'a/b');
          write('c/.git', 'gitdir: nowhere');
        },
        keys: { 'a/b': 'a/b', c: 'c' },
      },
      {
        title: 'a worktree whose repository is missing',
        make: () => {
          repository('repo');
          worktree('repo/.git', 'w', 'w');
          rmSync(at('repo'), { recursive: true });
        },
        keys: { 'w/src': 'w/src' },
      },
    ];
    for (const { title, runs = true, make, keys } of tables) {
      if (!runs) continue;
      it(title, () => {
        make?.();
        assert.deepEqual(Object.fromEntries(Object.keys(keys).map(cwd => [cwd, key(cwd)])), keys);
      });
    }

    it('anything but an absolute path is its own key', () => {
      const workspaces = lookAtWorkspaces('/');
      for (const cwd of ['', 'relative/folder', '..', '~']) assert.equal(workspaces.keyOf(cwd), cwd);
    });
  });

  describe('the scope of folders', () => {
    const both = (): void => {
      repository('repo');
      worktree('repo/.git', 'w', 'trees/w');
      worktree('repo/.git', 'v', 'repo/.worktrees/v', true);
    };
    const cwds = [
      'repo',
      'repo/src',
      'repo/src/lib',
      'trees/w',
      'trees/w/src',
      'repo/.worktrees/v',
      'trees',
      'repository',
      'other',
    ];
    const tables: {
      title: string;
      runs?: boolean;
      make: () => void;
      cwds?: string[];
      folders: string[];
      holds: string[];
    }[] = [
      {
        title: 'the folder and what is in it, but no other with a similar name',
        make: () => make('a/b', 'ab'),
        cwds: ['a', 'a/b', 'ab', 'a/gone', '.'],
        folders: ['a'],
        holds: ['a', 'a/b', 'a/gone'],
      },
      {
        title: 'several folders',
        make: () => make('a', 'b', 'c'),
        cwds: ['a', 'b', 'c'],
        folders: ['a', 'c/'],
        holds: ['a', 'c'],
      },
      { title: 'no folder', make: () => make('a'), cwds: ['a', '.'], folders: [], holds: [] },
      {
        title: 'a repository with its worktrees',
        make: both,
        cwds,
        folders: ['repo'],
        holds: ['repo', 'repo/src', 'repo/src/lib', 'trees/w', 'trees/w/src', 'repo/.worktrees/v'],
      },
      {
        title: 'a folder in a repository, but not what is beside it',
        make: both,
        cwds,
        folders: ['repo/src'],
        holds: ['repo/src', 'repo/src/lib', 'trees/w', 'trees/w/src', 'repo/.worktrees/v'],
      },
      {
        title: 'a worktree and the main one',
        make: both,
        cwds,
        folders: ['trees/w'],
        holds: ['repo', 'repo/src', 'repo/src/lib', 'trees/w', 'trees/w/src', 'repo/.worktrees/v'],
      },
      {
        title: 'a folder in a worktree',
        make: both,
        cwds: ['trees/w', 'trees/w/src', 'repo/src'],
        folders: ['trees/w/src'],
        holds: ['trees/w/src', 'repo/src'],
      },
      {
        title: 'through links on both sides',
        make: () => {
          both();
          link(at('one'), at('repo'));
          link(at('two'), at('trees/w'));
        },
        cwds: ['two/src', 'one', 'repo'],
        folders: ['one'],
        holds: ['two/src', 'one', 'repo'],
      },
      {
        title: 'a missing folder whose path led through a link',
        make: () => {
          make('real');
          link(at('link'), at('real'));
        },
        cwds: ['link/gone', 'real/gone/deep', 'real'],
        folders: ['real/gone'],
        holds: ['link/gone', 'real/gone/deep'],
      },
      {
        title: 'a submodule is in the folder around it',
        make: () => {
          repository('repo');
          write('repo/.git/modules/sub/HEAD', 'ref');
          write('repo/sub/.git', 'gitdir: ../.git/modules/sub\n');
        },
        cwds: ['repo/sub', 'repo'],
        folders: ['repo'],
        holds: ['repo/sub', 'repo'],
      },
      {
        title: 'a submodule does not hold the folder around it',
        make: () => {
          repository('repo');
          write('repo/.git/modules/sub/HEAD', 'ref');
          write('repo/sub/.git', 'gitdir: ../.git/modules/sub\n');
        },
        cwds: ['repo/sub', 'repo'],
        folders: ['repo/sub'],
        holds: ['repo/sub'],
      },
    ];
    for (const { title, runs = true, make, cwds = [], folders, holds } of tables) {
      if (!runs) continue;
      it(title, () => {
        make();
        assert.deepEqual(inScope(cwds, ...folders), holds);
      });
    }

    it('the root of the file system holds every path', () => {
      const { root } = path.parse(folder());
      const isIn = lookAtWorkspaces('/').scopeOf([root]);
      assert.deepEqual([root, path.join(root, 'x/y'), folder(), '', 'x'].map(isIn), [true, true, true, false, false]);
    });
  });

  if (runsOn('unix', 'needs git, which hosted Windows has and Wine has not')) {
    it('what git itself makes, including moved worktrees', () => {
      const git = (...args: string[]): void =>
        void execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args], {
          cwd: folder(),
          env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
          stdio: 'ignore',
        });
      git('init', 'repo');
      git('-C', 'repo', 'commit', '--allow-empty', '-m', 'first');
      git('-C', 'repo', 'worktree', 'add', '../w');
      git('-C', 'repo', 'worktree', 'add', '../v');
      git('-C', 'repo', 'worktree', 'move', '../v', '../moved');
      git('clone', '--bare', 'repo', 'bare.git');
      git('-C', 'bare.git', 'worktree', 'add', '../x');
      assert.deepEqual(['repo', 'w', 'moved', 'x'].map(key), ['repo', 'repo', 'repo', 'bare.git']);
      assert.deepEqual(inScope(['repo', 'w', 'moved', 'v', 'x', 'bare.git'], 'w'), ['repo', 'w', 'moved']);
      assert.deepEqual(inScope(['repo', 'x', 'bare.git'], 'x'), ['x', 'bare.git']);
    });
  }

  describe('traps', () => {
    const hasPipes = runsOn('unix', 'mkfifo(1) makes a pipe in the place of a file');
    const traps: { title: string; runs?: boolean; make: () => void; cwd: string; key?: string }[] = [
      {
        title: 'a pipe instead of .git',
        runs: hasPipes,
        make: () => {
          make('a');
          execFileSync('mkfifo', [at('a/.git')]);
        },
        cwd: 'a',
      },
      {
        title: 'a pipe instead of a commondir: a separate repository',
        runs: hasPipes,
        make: () => {
          repository('repo');
          worktree('repo/.git', 'w', 'w');
          rmSync(at('repo/.git/worktrees/w/commondir'));
          execFileSync('mkfifo', [at('repo/.git/worktrees/w/commondir')]);
        },
        cwd: 'w/src',
        key: 'w',
      },
      { title: 'a .git of many megabytes', make: () => write('a/.git', `gitdir: ${'x'.repeat(5_000_000)}`), cwd: 'a' },
      { title: 'a .git that is not text', make: () => write('a/.git', 'gitdir: \0\ufffd\n'), cwd: 'a' },
      {
        title: 'a .git of several lines',
        make: () => {
          repository('repo');
          write('a/.git', `gitdir: ${at('repo/.git')}\nmore\n`);
        },
        cwd: 'a',
      },
      {
        title: 'a loop of links',
        runs: hasLinks,
        make: () => {
          symlinkSync(at('a'), at('b'));
          symlinkSync(at('b'), at('a'));
        },
        cwd: 'a/c',
      },
      {
        title: 'a link to a device',
        runs: hasLinks,
        make: () => {
          make('a');
          symlinkSync('/dev/zero', at('a/.git'));
        },
        cwd: 'a',
      },
      { title: 'a file instead of a folder', make: () => write('a', 'text'), cwd: 'a/b' },
      { title: 'a path with a NUL', make: () => undefined, cwd: 'a\0b' },
      { title: 'a path of two thousand folders', make: () => undefined, cwd: 'a/'.repeat(2000) + 'a' },
      { title: 'a name that is too long', make: () => undefined, cwd: 'x'.repeat(3000) },
    ];
    for (const { title, runs = true, make, cwd, key: expected = cwd } of traps) {
      if (!runs) continue;
      it(title, () => {
        make();
        assert.equal(key(cwd), expected);
        assert.deepEqual(inScope([cwd, 'elsewhere'], cwd), [cwd]);
      });
    }

    it('a folder without permissions', () => {
      make('a/b');
      chmodSync(at('a'), 0);
      try {
        assert.equal(key('a/b'), 'a/b');
        assert.deepEqual(inScope(['a/b', 'elsewhere'], 'a'), ['a/b']);
      } finally {
        chmodSync(at('a'), 0o700);
      }
    });

    it('worktrees that are listed but missing, or not worktrees', () => {
      repository('repo');
      worktree('repo/.git', 'w', 'w');
      renameSync(at('w'), at('elsewhere'));
      write('repo/.git/worktrees/file', 'no folder');
      write('repo/.git/worktrees/empty/gitdir', '');
      make('repo/.git/worktrees/none', 'repo/.git/worktrees/folder/gitdir');
      assert.deepEqual(inScope(['repo', 'w', 'w/src', 'elsewhere'], 'repo'), ['repo', 'w', 'w/src']);
    });

    it('100,000 different missing folders are taken by name', () => {
      const workspaces = lookAtWorkspaces('/');
      const isIn = workspaces.scopeOf([at('open')]);
      const cwds = Array.from({ length: 100_000 }, (_, number) =>
        at(number % 2 === 0 ? 'open' : 'closed', `run-${number}/work/deep/er`),
      );
      assert.ok(cwds.every(cwd => workspaces.keyOf(cwd) === cwd));
      assert.equal(cwds.filter(isIn).length, 50_000);
    });
  });
});
