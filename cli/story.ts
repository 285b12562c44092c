import { runCommand, type Output } from "local-cloud/command";
import { storyCommand, type StoryOptions } from "./story/options";
import { runStory } from "./story/run";

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
        (command, terminal) => runStory(command.args[0], command.opts<StoryOptions>(), terminal),
        { output, errors },
    );
}
