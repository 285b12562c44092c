import type { LedgerEntry } from "../../handlers/record-tables";
import { type Before, combineOutcome, type EventOutcome, isSettled, overdue } from "./outcome";
import type { StackClient } from "./stack-client";

/** Reads what became of events: from the ledger, and where the local cloud tells, of each subscription. */
export class OutcomeReader {
    private readonly before = new Map<string, Before & { type: string }>();
    private readonly latest = new Map<string, EventOutcome>();

    constructor(
        private readonly client: Pick<StackClient, "ledgerEntries" | "deliveries">,
        private readonly timeoutSeconds: number,
    ) {}

    /** Notes what is known of an id that may have been sent before, so that it is not taken for what comes of it now. */
    async note({ id, type }: { id: string; type: string }): Promise<void> {
        const [entries, delivered = []] = await Promise.all([
            this.client.ledgerEntries(ledgerIds(id, type)),
            this.client.deliveries([id]),
        ]);
        const busEventIds = delivered.map((one) => one.eventId);
        this.before.set(id, { type, ledger: findEntry(entries, id, type), busEventIds });
    }

    /** The outcomes of these events, at most 100, that are settled. */
    async settled(eventIds: readonly string[]): Promise<EventOutcome[]> {
        const [entries, delivered] = await Promise.all([
            this.client.ledgerEntries(eventIds.flatMap((id) => ledgerIds(id, this.before.get(id)?.type))),
            this.client.deliveries(eventIds),
        ]);
        const outcomes = eventIds.map((id) =>
            combineOutcome(
                id,
                findEntry(entries, id, this.before.get(id)?.type),
                delivered?.filter(({ detailId }) => detailId === id),
                this.before.get(id),
            ),
        );
        outcomes.forEach((outcome) => this.latest.set(outcome.eventId, outcome));
        const settled = outcomes.filter(isSettled);
        settled.forEach(({ eventId }) => this.latest.delete(eventId));
        return settled;
    }

    /** What is said of an event that is not settled in time. */
    overdue(eventId: string): string {
        return overdue(this.latest.get(eventId) ?? { eventId }, this.timeoutSeconds);
    }
}

/** Where an event's entry may be: beside that of another type with the same id, as Stripe's old test webhooks have. */
function ledgerIds(id: string, type: string | undefined): string[] {
    return type === undefined ? [id] : [id, `${id}#${type}`];
}

function findEntry(entries: readonly LedgerEntry[], id: string, type: string | undefined): LedgerEntry | undefined {
    return (
        entries.find(({ eventId }) => eventId === `${id}#${type}`) ??
        entries.find(({ eventId, eventType }) => eventId === id && (type === undefined || eventType === type))
    );
}
