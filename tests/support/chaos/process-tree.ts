import { execFileSync } from "node:child_process";

/** A process, told apart from a later one with the same number by when it began. */
export interface ProcessId {
    pid: number;
    began: string;
}

interface Row extends ProcessId {
    parent: number;
    /** The command line. */
    command: string;
}

/** The process `pid`, what it started, and what these started, in other sessions and process groups too. */
export function processTree(pid: number): ProcessId[] {
    const rows = table();
    const tree = rows.filter((row) => row.pid === pid);
    for (const { pid: parent } of tree) {
        tree.push(...rows.filter((row) => row.parent === parent));
    }
    return tree.map(({ pid: own, began }) => ({ pid: own, began }));
}

/** Those of `processes` that still run. */
export function running(processes: readonly ProcessId[]): ProcessId[] {
    const rows = new Map(table().map(({ pid, began }) => [pid, began]));
    return processes.filter(({ pid, began }) => rows.get(pid) === began);
}

/** The processes below `pid` that run functions: those of Lambda's runtime client. */
export function functionProcesses(pid: number): number[] {
    return table()
        .filter(({ parent, command }) => parent === pid && command.includes("aws-lambda-ric"))
        .map((row) => row.pid);
}

/** Every process but zombies: these have ended, and wait for a parent to ask how. */
function table(): Row[] {
    const text = execFileSync("ps", ["-A", "-o", "pid=,ppid=,stat=,lstart=,args="], {
        encoding: "utf8",
        env: { ...process.env, LC_ALL: "C" },
        maxBuffer: 64 * 1024 * 1024,
    });
    return text
        .split("\n")
        .map((line) => rowPattern.exec(line)?.slice(1) ?? [])
        .filter(([pid, , state]) => pid !== undefined && state?.startsWith("Z") === false)
        .map(([pid, parent, , began = "", command = ""]) => ({
            pid: Number(pid),
            parent: Number(parent),
            began,
            command,
        }));
}

/** `123 1 S Tue Nov 24 09:01:02 2026 node index.js` */
const rowPattern = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\S+\s+\S+\s+\d+\s+[\d:]+\s+\d+)\s+(.*)$/;
