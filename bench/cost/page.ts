import { format } from "oxfmt";

import { million, type Costs } from "./costs";
import { pricedAt, pricedRegion, type PriceName, prices, toDollars } from "./prices";
import { secondsPerDay, type Usage } from "./usage";

/** The page `docs/costs.md`. */
export async function costPage(costs: Costs): Promise<string> {
    const { sampled, callMs, perMillion, requestsPerSecond } = costs;
    const floodDollars = (perMillion.forged.dollars() * requestsPerSecond * secondsPerDay) / million;
    return formatted(`# What it costs

This page is generated: \`npm run bench -- cost --markdown > docs/costs.md\`. The command runs the program on a local cloud,
posts ${sampled} events of one customer (a first month, and a second whose payment fails), and counts what AWS would bill: calls,
units of each table and index, bytes of log lines. The alarms, metrics and secrets are those that the program declares, and
the settings are the defaults. So it follows your handlers: run it again when they change.

List prices in ${pricedRegion} of ${pricedAt}, without free tiers, discounts, taxes and data transfer. A price with a * could not be
verified: look it up.

## A million requests in a month

*New* are events that Stripe sends for the first time, *repeated* the same events once more, *forged* requests whose
signature does not verify. A replay costs what repeated events do, without the webhook, the receiver and the archive.

${requestTable(costs)}

A call of a function is taken to last ${callMs} ms (\`--call-ms\`); what yours take is in CloudWatch, as Lambda's Duration.
X-Ray records the first request of each second, and one in twenty of the others. What is kept counts for as long as it
is kept; items of the state stay, and so cost that much more each month. A dead letter that is sent, received and deleted
is three requests of SQS: ${money(toDollars("queueRequest", 3 * million))} for a million letters.

## What DynamoDB does for an event

Of a subscription with three items, which takes 5 KB of its item. A write costs a unit for each KB of the item that was or of
the one that is, whichever is larger ([pricing](https://aws.amazon.com/dynamodb/pricing/)); the ledger's entry costs one, and
an index one for an entry that comes or goes.

${unitsTable(costs)}

A stale event that is still remembered is one of the second before the newest ([ordering.md](ordering.md)): the same events
make the same item, so it is written. An object that gives both ids of a customer that is an account of API v2 has an entry in
one index more ([decision 18](decisions/0018-an-account-leads-to-its-customer.md)).

## What a flood of forged requests costs

A forged request costs API Gateway's request, a call of the receiver and its log lines; it never comes to the bus or a
table. \`requestsPerSecond\` bounds it: ${count(requestsPerSecond)} a second all day long are ${count(requestsPerSecond * secondsPerDay)} requests, **${money(floodDollars)} a day**. API Gateway
[does not charge](https://repost.aws/questions/QU5y4fo-e3RWyU5r4VmyPIzA) for what it throttles, nor for what the API's policy
(\`allowedCidrs\`) refuses, and neither comes to the receiver: with Stripe's addresses alone allowed, what is left of a flood
is a line of the access log for each request. The alarm \`signatures-refused\` tells of one.

## The stack in a month

${standingTable(costs)}

Metrics are billed for the hours in which they had values: a stack without traffic pays for none. Each kind of failure has
a metric of its own, for as long as it lasts.
`);
}

/** The tables alone. */
export async function costTables(costs: Costs): Promise<string> {
    return formatted([requestTable, unitsTable, standingTable].map((table) => `${table(costs)}\n`).join("\n"));
}

function requestTable({ perMillion: { fresh, repeated, forged } }: Costs): string {
    const usages = [fresh, repeated, forged];
    return table(
        ["a million of each", "price", "new", "$", "repeated", "$", "forged", "$"],
        [
            ...listItems(usages).map(({ price, item }) => [
                item,
                priceTag(price),
                ...usages.flatMap((usage) => quantityAndDollars(usage, price, item)),
            ]),
            ["**together**", "", ...usages.flatMap((usage) => ["", `**${usage.dollars().toFixed(2)}**`])],
        ],
    );
}

function unitsTable({ subscription }: Costs): string {
    return table(
        ["an event of the subscription", "write units", "state", "indexes", "ledger", "read units", "calls"],
        subscription.map(({ what, writes: { state, indexes, ledger }, reads, calls }) => [
            what,
            `**${state + indexes + ledger}**`,
            ...[state, indexes, ledger, reads, calls].map((units) => (units === 0 ? "" : String(units))),
        ]),
    );
}

function standingTable({ standing }: Costs): string {
    return table(
        ["in a month", "price", "how many", "$"],
        [
            ...listItems([standing]).map(({ price, item }) => [
                item,
                priceTag(price),
                ...quantityAndDollars(standing, price, item),
            ]),
            ["**together**", "", "", `**${standing.dollars().toFixed(2)}**`],
        ],
    );
}

/** What any of them used, by the order of the prices. */
function listItems(usages: readonly Usage[]): { price: PriceName; item: string }[] {
    const used = usages.flatMap((usage) => usage.list()).filter(({ quantity }) => quantity > 0);
    const items = [...new Map(used.map(({ price, item }) => [`${price} ${item}`, { price, item }])).values()];
    const rank = (price: PriceName) => Object.keys(prices).indexOf(price);
    return items.sort((a, b) => rank(a.price) - rank(b.price) || (a.item < b.item ? -1 : 1));
}

function quantityAndDollars(usage: Usage, price: PriceName, item: string): string[] {
    const quantity = usage.findQuantity(price, item);
    return quantity > 0 ? [count(quantity), toDollars(price, quantity).toFixed(2)] : ["", ""];
}

function priceTag(name: PriceName): string {
    const { dollars, unit, source, checked } = prices[name];
    const amount = dollars.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 10 });
    return `[$${amount} ${unit}](${source})${checked ? "" : " \\*"}`;
}

/** With three digits that count. */
function count(quantity: number): string {
    return quantity.toLocaleString("en-US", { maximumSignificantDigits: 3 });
}

function money(dollars: number): string {
    return `$${dollars.toFixed(2)}`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
    const aligned = heads.map((head, column) => (column === 0 || head === "price" ? "---" : "---:"));
    return [heads, aligned, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** As the other pages are. */
async function formatted(markdown: string): Promise<string> {
    return (await format("costs.md", markdown, { printWidth: 120, tabWidth: 4 })).code;
}
