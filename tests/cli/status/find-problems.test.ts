import { expect } from "chai";

import { findProblems } from "../../../cli/status/find-problems";
import type { AlarmStatus, SyncStatus, WebhookStatus } from "../../../cli/status/status";
import { makeChangeSubscription, makeStatus, makeSubscription, makeTroubledStatus } from "./sample-status";

describe("findProblems", () => {
    const texts = (...args: Parameters<typeof findProblems>) => findProblems(...args).map(({ text }) => text);

    it("finds none when nothing is wrong", () => {
        expect(findProblems(makeStatus())).to.deep.equal([]);
    });

    it("has notes after what is wrong, and last what is over", () => {
        const levels = findProblems(makeTroubledStatus()).map(({ level }) => level);

        expect(levels.filter((level, index) => level !== levels[index - 1])).to.deep.equal(["wrong", "note", "over"]);
    });

    it("names an alarm only where nothing else says what it says", () => {
        const found = texts(makeTroubledStatus());

        expect(found.filter((text) => text.includes("in alarm"))).to.deep.equal([
            "stripe-sync-recover-not-run is in alarm: no look for missed events has come to its end for three intervals",
        ]);
        expect(found).to.include("payment-trouble has 3 dead letters");
    });

    it("says that attempts failed until there are dead letters, which say more", () => {
        const subscriptions = {
            trying: makeSubscription({ failed: 1 }),
            "given-up": makeSubscription({ failed: 3, deadLetters: 1 }),
        };

        expect(texts(makeStatus({ subscriptions }))).to.deep.equal([
            "trying failed once in the last hour, and has no dead letters",
            "given-up has 1 dead letter",
        ]);
    });

    describe("takes for over", () => {
        const levels = (...args: Parameters<typeof findProblems>) =>
            findProblems(...args).map(({ level, text, command }) => ({ level, text, command }));
        const [earlier, now] = ["2026-11-27T16:40:00.000Z", "2026-11-27T16:49:00.000Z"];

        it("what a handler failed and has handled since, once no letters wait", () => {
            const at = (failed: string, handled: string | undefined, deadLetters = 0) =>
                levels(
                    makeStatus({
                        subscriptions: {
                            mended: makeSubscription({ failed: 3, deadLetters, last: { failed, handled } }),
                        },
                    }),
                );

            expect(at(earlier, now)).to.deep.equal([
                {
                    level: "over",
                    text: "mended failed 3 times in the last hour, has handled what came since, and has no dead letters",
                    command: undefined,
                },
            ]);
            expect(at(now, earlier).map(({ level }) => level)).to.deep.equal(["wrong"]);
            expect(at(now, undefined).map(({ level }) => level)).to.deep.equal(["wrong"]);
            expect(at(earlier, now, 1).map(({ text }) => text)).to.deep.equal(["mended has 1 dead letter"]);
        });

        it("what the webhook failed, five minutes after it last did, when it takes events and no alarm is on", () => {
            const { webhook } = makeStatus();
            const at = (last: WebhookStatus["last"], alarms: AlarmStatus[] = []) =>
                levels(
                    makeStatus({
                        webhook: {
                            ...(webhook as WebhookStatus),
                            crashes: 1,
                            throttles: 1,
                            signaturesRefused: 4,
                            last,
                        },
                        alarms: { list: alarms },
                    }),
                ).map(({ level }) => level);
            const all = (when: string) => ({ failed: when, throttled: when, signaturesRefused: when });
            const on = (name: string): AlarmStatus => ({ name, state: "ALARM", description: "…" });

            expect(at({ ...all(earlier), received: now })).to.deep.equal(["over", "over", "over"]);
            expect(at({ ...all(now), received: now })).to.deep.equal(["wrong", "wrong", "wrong"]);
            // Nothing that came since tells whether it works.
            expect(at(all(earlier))).to.deep.equal(["wrong", "wrong", "over"]);
            expect(
                at({ ...all(earlier), received: now }, [
                    on("stripe-bus-failures-0123abc"),
                    on("stripe-signatures-refused-0123abc"),
                ]),
            ).to.deep.equal(["wrong", "wrong", "over"]);
        });

        it("runs that failed before one that came to its end, in a later minute", () => {
            const { sync } = makeStatus();
            const at = (failed: string) =>
                levels(
                    makeStatus({
                        sync: {
                            ...(sync as SyncStatus),
                            cutShort: 1,
                            failed: 1,
                            last: { done: now, failed, cutShort: failed },
                        },
                    }),
                ).map(({ level }) => level);

            expect(at(earlier)).to.deep.equal(["over", "over"]);
            expect(at(now)).to.deep.equal(["wrong", "wrong"]);
        });
    });

    it("tells of the letters of what is no handler, and how to see them", () => {
        const list = [
            { name: "stripe-alerts-dead-letters-0123abc", state: "ALARM" as const, description: "alerts: …" },
        ];

        expect(findProblems(makeStatus({ otherDeadLetters: { sync: 0, alerts: 2 }, alarms: { list } }))).to.deep.equal([
            {
                level: "wrong",
                text: "alerts has 2 dead letters",
                command: "dlq list alerts",
                alarms: ["alerts-dead-letters"],
            },
        ]);
    });

    it("knows that an alarm on letters goes on for minutes when they are gone", () => {
        const description = "trying: events that it could not handle wait in its dead-letter queue.\nNothing is lost.";
        const list = [{ name: "stripe-trying-dead-letters-0123abc", state: "ALARM" as const, description }];

        expect(
            findProblems(makeStatus({ subscriptions: { trying: makeSubscription() }, alarms: { list } })),
        ).to.deep.equal([
            {
                level: "note",
                text:
                    "stripe-trying-dead-letters is in alarm: events that it could not handle wait in its dead-letter " +
                    "queue; none is left, and it ends in minutes",
            },
        ]);
    });

    it("takes the throttles of what is paused for what they are", () => {
        const subscriptions = { paused: makeSubscription({ paused: true, throttles: 40 }) };

        expect(findProblems(makeStatus({ subscriptions })).map(({ level, command }) => [level, command])).to.deep.equal(
            [["note", "resume paused"]],
        );
    });

    it("takes a change subscription for late after a quarter of an hour, unless it is paused", () => {
        const at = (behind: number, paused = false) =>
            texts(makeStatus({ changeSubscriptions: { dunning: makeChangeSubscription({ behind, paused }) } }));

        expect(at(899_999)).to.deep.equal([]);
        expect(at(900_000)).to.deep.equal(["dunning is 15 minutes behind the billing state's changes"]);
        expect(at(900_000, true)).to.deep.equal(["dunning is paused, and what it is to have waits"]);
    });

    it("expects of a stack that is younger than a day that runs have not been made yet", () => {
        const [name, description] = [
            "stripe-sync-reconcile-not-run-0123abc",
            "The state has not been compared. Read on.",
        ];
        const level = (since: string, runs: number) => {
            const alarms = { list: [{ name, state: "ALARM" as const, since, description }] };
            const { sync } = makeStatus();
            return findProblems(
                makeStatus({ alarms, sync: sync && { ...sync, reconcile: { ...sync.reconcile, runs } } }),
            ).map((problem) => problem.level);
        };

        expect(level("2026-11-27T16:00:00.000Z", 0)).to.deep.equal(["note"]);
        expect(level("2026-11-27T16:00:00.000Z", 1)).to.deep.equal(["wrong"]);
        expect(level("2026-11-26T16:00:00.000Z", 0)).to.deep.equal(["wrong"]);
    });

    it("replays what is lost from an hour before", () => {
        const subscriptions = { welcome: makeSubscription({ lost: 1 }) };

        expect(findProblems(makeStatus({ subscriptions }))).to.deep.equal([
            {
                level: "wrong",
                text: "welcome gave up 1 event, and its dead-letter queue did not take them",
                command: "replay --from 2026-11-27T15:49Z --only welcome",
                alarms: ["welcome-lost"],
            },
        ]);
    });

    it("tells of what Stripe's EventBridge destination brought and did not come onto the bus, also without a webhook", () => {
        const partnerDoor = { name: "partner-door", deadLetters: 2 };

        expect(findProblems(makeStatus({ webhook: undefined, partnerDoor }))).to.deep.equal([
            {
                level: "wrong",
                text: "2 events of Stripe's EventBridge destination did not come onto the bus",
                command: "dlq show partner-door",
                alarms: ["partner-door-dead-letters"],
            },
        ]);
    });
});
