import { InvalidArgumentError } from "commander";

import { blockedPorts } from "./blocked-ports";

/**
 * Reads an option that is a port.
 *
 * @throws InvalidArgumentError for what is none, or one that browsers and `fetch` refuse
 */
export function parsePort(text: string): number {
    if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
        throw new InvalidArgumentError("Write a port from 0 to 65535.");
    }
    if (blockedPorts.has(Number(text))) {
        throw new InvalidArgumentError("Browsers and Node's fetch refuse to connect to this port. Choose another.");
    }
    return Number(text);
}

/**
 * Reads an option that says how many times faster than real time durations pass.
 *
 * @throws InvalidArgumentError for what is no number above 0
 */
export function parseSpeed(text: string): number {
    const times = Number(text);
    if (text.trim() === "" || !(times > 0) || times > 1_000_000) {
        throw new InvalidArgumentError("Write a number above 0, to 1000000.");
    }
    return times;
}
