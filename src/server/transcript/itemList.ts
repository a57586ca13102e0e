// Puts items into their turns, and finds them again by their ids.
import type { ItemBody, ItemHead, LinePlace, PicturePlace, Turn, TurnItem } from '../../protocol/transcript';

export interface ItemList {
  /** Adds an item at the end of its turn. One with the same id that is still provisional gives way to it. */
  add(turn: Turn, body: ItemBody, head: NewHead): PlacedItem;
  /** Gives an item a new body. It becomes a new object: whoever shows it compares objects. */
  change(placed: PlacedItem, body: ItemBody, completedAtMs: number | null): void;
  /** Adds pictures that were found in an output. */
  addPictures(placed: PlacedItem, pictures: readonly PicturePlace[]): void;
  remove(placed: PlacedItem): void;
  withId(id: string): PlacedItem | undefined;
}

export interface PlacedItem {
  readonly turn: Turn;
  item: TurnItem;
}

/** `id` is null where the rollout has none. */
export interface NewHead extends Pick<ItemHead, 'startedAtMs' | 'completedAtMs' | 'unlisted'> {
  id: string | null;
  scriptId?: string | null;
  line: LinePlace;
  pictures?: PicturePlace[];
}

/** More are not shown. */
const PICTURE_LIMIT = 20;

/** `onChange` is told of each turn whose items change. */
export function createItemList(onChange: (turn: Turn) => void): ItemList {
  const byId = new Map<string, PlacedItem>();
  let unnamed = 0;
  const remove = (placed: PlacedItem): void => {
    const at = placed.turn.items.lastIndexOf(placed.item);
    if (at < 0) return;
    placed.turn.items.splice(at, 1);
    byId.delete(placed.item.id);
    onChange(placed.turn);
  };
  const replace = (placed: PlacedItem, item: TurnItem): void => {
    const at = placed.turn.items.lastIndexOf(placed.item);
    placed.item = item;
    if (at < 0) return;
    placed.turn.items[at] = item;
    onChange(placed.turn);
  };
  return {
    add: (turn, body, { id, scriptId = null, startedAtMs, completedAtMs, unlisted, line, pictures = [] }) => {
      const known = id === null ? undefined : byId.get(id);
      if (known?.item.unlisted === true && !unlisted) remove(known);
      const head = { id: id ?? `item-${++unnamed}`, startedAtMs, completedAtMs, unlisted, scriptId, line };
      const placed = { turn, item: { ...head, ...some(pictures), ...body } };
      turn.items.push(placed.item);
      if (id !== null) byId.set(id, placed);
      onChange(turn);
      return placed;
    },
    change: (placed, body, completedAtMs) => {
      const { id, startedAtMs, unlisted, scriptId, line, pictures = [] } = placed.item;
      replace(placed, { id, startedAtMs, completedAtMs, unlisted, scriptId, line, ...some(pictures), ...body });
    },
    addPictures: (placed, pictures) => {
      if (pictures.length > 0)
        replace(placed, { ...placed.item, ...some([...(placed.item.pictures ?? []), ...pictures]) });
    },
    remove,
    withId: id => byId.get(id),
  };
}

function some(pictures: PicturePlace[]): Pick<ItemHead, 'pictures'> {
  return pictures.length === 0 ? {} : { pictures: pictures.slice(0, PICTURE_LIMIT) };
}
