import { expect } from "chai";

import { failure } from "local-cloud/testing";
import { createScheduledSync, type ScheduledSyncDeps, type SyncRun } from "../../handlers/scheduled-sync";
import type { ReconcileOptions, ReconcileReport } from "../../handlers/sync/reconcile";
import type { RecoverOptions, RecoverReport } from "../../handlers/sync/recover";
import { createStripeReader, type StripePage } from "../../handlers/sync/stripe-reader";
import { quietTelemetry } from "./quiet-telemetry";

const start = Date.UTC(2026, 10, 27, 3);
const minute = 60_000;

const recovered: RecoverReport = {
    events: 5,
    here: 3,
    onTheirWay: 0,
    missing: 2,
    undelivered: 1,
    recovered: 2,
    tooLarge: 0,
    missingEvents: [],
    unmade: { alerts: 2, here: 1, followed: 1, named: [] },
};
const reconciled: ReconcileReport = {
    compared: 9,
    differences: { "never arrived": 2, "older here": 1, "expected lag": 4 },
    repaired: 2,
    skipped: [],
    complete: true,
};

/** A sync over three pages of events, each of which takes `pageMinutes`; it runs for 15 minutes at most. */
function openSync({ pageMinutes = 0, ...deps }: Partial<ScheduledSyncDeps> & { pageMinutes?: number } = {}) {
    let now = start;
    const pages: number[] = [];
    const asked: (RecoverOptions | ReconcileOptions)[] = [];
    const telemetry = quietTelemetry();
    const handler = createScheduledSync({
        recover: async (options, stripe) => {
            asked.push(options);
            for (const list of ["undelivered", "all"]) {
                for await (const { readAt } of stripe.pages(list)) {
                    pages.push(readAt);
                }
            }
            return recovered;
        },
        reconcile: (options) => {
            asked.push(options);
            return Promise.resolve(reconciled);
        },
        stripe: {
            ...createStripeReader({
                apiKey: () => Promise.resolve("sk_test_1"),
                fetch: () => Promise.reject(new Error("a list alone is read")),
                monotonic: () => 0,
                wait: () => Promise.resolve(),
            }),
            async *pages(): AsyncGenerator<StripePage> {
                for (let page = 1; page <= 3; page++) {
                    now += pageMinutes * minute;
                    yield { objects: [], isLast: page === 3, readAt: page };
                }
            },
        },
        recoverSeconds: 10_800,
        slices: 7,
        repair: true,
        now: () => now,
        telemetry,
        ...deps,
    });
    return {
        run: (task: SyncRun["task"]) => handler({ task }, { getRemainingTimeInMillis: () => 15 * minute }),
        telemetry,
        pages,
        asked,
        advance: (milliseconds: number) => (now += milliseconds),
    };
}

describe("The scheduled sync", () => {
    it("recovers the events since so long ago, and counts", async () => {
        const sync = openSync();

        await sync.run("recover");

        expect(sync.asked).to.deep.equal([{ since: start / 1000 - 10_800, who: "schedule" }]);
        expect(sync.pages).to.deep.equal([1, 2, 3, 1, 2, 3]);
        expect(sync.telemetry.counts).to.deep.equal({ RecoveriesDone: 1 });
        expect(sync.telemetry.lines[0]?.fields).to.deep.include({ recovered: 2, alerts: 2, followed: 1 });
        expect(sync.telemetry.flushes).to.equal(1);
    });

    it("says in its log why the alerts of events that Stripe could not make were not read", async () => {
        const skipped = "the API key may not read /v2/core/events: give it read permission for that";
        const unmade = { alerts: 0, here: 0, followed: 0, named: [], skipped };
        const sync = openSync({ recover: () => Promise.resolve({ ...recovered, unmade }) });

        await sync.run("recover");

        expect(sync.telemetry.lines.map(({ level, fields }) => [level, fields.alertsSkipped])).to.deep.equal([
            ["info", skipped],
        ]);
        expect(sync.telemetry.counts).to.deep.equal({ RecoveriesDone: 1 });
    });

    it("reads nothing more from Stripe when its time is almost over, and says so", async () => {
        const sync = openSync({ pageMinutes: 3.5 });

        await sync.run("recover");

        expect(sync.pages).to.deep.equal([1, 2, 3, 1]);
        expect(sync.telemetry.counts).to.deep.equal({ RecoveriesDone: 1, RunsCutShort: 1 });
    });

    it("reads no second list once the first was stopped", async () => {
        const sync = openSync({ pageMinutes: 7 });

        await sync.run("recover");

        expect(sync.pages).to.deep.equal([1, 2]);
    });

    it("was not cut short by its last page", async () => {
        const sync = openSync({ pageMinutes: 2.25 });

        await sync.run("recover");

        expect(sync.pages).to.have.length(6);
        expect(sync.telemetry.counts).to.not.have.property("RunsCutShort");
    });

    it("compares another slice each day, all of them in a week, until its time is almost over", async () => {
        const sync = openSync();

        for (let day = 0; day < 7; day++) {
            await sync.run("reconcile");
            sync.advance(24 * 60 * minute);
        }

        const [first, ...later] = sync.asked as ReconcileOptions[];
        const indexes = [first, ...later].map((options) => options?.slice?.index);
        expect(first).to.deep.include({ repair: true, deadline: start + 15 * minute - 90_000, who: "schedule" });
        expect(first?.slice?.of).to.equal(7);
        expect(indexes.sort()).to.deep.equal([0, 1, 2, 3, 4, 5, 6]);
    });

    it("counts what differs apart from what is on its way, and what is left of it", async () => {
        const sync = openSync();

        await sync.run("reconcile");

        expect(sync.telemetry.counts).to.deep.equal({
            ReconciliationsDone: 1,
            ObjectsCompared: 9,
            ObjectsDrifted: 3,
            ObjectsRepaired: 2,
            ObjectsLeftDrifted: 1,
        });
    });

    it("says that a reconciliation was cut short when its time was over, not when the key may not read a kind", async () => {
        const incomplete = { ...reconciled, complete: false };
        const unreadable = openSync({ reconcile: () => Promise.resolve(incomplete) });
        const late = openSync({
            reconcile: () => {
                late.advance(14 * minute);
                return Promise.resolve(incomplete);
            },
        });

        await unreadable.run("reconcile");
        await late.run("reconcile");

        expect(unreadable.telemetry.counts).to.not.have.property("RunsCutShort");
        expect(late.telemetry.counts).to.include({ RunsCutShort: 1 });
    });

    it("fails the call when the run fails, so that Lambda tries again", async () => {
        const sync = openSync({ recover: () => Promise.reject(new Error("Stripe is away")) });

        const error = await failure(sync.run("recover"));

        expect(error.message).to.equal("Stripe is away");
        expect(sync.telemetry.counts).to.deep.equal({ RunFailures: 1 });
        expect(sync.telemetry.flushes).to.equal(1);
    });
});
