import { type Before, type EventOutcome, isSettled, outcomeOf, overdue } from "./outcome";
import type { StackClient } from "./stack-client";

/** Reads what became of events: from the ledger, and where the local cloud tells, of each subscription. */
export class OutcomeReader {
    private readonly before = new Map<string, Before>();
    private readonly latest = new Map<string, EventOutcome>();

    constructor(
        private readonly client: Pick<StackClient, "ledgerEntries" | "deliveries">,
        private readonly timeoutSeconds: number,
    ) {}

    /** Notes what is known of an id that may have been sent before, so that it is not taken for what comes of it now. */
    async note(eventId: string): Promise<void> {
        const [[ledger], delivered = []] = await Promise.all([
            this.client.ledgerEntries([eventId]),
            this.client.deliveries([eventId]),
        ]);
        this.before.set(eventId, { ledger, busEventIds: delivered.map((one) => one.eventId) });
    }

    /** The outcomes of these events, at most 100, that are settled. */
    async settled(eventIds: readonly string[]): Promise<EventOutcome[]> {
        const [entries, delivered] = await Promise.all([
            this.client.ledgerEntries(eventIds),
            this.client.deliveries(eventIds),
        ]);
        const outcomes = eventIds.map((id) =>
            outcomeOf(
                id,
                entries.find(({ eventId }) => eventId === id),
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
