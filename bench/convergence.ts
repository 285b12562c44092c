import { Command, Option } from "commander";
import { canonicalJson } from "../handlers/billing/canonical";
import { decide } from "../handlers/billing/decide";
import type { BillingItem } from "../handlers/billing/item";
import { loadRule, parts, type Part } from "./convergence/ablation";
import { baseline } from "./convergence/baselines";
import { deliveries, type Delivery } from "./convergence/deliveries";
import { seededChooser, type Hash, type Kind, kinds, type Life, makeLife, type LifeEvent } from "stripe-events";
import { wholeNumber } from "./options/whole-number";

/** What came out for one way of delivery, each rate in 10,000 histories. */
interface Outcome {
    delivery: string;
    histories: number;
    /** Wrong final states of a table that takes newer seconds only. */
    wrongStrict: number;
    /** Wrong final states of a table that also takes events of the same second. */
    wrongLoose: number;
    /** Wrong final states of ours that are not marked as ambiguous. */
    wrong: number;
    /** Items of ours that are marked as ambiguous: the events do not tell. */
    ambiguous: number;
    /** How many of those are wrong. */
    wrongAmbiguous: number;
    /** The kinds of the ambiguous ones. */
    ambiguousKinds: Partial<Record<Kind, number>>;
}

const strict = baseline((row, event) => row < event);
const loose = baseline((row, event) => row <= event);

/** What each part of the rule buys: the mean over all ways of delivery with that part switched off. */
interface Ablation extends Pick<Outcome, "wrong" | "ambiguous" | "wrongAmbiguous"> {
    without: Part | "nothing";
}

/**
 * Generated life histories of Stripe objects, delivered in several ways, through this project's rule and through those
 * of two baselines: how many end in a state that is not the true one.
 *
 * @param args `--histories N` (default 10,000 for each way), `--seed N`, `--without PART`, `--json`
 */
export async function run(args: readonly string[]): Promise<void> {
    const options = new Command("convergence")
        .description("Wrong final states in 10,000 histories: ours against two rules on whole seconds.")
        .option("--histories <number>", "histories for each way of delivery", wholeNumber, 10_000)
        .option("--seed <number>", "what the histories are made from", wholeNumber, 20_261_124)
        .addOption(
            new Option("--without <part>", "switch off a part of the rule, or each in turn").choices([
                ...parts,
                "each",
            ]),
        )
        .option("--json", "print JSON", false)
        .parse([...args], { from: "user" })
        .opts<{ histories: number; seed: number; json: boolean; without?: Part | "each" }>();
    const { histories, seed, without } = options;
    if (without === "each") {
        const ablations = [undefined, ...parts].map((part) => ablate(part, histories, seed));
        process.stdout.write(
            options.json
                ? `${JSON.stringify({ seed, histories, ablations }, undefined, 2)}\n`
                : showAblations(ablations),
        );
        return;
    }
    const rule = without === undefined ? decide : loadRule(without);
    const outcomes = deliveries.map((delivery) => measure(delivery, histories, seed, rule));
    process.stdout.write(
        options.json
            ? `${JSON.stringify({ seed: options.seed, outcomes }, undefined, 2)}\n`
            : formatTable(outcomes, options.seed),
    );
}

function ablate(part: Part | undefined, histories: number, seed: number): Ablation {
    const rule = part === undefined ? decide : loadRule(part);
    const outcomes = deliveries.map((delivery) => measure(delivery, histories, seed, rule));
    const mean = (rate: "wrong" | "ambiguous" | "wrongAmbiguous") =>
        outcomes.reduce((sum, outcome) => sum + outcome[rate], 0) / outcomes.length;
    return {
        without: part ?? "nothing",
        wrong: mean("wrong"),
        ambiguous: mean("ambiguous"),
        wrongAmbiguous: mean("wrongAmbiguous"),
    };
}

function measure(delivery: Delivery, histories: number, seed: number, rule: typeof decide): Outcome {
    const choose = seededChooser(seed);
    const counts = { wrongStrict: 0, wrongLoose: 0, wrong: 0, ambiguous: 0, wrongAmbiguous: 0 };
    const ambiguousKinds: Partial<Record<Kind, number>> = {};
    for (let made = 0; made < histories;) {
        const kind = kinds[choose(kinds.length)] as Kind;
        const life = makeLife(kind, choose);
        const events = delivery.of(life, choose);
        if (events === undefined) {
            continue;
        }
        made += 1;
        counts.wrongStrict += Number(!isTrue(life, strict(events)));
        counts.wrongLoose += Number(!isTrue(life, loose(events)));
        const item = follow(rule, events);
        const isWrong = Number(!isTrue(life, item));
        if (item?.ambiguous) {
            counts.ambiguous += 1;
            counts.wrongAmbiguous += isWrong;
            ambiguousKinds[kind] = (ambiguousKinds[kind] ?? 0) + 1;
        } else {
            counts.wrong += isWrong;
        }
    }
    const rates = Object.entries(counts).map(([name, count]) => [name, (count * 10_000) / histories]);
    return { delivery: delivery.name, histories, ...(Object.fromEntries(rates) as typeof counts), ambiguousKinds };
}

/** The item that the rule makes of the events. */
function follow(rule: typeof decide, events: readonly LifeEvent[]): BillingItem | undefined {
    return events.reduce<BillingItem | undefined>((item, event) => rule(item, event).next ?? item, undefined);
}

/** Whether a state is the true one. Of an object that is gone, that it is gone is all that counts. */
function isTrue({ truth }: Life, state: { deleted: boolean; object: Hash } | undefined): boolean {
    const isGone = state === undefined || state.deleted;
    return isGone === truth.deleted && (isGone || canonicalJson(state.object) === canonicalJson(truth.object));
}

function formatTable(outcomes: readonly Outcome[], seed: number): string {
    const heads = ["wrong final states in 10,000 histories", "strict <", ">=", "ours", "ambiguous", "of these wrong"];
    const rows = outcomes.map((outcome) => [
        outcome.delivery,
        ...[outcome.wrongStrict, outcome.wrongLoose, outcome.wrong, outcome.ambiguous, outcome.wrongAmbiguous].map(
            (rate) => rate.toFixed(0),
        ),
    ]);
    const byKind = new Map<string, number>();
    for (const [kind, count] of outcomes.flatMap(({ ambiguousKinds }) => Object.entries(ambiguousKinds))) {
        byKind.set(kind, (byKind.get(kind) ?? 0) + count);
    }
    const remainder = [...byKind].map(([kind, count]) => `${count} ${kind}`).join(", ") || "none";
    return [
        ...alignTable(heads, rows),
        "",
        `Ambiguous, all rows together: ${remainder}. Nothing in the two seconds that an item remembers tells their`,
        "order; the item says so, and the choice does not depend on the order of arrival.",
        `${outcomes[0]?.histories ?? 0} histories a row, seed ${seed}.`,
        "",
    ].join("\n");
}

function showAblations(ablations: readonly Ablation[]): string {
    const heads = ["in 10,000 histories, without", "wrong", "ambiguous", "of these wrong"];
    const rows = ablations.map(({ without, ...rates }) => [
        without,
        ...[rates.wrong, rates.ambiguous, rates.wrongAmbiguous].map((rate) => rate.toFixed(0)),
    ]);
    return [...alignTable(heads, rows), ""].join("\n");
}

function alignTable(heads: readonly string[], rows: readonly string[][]): string[] {
    const widths = heads.map((_, column) => Math.max(...[heads, ...rows].map((row) => (row[column] ?? "").length)));
    const line = (row: readonly string[]) =>
        row
            .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
            .join("  ");
    return [line(heads), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)];
}
