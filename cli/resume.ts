import { runCommand, type Output } from "local-cloud/command";

import { resumeCommand, type ResumeOptions } from "./pause/options";

/**
 * `npm run resume`.
 *
 * @param args what comes after the command's name
 * @returns the exit code
 */
export async function resume(args: readonly string[], output?: Output, errors?: Output): Promise<number> {
    return runCommand(
        resumeCommand(),
        args,
        (command, terminal) => {
            // Loaded once it is needed, which --help does not. Not `import`, which is left to Node here.
            // oxlint-disable-next-line typescript/no-require-imports
            const { runResume } = require("./pause/run-resume") as typeof import("./pause/run-resume");
            return runResume(command.args[0] ?? "", command.opts<ResumeOptions>(), terminal);
        },
        { output, errors },
    );
}
