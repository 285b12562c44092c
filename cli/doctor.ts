import path from "node:path";

import { runCommand, type Output } from "local-cloud/command";
import { doctorCommand, type DoctorOptions } from "./doctor/options";

/**
 * `npm run doctor`.
 *
 * @param args what comes after the command's name
 * @param folder the project's. @default this one
 * @returns the exit code
 */
export async function doctor(
    args: readonly string[],
    output?: Output,
    errors?: Output,
    folder = path.resolve(__dirname, ".."),
): Promise<number> {
    return runCommand(
        doctorCommand(),
        args,
        (command, terminal) => {
            // Loaded once it is needed, which --help does not. Not `import`, which is left to Node here.
            // oxlint-disable-next-line typescript/no-require-imports
            const { runDoctor } = require("./doctor/run") as typeof import("./doctor/run");
            return runDoctor(command.opts<DoctorOptions>(), terminal, folder);
        },
        { output, errors },
    );
}
