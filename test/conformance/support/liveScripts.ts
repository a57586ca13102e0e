// Scripts for turns that run, wait for the user or fail.
import { call, say, type Scripts } from './scriptedModel';

const escalated = (cmd: string, more: object = {}): object =>
  call('exec_command', { cmd, sandbox_permissions: 'require_escalated', justification: 'yes', ...more });

const parent: Scripts[string] = ([agent = '']) => [
  [call('spawn_agent', { message: 'SCRIPT:child Do it' }, 'multi_agent_v1')],
  [call('wait_agent', { targets: [agent], timeout_ms: 60_000 }, 'multi_agent_v1')],
  [say('Both are done.', 'final_answer')],
];

const question = {
  id: 'way',
  header: 'Way',
  question: 'Which way?',
  options: [
    { label: 'Left', description: 'There is a wall.' },
    { label: 'Right', description: 'There is a door.' },
  ],
};

/**
 * `approve` and the sub-agents of `parent` and `team` wait for an approval, and then make a file in the folder; `slow`
 * waits for an approval, and then runs for a minute; `ask` waits for an answer.
 */
export const liveScripts: Scripts = {
  hang: () => [[call('exec_command', { cmd: 'sleep 60', yield_time_ms: 60_000 })]],
  short: () => [[call('exec_command', { cmd: 'sleep 3', yield_time_ms: 60_000 })]],
  approve: () => [[escalated('touch approved.txt')], [say('Done.', 'final_answer')]],
  slow: () => [[escalated('sleep 60', { yield_time_ms: 60_000 })]],
  ask: () => [[call('request_user_input', { questions: [question] })], [say('Done.', 'final_answer')]],
  fail: () => [{ items: [say('half an answ')], fails: 'No such prompt.' }],
  parent,
  team: parent,
  child: () => [[escalated('touch child.txt')], [say('The sub-agent is done.', 'final_answer')]],
};
