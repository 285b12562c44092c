import { Command } from "commander";

import { closeAccounts, type Customers } from "./changes/customers";
import { type Delay, measureDelays, type Poison } from "./changes/delays";
import { type Images, measureUnits, type Units } from "./changes/units";
import { evaluateWithout, type Without } from "./changes/without";
import { wholeNumber } from "./options/whole-number";

interface Options {
    events: number;
    customers: number;
    seed: number;
    json: boolean;
}

/**
 * What `store.on` takes on the local cloud: how long a change is on its way, what it costs beside no handler, and whether each
 * of many customers' accounts is closed once. Fails when one is not, or when a program without `store.on` has a stream.
 *
 * @param args see `--help`
 */
export async function run(args: readonly string[]): Promise<void> {
    const { events, customers, seed, json } = new Command("changes")
        .description(
            "How long a change takes from the table to its store.on handler, what it costs, and that none is missing.",
        )
        .option("--events <number>", "how many events, for each concurrency", wholeNumber, 500)
        .option("--customers <number>", "how many customers' last subscriptions are cancelled", wholeNumber, 1000)
        .option("--seed <number>", "what the order of events is made from", wholeNumber, 20_261_127)
        .option("--json", "print JSON", false)
        .parse([...args], { from: "user" })
        .opts<Options>();
    const print = (text: string) => void (json || process.stdout.write(text));
    print("at once  events  applied to called p50   p99 ms\n");
    const { delays, poison } = await measureDelays(events, (delay) => print(showDelay(delay)));
    print(showPoison(poison));
    const { units, images } = await measureUnits();
    print(showUnits(units, images));
    const without = await evaluateWithout();
    print(showWithout(without));
    const closed = await closeAccounts(customers, seed);
    print(showCustomers(closed, seed));
    if (json) {
        const report = { delays, poison, units, images, without, customers: closed, seed };
        process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
    }
    const { streams, eventSourceMappings, changesTables } = without;
    if (closed.open.length + closed.closedTwice.length + streams + eventSourceMappings + changesTables > 0) {
        process.exitCode = 1;
    }
}

function showDelay({ concurrency, events, delay }: Delay): string {
    return row([concurrency, 7], [events, 8], [delay.p50.toFixed(1), 23], [delay.p99.toFixed(1), 6]);
}

function showPoison({ delay, waited, others }: Poison): string {
    return (
        `beside one that fails 4 times: ${others} others, p50 ${delay.p50.toFixed(0)}, p99 ${delay.p99.toFixed(0)} ms; ` +
        `${waited} of them waited for it\n`
    );
}

function showUnits(units: readonly Units[], { oldBytes, newBytes, recordBytes, jsonBytes }: Images): string {
    return [
        "a renewal of 5 KB   handler's calls  calls of DynamoDB  write units  read units\n",
        ...units.map((one) =>
            row(
                [
                    { none: "no store.on", log: "store.on", "log once": "with once", "close accounts": "" }[
                        one.handler
                    ],
                    -19,
                ],
                [one.functionCalls, 16],
                [one.tableCalls, 19],
                [one.writeUnits, 13],
                [one.readUnits, 12],
            ),
        ),
        `its record in the stream: ${oldBytes} bytes before, ${newBytes} after, ${recordBytes} with the key; ` +
            `${jsonBytes} as JSON for the function\n`,
    ].join("");
}

function showWithout({ streams, eventSourceMappings, changesTables }: Without): string {
    return `without store.on: ${streams} streams, ${eventSourceMappings} event source mappings, ${changesTables} tables of changes\n`;
}

function showCustomers(report: Customers, seed: number): string {
    const { customers, events, seconds, open, closedTwice, openTooEarly } = report;
    return [
        `${customers} customers' last subscriptions cancelled, ${events} events in ${seconds.toFixed(0)} s (seed ${seed})`,
        `accounts left open ${open.length}, closed twice ${closedTwice.length}; ` +
            `by bus.on, beside the recorder, left open ${openTooEarly}`,
        ...[...open, ...closedTwice].slice(0, 10).map((customer) => `  ${customer}`),
        "",
    ].join("\n");
}

/** A negative width is of a text that begins on the left. */
function row(...cells: [value: string | number, width: number][]): string {
    const texts = cells.map(([value, width]) =>
        width < 0 ? String(value).padEnd(-width) : String(value).padStart(width),
    );
    return `${texts.join("")}\n`;
}
