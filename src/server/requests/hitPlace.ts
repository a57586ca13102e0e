// `threadTree/hitPlace`: where in an open document of a thread something is that a search has found.
import type { HitPlace, HitPlaceParams } from '../../protocol/transcriptSearch';
import { placeOfHit } from '../transcript/search/placeOfHit';
import type { Transcripts } from './transcripts';

/** Knows nothing of documents that are not open. */
export function hitPlace(transcripts: Transcripts, { uri, ...hit }: HitPlaceParams): HitPlace {
  const open = transcripts.at(uri);
  return open ? placeOfHit(open.page.sections(), hit, open.words) : { line: null, part: null };
}
