// `tsx scripts/fetchCodex.mts`: puts the real Codex, in all versions that are compared with, into the cache, once;
// prints nothing when they are there.
import { installAllCodex } from './codex';

await installAllCodex();
