import { strict as assert } from 'node:assert';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { rolloutOwner } from '../../../src/server/rollouts/sessionMeta';
import { temporaryFolder } from '../../support/temporaryFolder';

const id = '01a20235-deb9-7e82-8ace-991676b9eb29';
const other = '01a20236-05ce-79f0-8293-552c99ae0132';
const homes = path.resolve(import.meta.dirname, '../../fixtures/homes');

describe('rollout owner', () => {
  const folder = temporaryFolder();
  const ownerOf = (text: string | Buffer): string | undefined => {
    const file = path.join(folder(), 'rollout.jsonl');
    writeFileSync(file, text);
    return rolloutOwner(file);
  };
  const usual = `{"timestamp":"2026-11-22T07:43:34.714Z","type":"session_meta","payload":{"id":"${id}"`;

  const lines: { title: string; text: string | Buffer; owner: string | undefined }[] = [
    { title: 'plain metadata', text: `{"type":"session_meta","payload":{"id":"${id}"}}\n`, owner: id },
    { title: 'without a line break at the end', text: `{"type":"session_meta","payload":{"id":"${id}"}}`, owner: id },
    {
      title: 'members in another order',
      text: `{"payload":{"cwd":"/","id":"${id}"},"type":"session_meta"}\n`,
      owner: id,
    },
    { title: 'blanks', text: `{ "type": "session_meta", "payload": { "id": "${id}" } }\r\n`, owner: id },
    {
      title: 'an id in upper case',
      text: `{"type":"session_meta","payload":{"id":"${id.toUpperCase()}"}}\n`,
      owner: id,
    },
    {
      title: 'only the first line',
      text: `{"type":"session_meta","payload":{"id":"${id}"}}\n{"type":"session_meta","payload":{"id":"${other}"}}\n`,
      owner: id,
    },
    {
      title: 'the id of the thread, not of its session or parent',
      text: `${usual.replace('"id"', `"session_id":"${other}","id"`)},"parent_thread_id":"${other}"}}\n`,
      owner: id,
    },
    {
      title: 'metadata after 300 KB of instructions',
      text: `{"type":"session_meta","payload":{"base_instructions":"${'ü'.repeat(150_000)}","id":"${id}"}}\n`,
      owner: id,
    },
    {
      title: 'instructions that look like metadata',
      text: `{"type":"session_meta","payload":{"base_instructions":"\\"id\\":\\"${other}\\"","id":"${id}"}}\n`,
      owner: id,
    },
    {
      title: 'usual metadata with 300 KB after the id',
      text: `${usual},"base_instructions":"${'x'.repeat(300_000)}"}}\n`,
      owner: id,
    },
    { title: 'another kind of line', text: `{"type":"event_msg","payload":{"id":"${id}"}}\n`, owner: undefined },
    { title: 'metadata without an id', text: '{"type":"session_meta","payload":{}}\n', owner: undefined },
    { title: 'an id that is not text', text: '{"type":"session_meta","payload":{"id":7}}\n', owner: undefined },
    { title: 'no payload', text: '{"type":"session_meta","payload":null}\n', owner: undefined },
    { title: 'null', text: 'null\n', owner: undefined },
    { title: 'an empty first line', text: `\n{"type":"session_meta","payload":{"id":"${id}"}}\n`, owner: undefined },
    { title: 'an empty file', text: '', owner: undefined },
    { title: 'not JSON', text: 'hello\n', owner: undefined },
    {
      title: 'random bytes',
      text: Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7919) % 256)),
      owner: undefined,
    },
    { title: 'five megabytes without a line break', text: Buffer.alloc(5 * 1024 * 1024, 0x61), owner: undefined },
  ];
  for (const { title, text, owner } of lines) {
    it(`${owner === undefined ? 'is unknown' : 'is found'}: ${title}`, () => assert.equal(ownerOf(text), owner));
  }

  // Around the size of the chunks in which a line is read.
  for (const size of [511, 512, 513, 2047, 2048, 2049, 4096, 8192]) {
    it(`is found in a line of ${size} bytes`, () => {
      const head = '{"type":"session_meta","payload":{"pad":"';
      const tail = `","id":"${id}"}}`;
      const line = head + 'x'.repeat(size - head.length - tail.length) + tail;
      assert.equal(ownerOf(`${line}\n{"type":"other"}\n`), id);
      assert.equal(ownerOf(line), id);
    });
  }

  it('is that in the name of every rollout of the sample homes', () => {
    const files = readdirSync(homes, { recursive: true, encoding: 'utf8' }).filter(
      name => name.endsWith('.jsonl') && name.includes('rollout-'),
    );
    assert.ok(files.length > 20);
    for (const file of files) {
      const meta = JSON.parse(readFileSync(path.join(homes, file), 'utf8').split('\n')[0] ?? '') as {
        payload: { id: string };
      };
      assert.equal(rolloutOwner(path.join(homes, file)), meta.payload.id, file);
    }
  });

  it('throws the system’s error for a file that cannot be read', () => {
    assert.throws(() => rolloutOwner(path.join(folder(), 'absent.jsonl')), { code: 'ENOENT' });
    mkdirSync(path.join(folder(), 'folder.jsonl'));
    assert.throws(() => rolloutOwner(path.join(folder(), 'folder.jsonl')), { code: 'EFTYPE' });
  });
});
