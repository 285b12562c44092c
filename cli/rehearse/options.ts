import { Command } from "commander";

/** What the command line asks for. */
export interface RehearseOptions {
    stack: string;
    from?: string;
    allowReplace: string[];
    json?: boolean;
}

/** The command line of `npm run rehearse`. */
export function rehearseCommand(): Command {
    return new Command("npm run rehearse --")
        .description(
            "Deploys, changes, upgrades and destroys the program of this folder with the real Pulumi engine, to which a " +
                "throwaway local cloud is AWS. It needs the pulumi CLI (on PATH, or PULUMI_BIN), and neither an AWS " +
                "account nor a Pulumi login; it reads and writes none of yours.",
        )
        .option("--stack <name>", "whose settings to rehearse with", "dev")
        .option(
            "--from <git ref>",
            "rehearse the upgrade from the program as it was at a commit, with events in its tables",
        )
        .option(
            "--allow-replace <name>",
            "with --from: a resource that holds data and is meant to be replaced or deleted; may be given again",
            (name: string, names: string[]) => [...names, name],
            [],
        )
        .option("--json", "print JSON")
        .addHelpText("after", "\nExit codes: 0 all went as it must; 1 a step failed; 2 the pulumi CLI is not there.")
        .allowExcessArguments(false);
}
