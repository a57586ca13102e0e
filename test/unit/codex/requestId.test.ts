import { strict as assert } from 'node:assert';
import { createIdSearch } from '../../../src/server/codex/requestId';

describe('the id of a message that is not parsed', () => {
  const long = 'x'.repeat(2000);
  const messages: [title: string, json: string, id: string | number | null][] = [
    ['a number', '{"id":7,"method":"a"}', 7],
    ['a text', '{"method":"a","id":"seven"}', 'seven'],
    ['the last member', '{"method":"a","params":{"id":1},"id":7}', 7],
    ['blanks around it', ' {\t"id" :\r 7 } ', 7],
    ['a text with everything that structures JSON', '{"id":"a\\"{[,:]}\\\\","method":"b"}', 'a"{[,:]}\\'],
    ['characters of several bytes', '{"id":"ü\u2028🌲"}', 'ü\u2028🌲'],
    ['an escaped name', '{"\\u0069d":7}', 7],
    ['ids of objects within', '{"params":{"id":1,"a":[{"id":2}]},"a":[{"id":3}]}', null],
    ['a text that is called id', '{"method":"id","a":"id"}', null],
    ['a text that looks like a member', '{"a":"\\",\\"id\\":7,\\"","b":"\\\\"}', null],
    ['an object as id, then another member', '{"id":{"a":1},"b":7}', null],
    ['an array, null or a boolean as id', '{"id":[7],"id":null,"id":true}', null],
    ['a list of messages', '[{"id":7}]', null],
    ['two ids, of which JSON.parse takes the second', '{"id":1,"id":2}', 2],
    ['an id that is too long', `{"id":"${long}"}`, null],
    ['a member with a long name, and then the id', `{"${long}":1,"id":7}`, 7],
    ['a long value, and then the id', `{"a":"${long}","id":7}`, 7],
    ['a message that is cut off', '{"id":7,"params":{"a":"', 7],
    ['more brackets closed than opened', '}}]{"id":7}', null],
    ['nothing', '', null],
  ];
  for (const [title, json, id] of messages) {
    it(`${title}: ${id}`, () => {
      const bytes = Buffer.from(json);
      const whole = createIdSearch();
      whole.add(bytes);
      assert.equal(whole.id(), id);
      const byBytes = createIdSearch();
      for (const at of bytes.keys()) byBytes.add(bytes.subarray(at, at + 1));
      assert.equal(byBytes.id(), id);
    });
  }
});
