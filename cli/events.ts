import { CommandError, runCommand, type Output } from "local-cloud/command";
import { type EventsOptions, makeTaskCommand, overviewCommand, tasks, type Task } from "./events/options";

/**
 * `npm run events -- list|show|tail`.
 *
 * @param args what comes after the command's name
 * @param signal ends a tail. @default Ctrl-C
 * @returns the exit code
 */
export async function events(
    args: readonly string[],
    output?: Output,
    errors?: Output,
    signal?: AbortSignal,
): Promise<number> {
    const [name, ...rest] = args;
    const task = tasks.find((one) => one === name);
    if (task === undefined) {
        return runCommand(overviewCommand(), args, (command) => refuse(command.args[0]), { output, errors });
    }
    return runCommand(
        makeTaskCommand(task),
        rest,
        (command, terminal) => {
            // Loaded once it is needed, which --help does not. Not `import`, which is left to Node here.
            // oxlint-disable-next-line typescript/no-require-imports
            const { runEvents } = require("./events/run") as typeof import("./events/run");
            return runEvents(task, command.args[0] ?? "", command.opts<EventsOptions>(), terminal, signal);
        },
        { output, errors },
    );
}

async function refuse(name: string | undefined): Promise<void> {
    const known: readonly Task[] = tasks;
    throw new CommandError(
        `${name === undefined ? "do what?" : `"${name}" is none of them:`} name one of ${known.join(", ")}`,
    );
}
