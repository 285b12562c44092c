import { runCommand, type Output } from "local-cloud/command";
import { rehearseCommand, type RehearseOptions } from "./rehearse/options";
import { PulumiMissing } from "./rehearse/pulumi-cli";

/**
 * `npm run rehearse`: the deployment of this folder's program, with Pulumi's own engine and no AWS account.
 *
 * @param args what comes after the command's name
 * @returns the exit code: 1 when a step failed, 2 when the Pulumi CLI is not there
 */
export async function rehearse(args: readonly string[], output?: Output, errors?: Output): Promise<number> {
    let ended = 0;
    const code = await runCommand(
        rehearseCommand(),
        args,
        async (command, terminal) => {
            // Loaded once it is needed, which --help does not. Not `import`, which is left to Node here.
            // oxlint-disable-next-line typescript/no-require-imports
            const { runRehearse } = require("./rehearse/run") as typeof import("./rehearse/run");
            try {
                ended = (await runRehearse(command.opts<RehearseOptions>(), terminal)) ? 0 : 1;
            } catch (error) {
                if (!(error instanceof PulumiMissing)) {
                    throw error;
                }
                terminal.error(error.message);
                ended = 2;
            }
        },
        { output, errors },
    );
    return code || ended;
}
