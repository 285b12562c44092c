import { CommandError, runCommand, type Output } from "local-cloud/command";
import { completionCommand, shells } from "./completion/options";

/**
 * `npm run completion -- bash|zsh|fish`.
 *
 * @param args what comes after the command's name
 * @returns the exit code
 */
export async function completion(args: readonly string[], output?: Output, errors?: Output): Promise<number> {
    return runCommand(
        completionCommand(),
        args,
        async (command, terminal) => {
            const shell = shells.find((one) => one === command.args[0]);
            if (shell === undefined) {
                throw new CommandError(`"${command.args[0]}" is none of the shells: name one of ${shells.join(", ")}`);
            }
            // Loaded once it is needed, which --help does not. Not `import`, which is left to Node here.
            // oxlint-disable-next-line typescript/no-require-imports
            const { listWords } = require("./completion/list-words") as typeof import("./completion/list-words");
            // oxlint-disable-next-line typescript/no-require-imports
            const { makeScript } = require("./completion/make-script") as typeof import("./completion/make-script");
            terminal.line(makeScript(shell, await listWords()));
        },
        { output, errors },
    );
}
