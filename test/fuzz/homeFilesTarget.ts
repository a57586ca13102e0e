// Compares the readers of a home's texts (rollouts and their names, the session index, the config, the `source` column)
// with a plain reading of the same bytes, which has no limits for long lines and large files.
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { defaultConfig, readCodexConfig } from '../../src/server/home/codexHome';
import { parseRolloutName } from '../../src/server/rollouts/rolloutNames';
import { readSessionMeta, rolloutOwner } from '../../src/server/rollouts/sessionMeta';
import { createSessionNames } from '../../src/server/home/sessionNames';
import { messageLine, plainText } from '../../src/server/threads/plainText';
import { parseSource, sourceKindsOf, spawnParentOf } from '../../src/server/threads/source';
import { isThreadId } from '../../src/server/threads/threadId';
import { damaged, damagedText } from './damage';
import type { Files, FuzzTarget } from './target';
import { filesBelow } from '../support/files';

interface Reader {
  /** The good texts that inputs are made from. */
  readonly seeds: readonly string[];
  readonly file: string;
  /** Puts a seed's damaged bytes into the file from which they are read. */
  wrap?(bytes: Buffer): Buffer;
  /** Reads the file, compares, and returns the outcome. */
  check(file: string): string;
}

const sample = path.join(import.meta.dirname, '../fixtures/homes/family');
const id = '01a20235-e178-70e0-9ce2-79221c5011c6';

export function homeFilesTarget(): FuzzTarget {
  const readers = makeReaders();
  return {
    name: 'home files',
    make: random => {
      const reader = random.pick(readers);
      const bytes = damagedText(random.pick(reader.seeds), random);
      const wrapped =
        reader.wrap && random.chance(0.5)
          ? reader.wrap(bytes)
          : reader.wrap
            ? damaged(reader.wrap(bytes), random)
            : bytes;
      return { [reader.file]: wrapped } satisfies Files;
    },
    check: folder => {
      const [file = ''] = filesBelow(folder);
      const reader = readers.find(each => each.file === path.basename(file)) ?? assert.fail(`no reader of ${file}`);
      return Promise.resolve(`${reader.file.replace(/-.*(?=\.jsonl)/, '')}: ${reader.check(file)}`);
    },
  };
}

function makeReaders(): Reader[] {
  const rollouts = filesBelow(path.join(sample, 'sessions')).map(file =>
    readFileSync(file, 'utf8').split('\n').slice(0, 2).join('\n'),
  );
  const name = `rollout-2026-11-22T07-43-35-${id}.jsonl`;
  const line = (key: string, thread: string): string =>
    `${JSON.stringify({ id: key, thread_name: thread, updated_at: '2026-11-22T07:43:35Z' })}\n`;
  const spawn = { parent_thread_id: id, depth: 1, agent_path: '/a', agent_nickname: 'Peirce', agent_role: 'explorer' };
  return [
    { file: name, seeds: rollouts, check: checkRollout },
    { file: `${name}.zst`, seeds: rollouts, wrap: zstdCompressSync, check: checkCompressed },
    {
      file: 'session_index.jsonl',
      seeds: [line('a', 'First') + line('b', 'Second') + line('a', 'Third'), line(id, 'x'.repeat(300)).repeat(40)],
      check: checkIndex,
    },
    {
      file: 'config.toml',
      seeds: [
        readFileSync(path.join(sample, 'config.toml'), 'utf8'),
        'sqlite_home = "/SECRET"\nmodel_provider = \'mine\'\n[a.b]\nc = [1, 2]\n',
      ],
      check: checkConfig,
    },
    {
      file: 'source',
      seeds: [
        'cli',
        '{"custom":"atlas"}',
        '{"subagent":"review"}',
        JSON.stringify({ subagent: { thread_spawn: spawn } }),
      ],
      check: checkSource,
    },
    { file: 'name', seeds: [name, `${name}.zst`, name.replace('.jsonl', `_${id}.jsonl`)], check: checkName },
    {
      file: 'title',
      seeds: ['Fix the flaky checkout tests', '\u001b[31mred\u001b[0m 👩‍🚀 \u202eabc\u202c [x](command:y)'.repeat(20)],
      check: checkTitle,
    },
  ];
}

function checkRollout(file: string): string {
  const meta = readSessionMeta(file);
  const owner = rolloutOwner(file);
  const expected = metaIn(readFileSync(file, 'utf8'));
  if (expected === undefined) {
    assert.equal(meta, 'broken');
    // The usual beginning of the line is enough to tell whose it is, whatever follows.
    assert.ok(owner === undefined || /^[0-9a-f-]{36}$/.test(owner), owner);
    return owner === undefined ? 'broken' : 'owner alone';
  }
  assert.ok(typeof meta === 'object');
  assert.equal(meta.id, expected);
  // Of a key that occurs twice ours takes the first and JSON the last.
  assert.ok(
    owner === expected || readFileSync(file, 'latin1').split('"id"').length > 2,
    `${owner} instead of ${expected}`,
  );
  return 'read';
}

function checkCompressed(file: string): string {
  const meta = readSessionMeta(file);
  const owner = rolloutOwner(file);
  if (typeof meta === 'string') assert.equal(owner, undefined);
  else assert.equal(owner, meta.id);
  return typeof meta === 'string' ? meta : 'read';
}

/** Reads the id in the first line the plain way. */
function metaIn(text: string): string | undefined {
  try {
    const { type, payload } = JSON.parse(text.split('\n', 1)[0] ?? '') as {
      type: unknown;
      payload: { id?: unknown } | null;
    };
    return type === 'session_meta' && typeof payload?.id === 'string' ? payload.id.toLowerCase() : undefined;
  } catch {
    return undefined;
  }
}

function checkIndex(file: string): string {
  const warnings: string[] = [];
  const nameOf = createSessionNames(message => warnings.push(message))(path.dirname(file));
  const expected = new Map<string, string>();
  for (const line of readFileSync(file, 'utf8')
    .split('\n')
    .filter(text => Buffer.byteLength(text) <= 65_536)) {
    try {
      const { id: key, thread_name: name, updated_at: time } = JSON.parse(line) as Record<string, unknown>;
      if (
        typeof key === 'string' &&
        typeof name === 'string' &&
        typeof time === 'string' &&
        name.trim() !== '' &&
        name.isWellFormed()
      )
        expected.set(key, name);
    } catch {
      // The line names nothing.
    }
  }
  for (const key of ['a', 'b', id, ...expected.keys()]) assert.equal(nameOf(key), expected.get(key), key);
  assert.deepEqual(warnings, []);
  return `${expected.size > 2 ? 'more' : expected.size} names`;
}

function checkConfig(file: string): string {
  const warnings: string[] = [];
  const { sqliteHome, modelProvider } = readCodexConfig(file, message => warnings.push(message));
  assert.ok(sqliteHome === undefined || (typeof sqliteHome === 'string' && sqliteHome !== ''));
  assert.equal(typeof modelProvider, 'string');
  assert.ok(warnings.length <= 1);
  assert.doesNotMatch(warnings.join(), /SECRET|\n/);
  if (warnings.length > 0) assert.deepEqual({ sqliteHome, modelProvider }, defaultConfig);
  return warnings.length > 0 ? 'not used' : 'read';
}

function checkSource(file: string): string {
  const column = readFileSync(file, 'utf8');
  const source = parseSource(column);
  assert.doesNotMatch(JSON.stringify(source), /(?<!\\)(?:\\\\)*\\ud[89a-f]/);
  const parent = spawnParentOf(source);
  assert.ok(parent === undefined || isThreadId(parent), parent);
  for (const kind of sourceKindsOf(column)) assert.equal(typeof kind, 'string');
  return typeof source === 'string' ? source : Object.keys(source).join();
}

function checkName(file: string): string {
  const name = readFileSync(file, 'utf8');
  const parsed = parseRolloutName(name);
  if (!parsed) return 'no rollout';
  assert.ok(isThreadId(parsed.threadId));
  assert.match(parsed.dayFolder, /^\d{4}[/\\]\d\d[/\\]\d\d$/);
  assert.doesNotMatch(name, /[^0-9A-Za-z._-]/);
  return 'rollout';
}

function checkTitle(file: string): string {
  const text = readFileSync(file, 'utf8');
  const shown = plainText(text);
  assert.doesNotMatch(shown, /(?!\u200d)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|\s{2}|^\s|\s$/u);
  assert.ok([...shown].length <= 200);
  assert.equal(plainText(shown), shown);
  assert.doesNotMatch(messageLine(text), /(?!\u200d)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  return shown === '' ? 'nothing' : 'shown';
}
