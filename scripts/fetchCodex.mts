// `tsx scripts/fetchCodex.mts`: installs all versions of the real Codex that the tests need into the cache. Prints
// nothing when they are there.
import { installAllCodex } from './codex';

await installAllCodex();
