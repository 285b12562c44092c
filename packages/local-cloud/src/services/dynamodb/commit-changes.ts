import type { Context } from "./context";
import { createWrites, type ItemChange } from "./item-change";

/** Makes changes of items in one commit: with their entries in indexes and their records in streams. */
export async function commitChanges({ storage, streams }: Context, changes: readonly ItemChange[]): Promise<void> {
    const appended = changes.flatMap((change) => streams.append(change));
    await storage.commit([...changes.flatMap(createWrites), ...appended.map(({ write }) => write)]);
    streams.announce(appended);
}
