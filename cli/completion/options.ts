import { Command } from "commander";

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

/** The command line of `npm run completion`. */
export function completionCommand(): Command {
    return new Command("npm run completion --")
        .description("Prints what has your shell complete the commands' tasks and options in this project's folder.")
        .argument("<shell>", shells.join(", "))
        .allowExcessArguments(false)
        .addHelpText(
            "after",
            `
  npm run --silent completion -- bash > ~/.stripe-eventbridge.bash    # then: source it in ~/.bashrc
  npm run --silent completion -- zsh > ~/.stripe-eventbridge.zsh      # then: source it in ~/.zshrc, after compinit
  npm run --silent completion -- fish > ~/.config/fish/conf.d/stripe-eventbridge.fish

Then "npm run status -- --w", and Tab. In other folders, npm's own completion works as before. Print it again when the
commands have changed.`,
        );
}
