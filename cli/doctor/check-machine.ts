import type { Check } from "./check";

const area = "machine";

/** The version that Lambda runs the functions on, which npm brings for every script. */
const deployedMajor = 24;

/** @param version such as 24.21.0 */
export function checkNode(version: string): Check {
    const major = Number(version.split(".")[0]);
    return major === deployedMajor
        ? { area, verdict: "ok", text: `Node ${version}, as on Lambda` }
        : {
              area,
              verdict: "warning",
              text: `Node ${version} runs this, and Lambda runs Node ${deployedMajor}`,
              remedy: `npm ci brings Node ${deployedMajor} for npm scripts where it can; elsewhere install it: https://nodejs.org`,
          };
}

/** The part of `package-lock.json`, and of npm's own note of what is installed, that is read here. */
export interface Lockfile {
    packages?: Record<string, { version?: string; optional?: boolean; link?: boolean }>;
}

/**
 * Compares what is installed with the lockfile.
 *
 * @param installed `node_modules/.package-lock.json`, where npm wrote one
 */
export function checkPackages(lockfile: Lockfile, installed: Lockfile | undefined): Check {
    if (installed === undefined) {
        return {
            area,
            verdict: "unknown",
            text: "npm left no note of what it installed (node_modules/.package-lock.json)",
            remedy: "npm ci",
        };
    }
    const wanted = Object.entries(lockfile.packages ?? {}).filter(
        ([path, { link, optional }]) => path.startsWith("node_modules/") && link !== true && optional !== true,
    );
    const differing = wanted.filter(([path, { version }]) => installed.packages?.[path]?.version !== version);
    if (differing.length === 0) {
        return { area, verdict: "ok", text: `${wanted.length} packages are as package-lock.json has them` };
    }
    const names = differing.slice(0, 3).map(([path]) => path.slice("node_modules/".length));
    const more = differing.length > names.length ? ` and ${differing.length - names.length} more` : "";
    return {
        area,
        verdict: "wrong",
        text: `not installed as package-lock.json has them: ${names.join(", ")}${more}`,
        remedy: "npm ci",
    };
}

/** A port that the program uses on this machine. */
export interface Port {
    port: number;
    /** What listens there. */
    use: string;
    /** The option of `npm start` that chooses another. */
    option: string;
}

export const ports: readonly Port[] = [
    { port: 4242, use: "the webhook", option: "--port" },
    { port: 4566, use: "AWS's APIs", option: "--aws-port" },
    { port: 4243, use: "Stripe's API", option: "--stripe-port" },
    { port: 4280, use: "the web console", option: "--console-port" },
];

/**
 * @param taken the ports on which something listens
 * @param isRunning whether our own local cloud is among what listens
 */
export function checkPorts(taken: readonly number[], isRunning: boolean): Check[] {
    if (isRunning) {
        return [{ area, verdict: "ok", text: "npm start is running" }];
    }
    const blocked = ports.filter(({ port }) => taken.includes(port));
    return blocked.length === 0
        ? [{ area, verdict: "ok", text: `ports ${ports.map(({ port }) => port).join(", ")} are free for npm start` }]
        : blocked.map(({ port, use, option }) => ({
              area,
              verdict: "warning",
              text: `port ${port}, for ${use}, is in use by another program`,
              remedy: `end that program, or npm start -- ${option} ${port + 1000}`,
          }));
}
