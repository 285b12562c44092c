import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

import { processTree } from "../../tests/support/chaos/process-tree";

/** Linux counts processor time in hundredths of a second (USER_HZ, proc(5)). */
const tickMs = 10;

/**
 * Processor time that the process `pid` and the processes below it have used so far, in milliseconds: its own, and
 * that of the others together. Undefined where there is no /proc.
 */
export function processorTime(pid: number): { own: number; others: number } | undefined {
    const used = processTree(pid).map((one) => ({ own: one.pid === pid, ms: readCpuMs(one.pid) }));
    if (used.some(({ own, ms }) => own && ms === undefined)) {
        return undefined;
    }
    const sum = (own: boolean) => used.reduce((total, one) => total + (one.own === own ? (one.ms ?? 0) : 0), 0);
    return { own: sum(true), others: sum(false) };
}

function readCpuMs(pid: number): number | undefined {
    try {
        // After the name, which may hold anything but ends with the last parenthesis: field 3 on; 14 and 15 are the times.
        const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
        return (Number(fields[11]) + Number(fields[12])) * tickMs;
    } catch {
        return undefined;
    }
}

/** The memory that the process `pid` itself holds, in megabytes: its resident set. */
export function residentMegabytes(pid: number): number {
    return Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" })) / 1024;
}
