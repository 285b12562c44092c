import path from "node:path";

import { CommandError, type Terminal } from "local-cloud/command";
import { toAwsFailure } from "../aws-failure";
import { suggestCommand } from "../suggest-command";
import { findDeployment } from "../deployment";
import { formatTime } from "../format-time";
import { SourcePlaces } from "../start/live/source-places";
import { untilInterrupted, waitUnless } from "../until-interrupted";
import type { EventFilters, EventRow } from "./event-row";
import { type Facts, openFacts } from "./open-facts";
import type { EventsOptions, Task } from "./options";
import { listEvents } from "./read-events";
import { readStory } from "./read-story";
import { scanLedger } from "./scan-ledger";
import { showObjectStory } from "./show-object-story";
import { showRow, showRows } from "./show-rows";
import { showEventStory } from "./show-story";
import type { Story } from "./story";
import { tailEvents } from "./tail-events";

const day = 86_400_000;

/**
 * Does what `npm run events` was asked to.
 *
 * @throws CommandError when nothing is known of what was asked for, or it cannot be read
 */
export async function runEvents(
    task: Task,
    id: string,
    options: EventsOptions,
    terminal: Terminal,
    signal?: AbortSignal,
): Promise<void> {
    const facts = openFacts(await findDeployment(options));
    try {
        await perform[task](facts, options, terminal, id, signal);
    } catch (error) {
        throw toAwsFailure(error);
    } finally {
        facts.close();
    }
}

type Perform = (
    facts: Facts,
    options: EventsOptions,
    terminal: Terminal,
    id: string,
    signal: AbortSignal | undefined,
) => Promise<void>;

const perform: Readonly<Record<Task, Perform>> = {
    async list(facts, options, terminal) {
        const filters = toFilters(options, Date.now() - day);
        if (options.scan && options.customer !== undefined) {
            throw new CommandError("--scan reads the ledger, which does not know customers: leave out one of the two");
        }
        const source = options.scan ? scanLedger(facts, filters, options.limit) : listEvents(facts, filters);
        const rows: EventRow[] = [];
        let isMore = false;
        const progress = terminal.progress();
        for await (const row of source) {
            if (rows.length === options.limit) {
                isMore = true;
                break;
            }
            rows.push(row);
            terminal.result(row);
            progress.update(rows.length);
        }
        progress.end();
        showRows(terminal, rows, { ...options, from: filters.from, isMore });
    },

    async show(facts, options, terminal, id) {
        const { since, until, account, kind } = options;
        const range = { from: since && since * 1000, to: until && until * 1000 };
        const story = await readStory(facts, id, { ...range, account, kind, now: Date.now() });
        terminal.result(story);
        if (isEmpty(story)) {
            throw new CommandError(explainUnknown(story, options));
        }
        if (story.type === "event") {
            const places = new SourcePlaces(path.resolve(__dirname, "../.."));
            await showEventStory(terminal, story, {
                findPlace: (stack) => places.findPlace(stack.split("\n")),
                deployment: options,
            });
        } else {
            showObjectStory(terminal, story);
        }
    },

    async tail(facts, options, terminal, _id, signal) {
        const filters = toFilters(options, Date.now());
        await untilInterrupted(async (until) => {
            for await (const row of tailEvents({ ...facts, now: () => Date.now(), wait: waitUnless }, filters, until)) {
                terminal.result(row);
                showRow(terminal, row);
            }
        }, signal);
    },
};

function toFilters({ type, customer, object, outcome, since, until }: EventsOptions, from: number): EventFilters {
    return {
        types: type,
        customerId: customer,
        objectId: object,
        outcome,
        from: since === undefined ? from : since * 1000,
        to: until === undefined ? undefined : until * 1000,
    };
}

function isEmpty(story: Story): boolean {
    return story.type === "event"
        ? story.arrivals.length + story.attempts.length + story.ledger.length === 0
        : story.events.length === 0 && story.object === undefined && (story.customer ?? []).length === 0;
}

function explainUnknown(story: Story, options: EventsOptions): string {
    const since = formatTime(story.searched.from);
    return story.type === "event"
        ? `nothing is known of ${story.eventId}: it is not in the ledger, nor in the logs since ${since} (--since goes back ` +
              `further); whether Stripe has it, "${suggestCommand("sync recover --check", options)}" says`
        : `nothing is known of ${story.objectId}: no event of it is in the state, nor in the logs since ${since}; ` +
              `"${suggestCommand(`sync object ${story.objectId}`, options)}" reads it from Stripe`;
}
