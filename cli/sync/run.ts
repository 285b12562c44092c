import { userInfo } from "node:os";

import { CommandError, type Terminal } from "local-cloud/command";
import { readStripeFailure } from "../../handlers/sync/stripe-failure";
import { openSync, type Pace } from "./open-sync";
import type { SyncOptions, Task } from "./options";
import { showBackfill, showDifference, showObjects, showReconciliation, showRecovery } from "./show";

type Sync = Awaited<ReturnType<typeof openSync>>;

/** Stripe lists the events of 30 days. */
const listedSeconds = 30 * 86_400;

/**
 * Does what `npm run sync` was asked to.
 *
 * @throws CommandError when something was not read, is missing or differs still, or nothing could be done
 */
export async function runSync(
    task: Task,
    id: string | undefined,
    options: SyncOptions,
    terminal: Terminal,
    pace?: Pace,
): Promise<void> {
    const seen = new Set<string>();
    const warn = (reason: string) => {
        if (!seen.has(reason)) {
            seen.add(reason);
            terminal.warning(`Stripe is busy or away, and is asked again: ${reason}`);
        }
    };
    const sync = await openSync(options, warn, pace);
    const progress = terminal.progress();
    try {
        await sync.checkMode();
        const work = { ...options, who: options.who ?? userInfo().username };
        const left = await perform[task](sync, work, terminal, (done) => progress.update(done), id ?? "");
        if (left !== undefined) {
            throw new CommandError(left);
        }
    } catch (error) {
        throw toCommandError(error);
    } finally {
        progress.end();
        sync.close();
    }
}

type Perform = (
    sync: Sync,
    options: SyncOptions & { who: string },
    terminal: Terminal,
    onDone: (done: number) => void,
    id: string,
) => Promise<string | undefined>;

/** Does each task, shows what came of it, and gives what is left to do. */
const perform: Readonly<Record<Task, Perform>> = {
    async backfill(sync, { kinds, since, restart, who }, terminal, onDone) {
        const report = await sync.backfill({ kinds, since, restart, who, onProgress: ({ read }) => onDone(read) });
        terminal.result(report);
        return showBackfill(terminal, report);
    },

    async reconcile(sync, { kinds, repair = false, lag, who }, terminal, onDone) {
        const report = await sync.reconcile({
            kinds,
            repair,
            who,
            lagSeconds: lag,
            onDifference: (difference) => {
                terminal.result({ difference });
                showDifference(terminal, difference);
            },
            onProgress: ({ compared }) => onDone(compared),
        });
        terminal.result(report);
        return showReconciliation(terminal, report, repair);
    },

    async recover(sync, { since, check, grace, who }, terminal, onDone) {
        const report = await sync.recover({
            since: since ?? Math.floor(Date.now() / 1000) - listedSeconds,
            check,
            graceSeconds: grace,
            who,
            onProgress: ({ events }) => onDone(events),
        });
        terminal.result(report);
        return showRecovery(terminal, report, check === true);
    },

    async object(sync, { kind, who }, terminal, _onDone, id) {
        const report = await sync.syncObject({ id, kind, who });
        terminal.result(report);
        return showObjects(terminal, report);
    },
};

/** What Stripe, AWS, the network or the work itself refused, in one sentence; a `TypeError` and its like stay as they are. */
function toCommandError(error: unknown): unknown {
    const { message, name, $metadata, constructor } = error as Error & { $metadata?: unknown };
    switch (readStripeFailure(error)) {
        case "key":
            return new CommandError(`${message}; give one by STRIPE_API_KEY or --api-key`);
        case "unavailable":
            return new CommandError(`${message}; nothing is lost: run it again later, and it does what is left`);
        case undefined:
            if ($metadata !== undefined) {
                return new CommandError(`AWS does not do it: ${name}: ${message}`);
            }
            return constructor === Error ? new CommandError(message) : error;
        default:
            return new CommandError(message);
    }
}
