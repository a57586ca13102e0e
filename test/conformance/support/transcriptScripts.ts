// What the scripted model does in the transcripts that are compared with Codex's own answers.
import { call, custom, say, think, type Scripts } from './scriptedModel';

const patch = (body: string): string => `*** Begin Patch\n${body}\n*** End Patch\n`;
const fix = patch(`*** Add File: src/money.js
+export const cents = value => Math.round(value * 100);
*** Update File: src/checkout.js
@@
-export const total = 1;
+export const total = 2;
*** Update File: src/names.js
*** Move to: src/labels.js
@@
-export const label = 'name';
+export const label = 'label';
*** Delete File: src/legacy.js`);
const failingFix = patch('*** Update File: src/checkout.js\n@@\n-this line is not there\n+nor this one');

/** `folder` is the one in which the threads work. Sub-agents are those of multi-agent v1. */
export const transcriptScripts = (folder: string): Scripts => ({
  plain: () => [[say('Plain answer.', 'final_answer')]],
  fix: () => [
    [
      think('**Looking**'),
      say('I will look at the project first.', 'commentary'),
      call('exec_command', { cmd: 'cat src/checkout.js && ls src', workdir: folder }),
    ],
    [call('exec_command', { cmd: 'echo not ok; exit 1' }), call('exec_command', { cmd: 'seq 1 60; echo warning >&2' })],
    [custom('apply_patch', fix)],
    [custom('apply_patch', failingFix)],
    [
      { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'float sum' } },
      call('view_image', { path: `${folder}/chart.png` }),
    ],
    [call('exec_command', { cmd: 'echo one; sleep 1.5; echo two', tty: true, yield_time_ms: 300 })],
    [call('no_such_tool', { a: 1 })],
    [call('update_plan', { explanation: 'Steps', plan: [{ step: 'Fix', status: 'in_progress' }] })],
    [think('**Wrapping up**'), say('Fixed.', 'final_answer')],
  ],
  tools: (_, [session = 0]) => [
    [call('exec_command', { cmd: 'read word; echo got $word', tty: true, yield_time_ms: 300 })],
    [call('write_stdin', { session_id: session, chars: 'hello\n', yield_time_ms: 2500 })],
    [call('count_orders', { day: 'today' }, 'mcp__shop')],
    [call('count_orders', { day: 'never' }, 'mcp__shop')],
    [call('sleep', { duration_ms: 300 }, 'clock')],
    [say('Done.', 'final_answer')],
  ],
  hang: () => [
    [
      say('This takes a while.', 'commentary'),
      call('exec_command', { cmd: 'echo started; sleep 6', yield_time_ms: 20_000 }),
    ],
  ],
  fail: () => [
    [think('**About to fail**'), call('exec_command', { cmd: 'echo before' })],
    { items: [say('half an answ')], fails: 'No such prompt.' },
  ],
  approve: () => [
    [
      call('exec_command', {
        cmd: 'touch approved.txt',
        sandbox_permissions: 'require_escalated',
        justification: 'yes',
      }),
    ],
    [
      call('exec_command', {
        cmd: 'touch declined.txt',
        sandbox_permissions: 'require_escalated',
        justification: 'no',
      }),
    ],
    [say('One was allowed, one was not.', 'final_answer')],
  ],
  draw: () => [
    [
      {
        type: 'image_generation_call',
        id: 'ig_1',
        status: 'completed',
        revised_prompt: 'a red square',
        result: 'aGk=',
      },
      say('There it is.', 'final_answer'),
    ],
  ],
  slow: () => [
    [call('exec_command', { cmd: 'sleep 1.2; echo done', yield_time_ms: 5000 })],
    [say('Done.', 'final_answer')],
  ],
  plan: () => [[say('Thinking.\n\n<proposed_plan>\n# Plan\n\n1. Test\n</proposed_plan>\n', 'final_answer')]],
  ask: () => [
    [
      call('request_user_input', {
        questions: [
          {
            id: 'db',
            header: 'Database',
            question: 'Which database?',
            options: [
              { label: 'SQLite', description: 'a file' },
              { label: 'Postgres', description: 'a server' },
            ],
          },
        ],
      }),
    ],
    [say('SQLite it is.', 'final_answer')],
  ],
  child: () => [
    [think('**Searching**'), call('exec_command', { cmd: 'ls src', workdir: folder })],
    [say('Found two.', 'final_answer')],
  ],
  agents: ([agent = '']) => [
    [
      say('A helper will look.', 'commentary'),
      call('spawn_agent', { message: 'SCRIPT:child Find it' }, 'multi_agent_v1'),
    ],
    [call('wait_agent', { targets: [agent], timeout_ms: 20_000 }, 'multi_agent_v1')],
    [call('send_input', { target: agent, message: 'And the tests?' }, 'multi_agent_v1')],
    [call('wait_agent', { targets: [agent], timeout_ms: 20_000 }, 'multi_agent_v1')],
    [call('close_agent', { target: agent }, 'multi_agent_v1')],
    [call('spawn_agent', { message: 'nobody', agent_type: 'nobody' }, 'multi_agent_v1')],
    [say('The helper found two.', 'final_answer')],
  ],
  script: () => [
    [
      say('With a script.', 'commentary'),
      custom(
        'exec',
        `const [a, b] = await Promise.all([tools.exec_command({ cmd: 'seq 1 5' }), tools.exec_command({ cmd: 'exit 3' })]); text(a.output);`,
        'functions',
      ),
    ],
    [
      custom(
        'exec',
        `text(await tools.apply_patch(${JSON.stringify(patch('*** Add File: src/by-script.js\n+1'))}));`,
        'functions',
      ),
    ],
    [custom('exec', `throw new Error('boom');`, 'functions')],
    [
      custom(
        'exec',
        `// @exec: {"yield_time_ms": 300}\nconst r = await tools.exec_command({ cmd: 'sleep 1; echo slow' }); text(r.output);`,
        'functions',
      ),
    ],
    [call('wait', { cell_id: '4' }, 'functions')],
    [say('Done.', 'final_answer')],
  ],
  team: () => [
    [
      say('Helpers will look.', 'commentary'),
      call('spawn_agent', { task_name: 'find_it', message: 'SCRIPT:teamchild' }, 'collaboration'),
    ],
    [call('wait_agent', { timeout_ms: 10_000 }, 'collaboration')],
    [
      call(
        'spawn_agent',
        { task_name: 'with_history', message: 'SCRIPT:teamchild', fork_turns: 'all' },
        'collaboration',
      ),
    ],
    [call('wait_agent', { timeout_ms: 10_000 }, 'collaboration')],
    [call('list_agents', {}, 'collaboration')],
    [call('send_message', { target: 'find_it', message: 'Mind the rounding.' }, 'collaboration')],
    [call('spawn_agent', { task_name: 'Bad Name!', message: 'x' }, 'collaboration')],
    [say('The helpers found two.', 'final_answer')],
  ],
  teamchild: () => [
    [custom('exec', `text((await tools.exec_command({ cmd: 'echo found' })).output);`, 'functions')],
    [say('Found.', 'final_answer')],
  ],
});
