// How many of the kills are tried: a choice of them, or what the environment variable KILLS asks for.
const asked = process.env.KILLS;
const every = asked === 'all' ? 1 : Number(asked ?? 0);
if (!Number.isInteger(every) || every < 0) throw new Error(`KILLS is ${asked}: it has to be "all" or a whole number`);

/** Whether the choice is from all kills, not from the usual ones. */
export const fromAll = every > 0;

/** Starting the processes of a kill takes seconds under Wine. */
const usualShare = process.platform === 'win32' ? 4 : 1;

/** One in so many is tried. A prime one of all leaves out no kind of kill: they alternate by two and three. */
export const oneIn = fromAll ? every : usualShare;
/** The first of them: KILLS_FIRST, or for KILLS any, so that each run tries others. */
const first = Number(process.env.KILLS_FIRST ?? (fromAll ? Math.floor(Math.random() * oneIn) : 0));
if (!Number.isInteger(first) || first < 0 || first >= oneIn)
  throw new Error(`KILLS_FIRST has to be a whole number from 0 to ${oneIn - 1}`);

/** Whether the kill of this number, from 0 on, is tried. */
export const isTried = (index: number): boolean => index % oneIn === first;

const usual = oneIn === 1 ? '' : `, one in ${oneIn} of those on other systems`;
export const shareInWords = fromAll ? `, one in ${oneIn} of all, from number ${first} (KILLS_FIRST) on` : usual;
