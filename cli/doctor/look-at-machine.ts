import { readFileSync } from "node:fs";
import { connect } from "node:net";
import path from "node:path";

import { findDeployment, type DeploymentOptions } from "../deployment";
import type { Check } from "./check";
import { checkNode, checkPackages, checkPorts, type Lockfile, ports } from "./check-machine";

/** @param folder the project's */
export async function lookAtMachine(folder: string, options: DeploymentOptions): Promise<Check[]> {
    const lockfile = readJson(path.join(folder, "package-lock.json"));
    const installed = readJson(path.join(folder, "node_modules/.package-lock.json"));
    const isRunning =
        options.stack === undefined && (await findDeployment(options).catch(() => undefined)) !== undefined;
    const taken = isRunning
        ? []
        : await Promise.all(ports.map(async ({ port }) => ((await isTaken(port)) ? port : -1)));
    return [
        checkNode(process.versions.node),
        ...(lockfile === undefined ? [] : [checkPackages(lockfile, installed)]),
        ...(options.stack === undefined ? checkPorts(taken, isRunning) : []),
    ];
}

function readJson(file: string): Lockfile | undefined {
    try {
        return JSON.parse(readFileSync(file, "utf8")) as Lockfile;
    } catch {
        return undefined;
    }
}

async function isTaken(port: number): Promise<boolean> {
    return new Promise((resolve) => {
        const socket = connect({ port, host: "127.0.0.1", timeout: 1000 });
        const end = (taken: boolean) => {
            socket.destroy();
            resolve(taken);
        };
        socket.once("connect", () => end(true));
        socket.once("error", () => end(false));
        socket.once("timeout", () => end(true));
    });
}
