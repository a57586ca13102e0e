// Tests that need something that a system, or what stands in for it, does not have.

/** Whether this is one of the systems (`unix`: all but Windows). If not, prints why the tests that ask are left out. */
export function runsOn(systems: 'linux' | 'unix', reason: string): boolean {
  const runs = systems === 'linux' ? process.platform === 'linux' : process.platform !== 'win32';
  if (!runs) console.log(`Left out on ${process.platform}: ${reason}`);
  return runs;
}
