import { runCommand, type Output } from "local-cloud/command";
import { storyCommand, type StoryOptions } from "./story/options";

/**
 * `npm run story -- <name>`.
 *
 * @param args what comes after the command's name
 * @returns the exit code
 */
export async function story(args: readonly string[], output?: Output, errors?: Output): Promise<number> {
    return runCommand(
        storyCommand(),
        args,
        (command, terminal) => {
            // Loaded once it is needed, which --help does not. Not `import`, which is left to Node here.
            // oxlint-disable-next-line typescript/no-require-imports
            const { runStory } = require("./story/run") as typeof import("./story/run");
            return runStory(command.args[0], command.opts<StoryOptions>(), terminal);
        },
        { output, errors },
    );
}
