import { CommandError, type Terminal } from "local-cloud/command";
import { stories } from "local-stripe/stories";
import { didYouMean } from "../did-you-mean";
import { askForStory } from "./ask-for-story";
import type { StoryOptions } from "./options";
import { showMade, showTold } from "./show";

/** From so many customers on, a story is told in numbers alone. */
const maxShownCount = 1;

/**
 * Does what `npm run story` was asked to.
 *
 * @throws CommandError when there is no such story, or it could not be told
 */
export async function runStory(name: string | undefined, options: StoryOptions, terminal: Terminal): Promise<void> {
    if (options.list === true) {
        const width = Math.max(...stories.map((story) => story.name.length));
        stories.forEach((story) => terminal.line(`${story.name.padEnd(width)}  ${story.about}`));
        terminal.result(stories.map((story) => ({ name: story.name, about: story.about })));
        return;
    }
    checkName(name);
    const isShown = name !== "all" && options.count <= maxShownCount;
    const { count, shuffle, drop, duplicate, unmade, seed } = options;
    const asked = { name, count, shuffle, drop, duplicate, unmade, seed };
    const made = await askForStory(options.stripeUrl, asked, (told) => {
        terminal.result(told);
        if (isShown) {
            showTold(terminal, told);
        }
    });
    terminal.result(made);
    showMade(terminal, made, options.stripeUrl);
}

function checkName(name: string | undefined): asserts name is string {
    if (name === undefined) {
        throw new CommandError("which story? Name it, such as renewal-fails-then-pays (--list lists them)");
    }
    const names = ["all", ...stories.map((story) => story.name)];
    if (!names.includes(name)) {
        const near = didYouMean(name, names);
        throw new CommandError(
            `there is no story "${name}": ` +
                (near.length > 0 ? `did you mean ${near.join(" or ")}?` : "--list lists those that can be told"),
        );
    }
}
