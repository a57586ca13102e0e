// `tsx scripts/fetchCodex.mts`: puts the real Codex into the cache, once; prints nothing when it is there.
import { installCodex } from './codex';

await installCodex();
