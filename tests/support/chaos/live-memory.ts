import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

/** What `live-memory-preload.ts` is asked, and the name of what it answers. */
export const liveMemory = "live memory";

/** The answer, in bytes. */
export type LiveMemory = Record<typeof liveMemory, number>;

/** What a process holds once all garbage is collected, in megabytes. It was started with the preload, and with IPC. */
export async function liveMegabytes(child: ChildProcess): Promise<number> {
    const answer = once(child, "message") as Promise<[LiveMemory]>;
    child.send(liveMemory);
    const [{ [liveMemory]: bytes }] = await answer;
    return bytes / 1024 / 1024;
}
