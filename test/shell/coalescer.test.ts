import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { Coalescer } from '../../src/shell/coalescer';

describe('Coalescer', () => {
  let runs: string[];
  let coalescer: Coalescer<string>;
  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout', 'Date'] });
    runs = [];
    coalescer = new Coalescer(keys => runs.push([...keys].join('')), 50, 200);
  });
  afterEach(() => mock.timers.reset());

  it('runs once for many triggers, with each key once', () => {
    ['a', 'b', 'a'].forEach(key => coalescer.trigger([key]));
    mock.timers.tick(49);
    assert.deepEqual(runs, []);
    mock.timers.tick(1);
    assert.deepEqual(runs, ['ab']);
    mock.timers.tick(1000);
    assert.deepEqual(runs, ['ab']);
  });

  it('waits for quiet', () => {
    coalescer.trigger(['a']);
    mock.timers.tick(40);
    coalescer.trigger(['b']);
    mock.timers.tick(40);
    assert.deepEqual(runs, []);
    mock.timers.tick(10);
    assert.deepEqual(runs, ['ab']);
  });

  it('but never longer than the limit, under a steady stream', () => {
    for (let time = 0; time < 400; time += 10) {
      coalescer.trigger(['a']);
      mock.timers.tick(10);
    }
    assert.deepEqual(runs, ['a', 'a']);
  });

  it('starts anew after a run', () => {
    coalescer.trigger(['a']);
    mock.timers.tick(50);
    coalescer.trigger(['b']);
    mock.timers.tick(50);
    assert.deepEqual(runs, ['a', 'b']);
  });

  it('does not run for no keys, nor after dispose', () => {
    coalescer.trigger([]);
    coalescer.trigger(['a']);
    coalescer.dispose();
    mock.timers.tick(1000);
    assert.deepEqual(runs, []);
  });

  it('can be triggered by its own work', () => {
    const again = new Coalescer<number>(
      keys => {
        runs.push(String([...keys]));
        if (!keys.has(2)) {
          again.trigger([2]);
        }
      },
      50,
      200,
    );
    again.trigger([1]);
    mock.timers.tick(50);
    mock.timers.tick(50);
    assert.deepEqual(runs, ['1', '2']);
  });
});
