// Codex's sections: `threadTree/sections`, `createSection`, `renameSection`, `deleteSection`.
import { PINNED_SECTION } from '../../protocol/codexActions';
import { FailureError } from '../failure';
import type { ThreadHome } from '../home/threadHome';
import type { Asking } from '../live/codexReach';
import { asObject, asText } from '../transcript/wireValues';
import type { Handlers } from './handlers';

export interface SectionRequests {
  readonly list: Handlers['threadTree/sections'];
  readonly create: Handlers['threadTree/createSection'];
  readonly rename: Handlers['threadTree/renameSection'];
  readonly remove: Handlers['threadTree/deleteSection'];
}

export function createSectionRequests(home: ThreadHome, { ask }: Pick<Asking, 'ask'>): SectionRequests {
  return {
    list: () =>
      home.read((_, { model }) => {
        if (!model.sections) return { sections: null };
        const counts = new Map<string, number>();
        for (const { section } of model.list) if (section !== null) counts.set(section, (counts.get(section) ?? 0) + 1);
        const own = [...model.sections].filter(([id]) => id !== PINNED_SECTION);
        return { sections: own.map(([id, name]) => ({ id, name, threads: counts.get(id) ?? 0 })) };
      }),
    create: async ({ name, codex }, { signal }) => {
      const answer = await ask('threadSection/create', { name }, codex, signal);
      const sectionId = asText(asObject(answer.section).id);
      if (sectionId === null) throw new FailureError({ code: 'codexLost', cause: 'no section id' });
      return { sectionId };
    },
    rename: async ({ sectionId, name, codex }, { signal }) => {
      await ask('threadSection/update', { sectionId, name }, codex, signal);
      return null;
    },
    remove: async ({ sectionId, codex }, { signal }) => {
      await ask('threadSection/delete', { sectionId }, codex, signal);
      return null;
    },
  };
}
