// Tests that need something that a system, or what stands in for it, does not have.

const isOn = {
  linux: process.platform === 'linux',
  /** All but Windows. */
  unix: process.platform !== 'win32',
  windows: process.platform === 'win32',
};

/** Whether this is one of the systems. If not, prints why the tests that ask are left out. */
export function runsOn(systems: keyof typeof isOn, reason: string): boolean {
  if (!isOn[systems]) console.log(`Left out on ${process.platform}: ${reason}`);
  return isOn[systems];
}
