import assert from 'node:assert/strict';
import { constants } from 'node:os';
import { refusalOf } from '../../../src/server/files/systemRefusal';
import { runsOn } from '../../support/runsOn';

describe('a refusal of the system', () => {
  const errorWith = (fields: object): Error => Object.assign(new Error('refused'), fields);

  const refusals: { title: string; error: object; refusal: object }[] = [
    {
      title: 'names the file',
      error: { code: 'EACCES', path: '/a' },
      refusal: { error: 'EACCES', path: '/a', makingFolder: false },
    },
    {
      title: 'names where the file should go',
      error: { code: 'EACCES', path: '/a', dest: '/b' },
      refusal: { error: 'EACCES', path: '/b', makingFolder: false },
    },
    {
      title: 'names the missing file, not where it should go',
      error: { code: 'ENOENT', path: '/a', dest: '/b' },
      refusal: { error: 'ENOENT', path: '/a', makingFolder: false },
    },
    {
      title: 'says if a folder was being created',
      error: { code: 'ENOENT', path: '/a', syscall: 'mkdir' },
      refusal: { error: 'ENOENT', path: '/a', makingFolder: true },
    },
    {
      title: 'without a file',
      error: { code: 'ENOSPC' },
      refusal: { error: 'ENOSPC', path: null, makingFolder: false },
    },
    {
      title: 'says for how long it was tried again',
      error: { code: 'EBUSY', path: '/a', triedMs: 300 },
      refusal: { error: 'EBUSY', path: '/a', makingFolder: false, triedMs: 300 },
    },
    {
      title: 'with a code that the system does not have',
      error: { code: 'EFTYPE', path: '/a' },
      refusal: { error: 'EFTYPE', path: '/a', makingFolder: false },
    },
    ...(runsOn('unix', 'Node has names for all codes of Windows') ? (['EDQUOT', 'ESTALE'] as const) : []).map(name => ({
      title: `with a code that Node has no name for: ${name}`,
      error: { code: `Unknown system error ${-constants.errno[name]}`, errno: -constants.errno[name] },
      refusal: { error: name, path: null, makingFolder: false },
    })),
  ];
  for (const { title, error, refusal } of refusals)
    it(title, () => assert.deepEqual(refusalOf(errorWith(error)), refusal));

  for (const [title, error] of [
    ['without a code', new TypeError('undefined is not a function')],
    ['about a wrong argument', errorWith({ code: 'ERR_INVALID_ARG_TYPE' })],
  ] as const)
    it(`does not hide bugs: rethrows an error ${title}`, () => assert.throws(() => refusalOf(error), error));
});
