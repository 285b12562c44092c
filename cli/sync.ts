import { CommandError, runCommand, type Output } from "local-cloud/command";
import type { Pace } from "./sync/open-sync";
import { makeTaskCommand, overviewCommand, tasks, type SyncOptions, type Task } from "./sync/options";

/**
 * `npm run sync -- backfill|reconcile|recover|object`.
 *
 * @param args what comes after the command's name
 * @param pace how it waits for Stripe. @default as long as it takes
 * @returns the exit code
 */
export async function sync(args: readonly string[], output?: Output, errors?: Output, pace?: Pace): Promise<number> {
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
            const { runSync } = require("./sync/run") as typeof import("./sync/run");
            return runSync(task, command.args[0], command.opts<SyncOptions>(), terminal, pace);
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
