import { Command, InvalidArgumentError } from "commander";

/** What the command line asks for. */
export interface StartOptions {
    port: number;
    awsPort: number;
    data: string;
    json?: boolean;
}

/** The command line of `npm start`. */
export function startCommand(): Command {
    return new Command("npm start --")
        .description("Runs the program of this folder whole on this machine: the webhook, and AWS's APIs behind it.")
        .option("--port <port>", "the webhook's port; 0 takes a free one", port, 4242)
        .option("--aws-port <port>", "the port of AWS's APIs; 0 takes a free one", port, 4566)
        .option("--data <folder>", "where everything is kept", ".local")
        .option("--json", "print JSON")
        .allowExcessArguments(false);
}

function port(text: string): number {
    if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
        throw new InvalidArgumentError("Write a port from 0 to 65535.");
    }
    return Number(text);
}
