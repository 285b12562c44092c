import { Command, InvalidArgumentError, Option } from "commander";

import { blockedPorts } from "./blocked-ports";

/** What the command line asks for. */
export interface StartOptions {
    port: number;
    awsPort: number;
    data: string;
    /** Whether nothing is kept; `data` counts for nothing then. */
    ephemeral?: boolean;
    /** How many times faster than real time durations pass. */
    speed: number;
    /** Whether only failures are shown while it runs. */
    quiet?: boolean;
    json?: boolean;
}

/** The command line of `npm start`. */
export function startCommand(): Command {
    return new Command("npm start --")
        .description("Runs the program of this folder whole on this machine: the webhook, and AWS's APIs behind it.")
        .option("--port <port>", "the webhook's port; 0 takes a free one", port, 4242)
        .option("--aws-port <port>", "the port of AWS's APIs; 0 takes a free one", port, 4566)
        .option("--data <folder>", "where everything is kept", ".local")
        .addOption(new Option("--ephemeral", "keep nothing").conflicts("data"))
        .option("--speed <times>", "how many times faster retries, delays and retentions pass", speed, 1)
        .option("--quiet", "show only failures while it runs")
        .option("--json", "print JSON, a document a line")
        .allowExcessArguments(false);
}

function port(text: string): number {
    if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
        throw new InvalidArgumentError("Write a port from 0 to 65535.");
    }
    if (blockedPorts.has(Number(text))) {
        throw new InvalidArgumentError("Browsers and Node's fetch refuse to connect to this port. Choose another.");
    }
    return Number(text);
}

function speed(text: string): number {
    const times = Number(text);
    if (text.trim() === "" || !(times > 0) || times > 1_000_000) {
        throw new InvalidArgumentError("Write a number above 0, to 1000000.");
    }
    return times;
}
