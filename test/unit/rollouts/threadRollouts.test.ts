import { strict as assert } from 'node:assert';
import { appendFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import type { Failure } from '../../../src/protocol/failures';
import { openRolloutFolder, ownedRollouts } from '../../../src/server/rollouts/threadRollouts';
import { idOf } from '../../fixtures/ids';
import { temporaryFolder } from '../../support/temporaryFolder';
import { makesLinks, runsOn } from '../../support/runsOn';
import { withSlashes } from '../../support/systemPath';
import { folderLinks } from '../../support/folderLinks';

const [id, other] = [idOf(1), idOf(2)];
const named = (end = '.jsonl', of = id): string => `rollout-2026-05-01T00-00-00-${of}${end}`;
const meta = (of: string): string => `{"type":"session_meta","payload":{"id":"${of}"}}\n`;

describe('a thread’s rollouts', () => {
  const folder = temporaryFolder();
  const sessions = (...parts: string[]): string => path.join(folder(), 'sessions', ...parts);
  const put = (file: string, text: string | Buffer): string => {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  };
  const find = (rolloutPath: string | undefined, isLegacy = false) =>
    ownedRollouts('archive', { threadId: id, rolloutPath, isLegacy }, openRolloutFolder(sessions()));
  const filesOf = (found: ReturnType<typeof find>): string[] =>
    'failure' in found
      ? [`failed: ${found.failure.code}`]
      : found.files.map(({ file }) => withSlashes(path.relative(folder(), file)));

  const hasLinks = runsOn('unix', makesLinks);
  const link = folderLinks();
  const finds: {
    title: string;
    prepare: () => string | undefined;
    legacy?: boolean;
    files: string[];
  }[] = [
    {
      title: 'the file that the row names',
      prepare: () => put(sessions('2026/05/01', named()), meta(id)),
      files: [`sessions/2026/05/01/${named()}`],
    },
    { title: 'directly in sessions', prepare: () => put(sessions(named()), meta(id)), files: [`sessions/${named()}`] },
    {
      title: 'the compressed form of the file that the row names',
      prepare: () => put(sessions(named('.jsonl.zst')), zstdCompressSync(meta(id))).replace('.zst', ''),
      files: [`sessions/${named('.jsonl.zst')}`],
    },
    {
      title: 'the plain form of the compressed file that the row names',
      prepare: () => `${put(sessions(named()), meta(id))}.zst`,
      files: [`sessions/${named()}`],
    },
    {
      title: 'both forms, the one that the row names first',
      prepare: () => {
        put(sessions(named('.jsonl.zst')), zstdCompressSync(meta(id)));
        return put(sessions(named()), meta(id));
      },
      files: [`sessions/${named()}`, `sessions/${named('.jsonl.zst')}`],
    },
    {
      title: 'both forms, the compressed one truncated',
      prepare: () => {
        put(sessions(named('.jsonl.zst')), zstdCompressSync(meta(id)).subarray(0, 20));
        return put(sessions(named()), meta(id));
      },
      files: [`sessions/${named()}`, `sessions/${named('.jsonl.zst')}`],
    },
    {
      title: 'both forms, the plain one truncated',
      prepare: () => {
        put(sessions(named('.jsonl.zst')), zstdCompressSync(meta(id)));
        return put(sessions(named()), meta(id).slice(0, 20));
      },
      files: [`sessions/${named()}`, `sessions/${named('.jsonl.zst')}`],
    },
    {
      title: 'without another thread’s compressed one with this id in its name',
      prepare: () => {
        put(sessions('2026/05/02', named(`_${other}.jsonl.zst`)), zstdCompressSync(meta(other)));
        return put(sessions('2026/05/01', named()), meta(id));
      },
      files: [`sessions/2026/05/01/${named()}`],
    },
    {
      title: 'those of earlier reverts',
      prepare: () => {
        put(sessions('2026/05/02', named(`_${other}.jsonl`)), meta(id));
        return put(sessions('2026/05/01', named()), meta(id));
      },
      files: [`sessions/2026/05/01/${named()}`, `sessions/2026/05/02/${named(`_${other}.jsonl`)}`],
    },
    {
      title: 'without another thread’s with this id in its name',
      prepare: () => {
        put(sessions('2026/05/02', named(`_${other}.jsonl`)), meta(other));
        put(sessions('2026/05/03', named(`_${idOf(3)}.jsonl`)), 'broken');
        return put(sessions('2026/05/01', named()), meta(id));
      },
      files: [`sessions/2026/05/01/${named()}`],
    },
    {
      title: 'by name for a thread without a row',
      prepare: () => {
        put(sessions('2026/05/01', named()), meta(id));
        return undefined;
      },
      files: [`sessions/2026/05/01/${named()}`],
    },
    {
      title: 'by name for a thread without a row, its own among others with its id',
      prepare: () => {
        put(sessions('2026/05/01', named(`_${other}.jsonl`)), meta(other));
        put(sessions('2026/05/02', named()), meta(id));
        return undefined;
      },
      files: [`sessions/2026/05/02/${named()}`],
    },
    {
      title: 'by name for a legacy thread whose row is stale',
      legacy: true,
      prepare: () => {
        put(sessions('2026/05/02', named()), meta(id));
        return sessions('2026/05/01', named());
      },
      files: [`sessions/2026/05/02/${named()}`],
    },
    {
      title: 'through a linked path, once',
      prepare: () => {
        put(sessions('2026/05/01', named()), meta(id));
        link(path.join(folder(), 'link'), folder());
        return path.join(folder(), 'link/sessions/2026/05/01', named());
      },
      files: [`sessions/2026/05/01/${named()}`],
    },
    {
      title: 'through a path that is not normalised, once',
      prepare: () => {
        put(sessions('2026/05/01', named()), meta(id));
        return `${folder()}/sessions/../sessions//2026/05/./01/${named()}`;
      },
      files: [`sessions/2026/05/01/${named()}`],
    },
    {
      title: 'below a linked sessions folder',
      prepare: () => {
        put(path.join(folder(), 'real/2026', named()), meta(id));
        link(sessions(), path.join(folder(), 'real'));
        return sessions('2026', named());
      },
      files: [`sessions/2026/${named()}`],
    },
  ];
  for (const { title, prepare, legacy, files } of finds)
    it(`are found: ${title}`, () => assert.deepEqual(filesOf(find(prepare(), legacy)), files));

  const missing = (path: string | undefined): Failure => ({
    code: 'rolloutMissing',
    path: path ?? null,
    location: 'active',
  });
  const outside = (path: string | undefined): Failure => ({
    code: 'rolloutOutside',
    path: String(path),
    location: 'active',
  });
  const refusals: {
    title: string;
    runs?: boolean;
    prepare: () => string | undefined;
    legacy?: boolean;
    /** `path`: the one that `prepare` returns. */
    failure: (path: string | undefined) => Failure;
  }[] = [
    {
      title: 'missing',
      prepare: () => sessions(named()),
      failure: missing,
    },
    {
      title: 'missing, without a row',
      prepare: () => undefined,
      failure: missing,
    },
    {
      title: 'not where the row of a paginated thread says',
      prepare: () => {
        put(sessions('2026/05/02', named()), meta(id));
        return sessions('2026/05/01', named());
      },
      failure: missing,
    },
    {
      title: 'outside',
      prepare: () => put(path.join(folder(), named()), meta(id)),
      failure: outside,
    },
    {
      title: 'in a folder whose name merely begins like it',
      prepare: () => put(path.join(folder(), 'sessions-old', named()), meta(id)),
      failure: outside,
    },
    {
      title: 'outside, through ..',
      prepare: () => {
        mkdirSync(sessions('2026'), { recursive: true });
        put(path.join(folder(), named()), meta(id));
        return `${sessions('2026')}/../../${named()}`;
      },
      failure: outside,
    },
    {
      title: 'outside, through a linked folder',
      prepare: () => {
        put(path.join(folder(), 'outside', named()), meta(id));
        mkdirSync(sessions());
        link(sessions('2026'), path.join(folder(), 'outside'));
        return sessions('2026', named());
      },
      failure: outside,
    },
    {
      title: 'named by a relative path',
      runs: runsOn('unix', 'makes the path from one drive to another relative'),
      prepare: () => {
        put(sessions(named()), meta(id));
        return path.relative(process.cwd(), sessions(named()));
      },
      failure: outside,
    },
    {
      title: 'a link',
      runs: hasLinks,
      prepare: () => {
        const real = put(path.join(folder(), 'real.jsonl'), meta(id));
        mkdirSync(sessions());
        symlinkSync(real, sessions(named()));
        return sessions(named());
      },
      failure: path => ({ code: 'notARegularFile', path: String(path) }),
    },
    {
      title: 'a folder',
      prepare: () => {
        mkdirSync(sessions(named()), { recursive: true });
        return sessions(named());
      },
      failure: path => ({ code: 'notARegularFile', path: String(path) }),
    },
    {
      title: 'with another name',
      prepare: () => put(sessions('notes.jsonl'), meta(id)),
      failure: path => ({ code: 'badRolloutName', path: String(path), historyMode: 'paginated' }),
    },
    {
      title: 'with another name, legacy',
      legacy: true,
      prepare: () => put(sessions('notes.jsonl'), meta(id)),
      failure: path => ({ code: 'badRolloutName', path: String(path), historyMode: 'legacy' }),
    },
    {
      title: 'another thread’s',
      prepare: () => put(sessions(named()), meta(other)),
      failure: path => ({ code: 'otherOwner', path: String(path), owner: { threadId: other, name: null } }),
    },
    {
      title: 'empty',
      prepare: () => put(sessions(named()), ''),
      failure: path => ({ code: 'noSessionMeta', path: String(path) }),
    },
    {
      title: 'compressed, and no zstd',
      prepare: () => put(sessions(named('.jsonl.zst')), 'zst'),
      failure: path => ({ code: 'noSessionMeta', path: String(path) }),
    },
    {
      title: 'compressed, another thread’s',
      prepare: () => put(sessions(named('.jsonl.zst')), zstdCompressSync(meta(other))),
      failure: path => ({ code: 'otherOwner', path: String(path), owner: { threadId: other, name: null } }),
    },
    {
      title: 'a path with a NUL',
      prepare: () => sessions('a\0b'),
      failure: missing,
    },
    {
      title: 'an empty path',
      prepare: () => '',
      failure: missing,
    },
    {
      title: 'in a home without a sessions folder',
      prepare: () => put(path.join(folder(), named()), meta(id)),
      failure: outside,
    },
  ];
  for (const { title, runs = true, prepare, legacy, failure } of refusals) {
    if (!runs) continue;
    it(`are refused: ${title}`, () => {
      const rolloutPath = prepare();
      assert.deepEqual(find(rolloutPath, legacy), { failure: failure(rolloutPath) });
    });
  }

  it('are looked for where each kind of operation expects them', () => {
    const found = (['archive', 'unarchive', 'undo', 'repair'] as const).map(kind =>
      ownedRollouts(kind, { threadId: id, rolloutPath: undefined, isLegacy: false }, openRolloutFolder(sessions())),
    );
    assert.deepEqual(
      found,
      ['active', 'archived', 'either', 'either'].map(location => ({
        failure: { code: 'rolloutMissing', path: null, location },
      })),
    );
  });

  it('what was looked at ahead counts once, and not after it was forgotten', () => {
    const file = put(sessions('2026/05/01', named()), meta(id));
    const folder = openRolloutFolder(sessions());
    const size = (): unknown => {
      const found = ownedRollouts('archive', { threadId: id, rolloutPath: file, isLegacy: false }, folder);
      return 'failure' in found ? found.failure.code : found.files.map(({ size }) => size);
    };
    const grow = (): void => appendFileSync(file, 'more');
    const first = meta(id).length;
    folder.ahead.look(id);
    grow();
    // The move itself looks again, and refuses.
    assert.deepEqual(size(), [first]);
    assert.deepEqual(size(), [first + 4]);
    folder.ahead.look(id);
    grow();
    folder.ahead.forget();
    assert.deepEqual(size(), [first + 8]);
    rmSync(file);
    folder.ahead.look(id);
    assert.throws(size, /ENOENT/);
  });
});
