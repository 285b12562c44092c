import { CommandError, runCommand, type Output } from "local-cloud/command";

import { type DlqOptions, dlqTasks, makeDlqCommand, overviewCommand } from "./dlq/options";

/**
 * `npm run dlq -- list|show|redrive|drop`.
 *
 * @param args what comes after the command's name
 * @returns the exit code
 */
export async function dlq(args: readonly string[], output?: Output, errors?: Output): Promise<number> {
    const [name, ...rest] = args;
    const task = dlqTasks.find((one) => one === name);
    if (task === undefined) {
        return runCommand(overviewCommand(), args, (command) => refuse(command.args[0]), { output, errors });
    }
    return runCommand(
        makeDlqCommand(task),
        rest,
        (command, terminal) => {
            // Loaded once it is needed, which --help does not. Not `import`, which is left to Node here.
            // oxlint-disable-next-line typescript/no-require-imports
            const { runDlq } = require("./dlq/run") as typeof import("./dlq/run");
            return runDlq(task, command.args, command.opts<DlqOptions>(), terminal);
        },
        { output, errors },
    );
}

async function refuse(name: string | undefined): Promise<void> {
    const known: readonly string[] = dlqTasks;
    throw new CommandError(
        `${name === undefined ? "do what?" : `"${name}" is none of them:`} name one of ${known.join(", ")}`,
    );
}
