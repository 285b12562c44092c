import type { Terminal } from "local-cloud/command";
import { formatTime } from "../format-time";
import { showTable } from "../show-table";
import type { CustomerState, ObjectState } from "./read-customer";

/** Shows a customer's billing at a glance. */
export function showCustomer(terminal: Terminal, state: CustomerState): void {
    const { customer, customerId, subscriptions, unpaidInvoices, disputes, counts } = state;
    const { email, name, delinquent } = customer?.object ?? {};
    const ids = [customer?.objectId, customer?.object.customer_account].filter((id) => id !== customerId);
    const notes = [
        ...ids,
        name,
        email,
        customer?.deleted && terminal.style("deleted", "red"),
        delinquent && terminal.style("delinquent", "red"),
        customer === undefined && "no event told of the customer itself",
    ];
    terminal.flow([terminal.style(customerId, "bold"), ...notes].filter(Boolean).join("  "), "  ");
    show(
        terminal,
        "subscriptions",
        ["subscription", "status", "period ends", "of"],
        subscriptions.map((one) => [
            one.objectId,
            styleStatus(terminal, one),
            one.periodEnd === undefined
                ? ""
                : `${formatDay(one.periodEnd)}${one.cancelsAtPeriodEnd ? ", and then it ends" : ""}`,
            one.items.map(({ price, quantity = 1 }) => `${quantity} × ${price ?? "?"}`).join(", "),
        ]),
        "subscription",
    );
    show(
        terminal,
        "unpaid invoices",
        ["invoice", "status", "due", "by", "next attempt"],
        unpaidInvoices.map((one) => [
            one.objectId,
            styleStatus(terminal, one),
            formatAmount(one.amountDue, one.currency),
            one.dueDate === undefined ? "" : formatDay(one.dueDate),
            one.nextPaymentAttempt === undefined ? "" : formatDay(one.nextPaymentAttempt),
        ]),
        "invoice",
    );
    show(
        terminal,
        "open disputes",
        ["dispute", "status", "amount", "reason", "evidence by"],
        disputes.map((one) => [
            one.objectId,
            styleStatus(terminal, one),
            formatAmount(one.amount, one.currency),
            one.reason ?? "",
            one.evidenceDueBy === undefined ? "" : formatDay(one.evidenceDueBy),
        ]),
        "dispute",
    );
    const all = Object.entries(counts).map(([kind, count]) => `${kind} ${count}`);
    terminal.line();
    terminal.flow(terminal.style(`objects in the state: ${all.join(", ")}`, "dim"), "  ");
}

function show(
    terminal: Terminal,
    title: string,
    headings: readonly string[],
    rows: readonly (readonly string[])[],
    whole: string,
): void {
    terminal.line();
    if (rows.length === 0) {
        terminal.line(`no ${title}`);
    } else {
        showTable(terminal, headings, rows, [whole]);
    }
}

const good: readonly string[] = ["active", "trialing"];
const over: readonly string[] = ["canceled", "incomplete_expired"];

function styleStatus(terminal: Terminal, { status = "", isAmbiguous }: ObjectState): string {
    const style = good.includes(status) ? "green" : over.includes(status) ? "dim" : "yellow";
    return terminal.style(isAmbiguous ? `${status} (ambiguous)` : status, style);
}

function formatDay(seconds: number): string {
    return formatTime(seconds * 1000).slice(0, 10);
}

/** An amount of Stripe's is in the currency's smallest unit, of which Intl knows how many make one. */
function formatAmount(amount: number | undefined, currency: string | undefined): string {
    if (amount === undefined || currency === undefined) {
        return "";
    }
    const format = new Intl.NumberFormat("en-US", { style: "currency", currency });
    return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}
