import type { Write } from "../../store";
import type { Context } from "./context";
import { createWrites, type ItemChange } from "./item-change";

/** Makes changes of items in one commit: with their entries in indexes, their records in streams, and `others`. */
export async function commitChanges(
    { storage, streams }: Context,
    changes: readonly ItemChange[],
    others: readonly Write[] = [],
): Promise<void> {
    const appended = changes.flatMap((change) => streams.append(change));
    await storage.commit([...changes.flatMap(createWrites), ...appended.map(({ write }) => write), ...others]);
    streams.announce(appended);
}
