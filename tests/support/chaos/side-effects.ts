import { readFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";

/** Which events the handler of chaos-program.ts selects. */
export function isSelected({ type }: { type: string }): boolean {
    return /^(customer\.subscription|charge)\./.test(type);
}

export interface SideEffects {
    /** Ids of events that were done twice, though nobody killed the process that did them first. */
    twice: string[];
    /** Ids of events that were never done. */
    never: string[];
}

/** How long nothing may come, in milliseconds. */
const patienceMs = 30_000;

/**
 * What the handler of chaos-program.ts did, once it has done all of its events. Of a process that is killed nobody can tell
 * whether it had done its work (handlers/once.ts), so what it did last may be done again.
 *
 * @param file its traces
 * @param expected the ids of the events that it selects
 */
export async function readSideEffects(
    file: string,
    expected: readonly string[],
    killed: ReadonlySet<number>,
): Promise<SideEffects> {
    for (let size = 0, since = performance.now(); ;) {
        const { done, last } = await readTraces(file);
        const never = expected.filter((id) => !done.has(id));
        since = done.size > size ? performance.now() : since;
        size = done.size;
        if (never.length === 0 || performance.now() - since > patienceMs) {
            const wasCutShort = (id: string, pid: number) => killed.has(pid) && last.get(pid) === id;
            const isTwice = ([id, pids]: [string, number[]]) => pids.slice(0, -1).some((pid) => !wasCutShort(id, pid));
            return { twice: [...done].filter(isTwice).map(([id]) => id), never };
        }
        await wait(100);
    }
}

/** The processes that did each event, by its id, and what each process did last. */
async function readTraces(file: string): Promise<{ done: Map<string, number[]>; last: Map<number, string> }> {
    const done = new Map<string, number[]>();
    const last = new Map<number, string>();
    for (const line of (await readFile(file, "utf8")).trimEnd().split("\n")) {
        const [id = "", pid] = line.split(" ");
        done.set(id, [...(done.get(id) ?? []), Number(pid)]);
        last.set(Number(pid), id);
    }
    return { done, last };
}
