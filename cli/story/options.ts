import { Command, InvalidArgumentError } from "commander";

import { defaultStripeUrl } from "../deployment";

/** What the command line asks for. */
export interface StoryOptions {
    count: number;
    shuffle?: boolean;
    /** A share, from 0 to 1. */
    drop?: number;
    /** A share, from 0 to 1. */
    duplicate?: number;
    /** A share, from 0 to 1. */
    unmade?: number;
    seed?: string;
    stripeUrl: string;
    list?: boolean;
    json?: boolean;
}

/** The command line of `npm run story`. */
export function storyCommand(): Command {
    return new Command("npm run story --")
        .usage("[options] <name>")
        .description(
            "Has the local Stripe tell a story, such as a renewal that fails: its objects change step by step, and the webhook " +
                "gets the events.",
        )
        .argument("[name]", 'such as renewal-fails-then-pays, or "all"; --list lists them')
        .option("--list", "list the stories")
        .option("--count <n>", "tell it so many times, of other customers each, all at once", count, 1)
        .option("--shuffle", "deliver the events in any order, within two seconds")
        .option("--drop <share>", "never deliver this share of the events, from 0 to 1", share)
        .option("--duplicate <share>", "deliver this share of the events twice, from 0 to 1", share)
        .option("--unmade <share>", "never make this share of the events; alerts name their objects afterwards", share)
        .option("--seed <text>", "the same seed makes the same customers, amounts and faults")
        .option("--stripe-url <url>", "the local Stripe", defaultStripeUrl)
        .option("--json", "print JSON, a document a line")
        .addHelpText(
            "after",
            `
A story takes days or weeks, but is told at once: it has just ended. What it changes can be read from the local Stripe's
API; dropped events too, by GET /v1/events?delivery_success=false.

  npm run story -- renewal-fails-then-pays
  npm run story -- all --count 5 --shuffle --duplicate 0.2 --drop 0.1`,
        );
}

function count(text: string): number {
    if (!/^[1-9]\d{0,3}$/.test(text) || Number(text) > 1000) {
        throw new InvalidArgumentError("Write a whole number from 1 to 1000.");
    }
    return Number(text);
}

function share(text: string): number {
    const number = Number(text);
    if (text.trim() === "" || !(number >= 0 && number <= 1)) {
        throw new InvalidArgumentError("Write a number from 0 to 1, such as 0.1.");
    }
    return number;
}
