import type { ComponentChildren } from "preact";

import { type CustomerView, formatMoney } from "../../model/customer";
import type { ObjectView } from "../../model/history";
import { useDecided } from "../events-store";
import { addAccount, ObjectLink } from "../parts/object-link";
import { Problem } from "../parts/problem";
import { navigate } from "../router";
import { useJson } from "../use-json";
import { useKeys } from "../use-keys";
import { History } from "./object";

const tones: Readonly<Record<string, string>> = {
    active: "good",
    trialing: "good",
    paid: "good",
    succeeded: "good",
    past_due: "bad",
    unpaid: "bad",
    uncollectible: "bad",
    failed: "bad",
    needs_response: "bad",
    open: "warn",
    incomplete: "warn",
};

/** What a customer has and owes. */
export function CustomerPage({ id, account }: { id: string; account?: string }) {
    const decided = useDecided(({ customerId }) => customerId === id);
    const { data, error, reload } = useJson<CustomerView>(
        addAccount(`/customers/${encodeURIComponent(id)}`, account),
        10,
        decided,
    );
    const history = useJson<ObjectView>(addAccount(`/objects/${encodeURIComponent(id)}`, account), undefined, decided);
    useKeys({ Escape: () => navigate("/") });
    return (
        <section>
            <div class="toolbar">
                <h1>{data?.name ?? data?.email ?? "Customer"}</h1>
                {data?.name !== undefined && <span>{data.email}</span>}
                <span class="id">{id}</span>
                {data?.isDeleted && <span class="badge bad">deleted</span>}
            </div>
            {error !== undefined && <Problem message={error} onRetry={reload} />}
            {data && <Glance view={data} account={account} />}
            {history.data && <History view={history.data} />}
        </section>
    );
}

function Glance({ view, account }: { view: CustomerView; account: string | undefined }) {
    const { subscriptions, unpaidInvoices, disputes, objects } = view;
    const kinds = Object.entries(Object.groupBy(objects, ({ kind }) => kind));
    return (
        <div class="glance">
            <Card title="Subscriptions" count={subscriptions.length}>
                {subscriptions.map(({ items, periodEnd, cancelsAtPeriodEnd, ...one }) => (
                    <Line key={one.objectId} account={account} {...one}>
                        {items.map(({ price, quantity = 1 }) => `${quantity} × ${price ?? "?"}`).join(", ")}
                        {one.status !== "canceled" && day(cancelsAtPeriodEnd ? "ends" : "renews", periodEnd)}
                    </Line>
                ))}
            </Card>
            <Card title="Unpaid invoices" count={unpaidInvoices.length}>
                {unpaidInvoices.map(({ amountDue, currency, dueDate, nextPaymentAttempt, ...one }) => (
                    <Line key={one.objectId} account={account} {...one}>
                        {formatMoney(amountDue, currency)}
                        {day("due", dueDate)}
                        {day("tried again", nextPaymentAttempt)}
                    </Line>
                ))}
            </Card>
            <Card title="Open disputes" count={disputes.length}>
                {disputes.map(({ amount, currency, reason, evidenceDueBy, ...one }) => (
                    <Line key={one.objectId} account={account} {...one}>
                        {formatMoney(amount, currency)} {reason?.replaceAll("_", " ")}
                        {day("evidence due", evidenceDueBy)}
                    </Line>
                ))}
            </Card>
            <Card title="All objects" count={objects.length}>
                {kinds.map(([kind, its = []]) => (
                    <li key={kind}>
                        <details>
                            <summary>
                                {kind.replaceAll("_", " ")} <span class="count">{its.length}</span>
                            </summary>
                            <ul class="results">
                                {its.map(({ objectId, status }) => (
                                    <Line
                                        key={objectId}
                                        account={account}
                                        objectId={objectId}
                                        status={status}
                                        isAmbiguous={false}
                                    />
                                ))}
                            </ul>
                        </details>
                    </li>
                ))}
            </Card>
        </div>
    );
}

function Card({ title, count, children }: { title: string; count: number; children: ComponentChildren }) {
    return (
        <div class="card">
            <h2>
                {title} <span class="count">{count}</span>
            </h2>
            <ul class="results">{children}</ul>
        </div>
    );
}

interface LineProps {
    objectId: string;
    account: string | undefined;
    status?: string;
    isAmbiguous: boolean;
    children?: ComponentChildren;
}

function Line({ objectId, account, status, isAmbiguous, children }: LineProps) {
    return (
        <li>
            {status !== undefined && <span class={`badge ${tones[status] ?? "plain"}`}>{status}</span>}{" "}
            {isAmbiguous && <span class="badge warn">ambiguous</span>} {children}{" "}
            <div>
                <ObjectLink id={objectId} account={account} />
            </div>
        </li>
    );
}

function day(word: string, seconds: number | undefined): string {
    return seconds === undefined ? "" : `, ${word} ${new Date(seconds * 1000).toISOString().slice(0, 10)}`;
}
