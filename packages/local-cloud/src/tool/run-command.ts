import { type Command, CommanderError } from "commander";

import { CommandError } from "./command-error";
import { showHelp } from "./show-help";
import { type Output, Terminal } from "./terminal";

/**
 * Parses a command line and does what it asks. What is wrong with it, or goes wrong, is told in one message.
 *
 * @param args what comes after the command's name
 * @param run does the work; a `CommandError` of it becomes exit code 1
 * @returns the exit code
 */
export async function runCommand(
    command: Command,
    args: readonly string[],
    run: (command: Command, terminal: Terminal) => Promise<void>,
    { output, errors }: { output?: Output; errors?: Output } = {},
): Promise<number> {
    const terminal = new Terminal({ json: args.includes("--json"), output, errors });
    command.exitOverride().configureOutput({
        writeOut: (text) => showHelp(new Terminal({ output }), text),
        // Shown once, below, with every other error.
        writeErr: () => undefined,
    });
    try {
        command.parse(args, { from: "user" });
        await run(command, terminal);
        return 0;
    } catch (error) {
        if (error instanceof CommanderError) {
            if (error.exitCode !== 0) {
                const message = error.message.replace(/^error: /, "").replaceAll("\n", " ");
                terminal.error(`${message} (--help shows all options)`);
            }
            return error.exitCode;
        }
        if (error instanceof CommandError) {
            terminal.error(error.message);
            return 1;
        }
        throw error;
    }
}
