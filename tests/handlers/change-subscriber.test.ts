import type { DynamoDBRecord } from "aws-lambda";
import { expect } from "chai";

import { failure, until } from "local-cloud/testing";
import { decide } from "../../handlers/billing/decide";
import type { BillingItem } from "../../handlers/billing/item";
import { letterKey } from "../../handlers/billing/letter-key";
import { type ChangeSubscriberDeps, createChangeSubscriber } from "../../handlers/change-subscriber";
import type { Change } from "../../handlers/changes";
import { stripeEvent, subscription } from "./billing/stripe-event";
import {
    type FailedInMemory,
    failedInMemory,
    type LettersInMemory,
    lettersInMemory,
    makeContext,
    makeRecord,
    makeRedrive,
    readStream,
} from "./change-stream";
import { type QuietTelemetry, quietTelemetry } from "./quiet-telemetry";

type Seen = Change<"subscription">;

/** The records of an object's life: each of its states in the second after the one before. */
function makeRecords(id: string, states: readonly object[], from = 1): DynamoDBRecord[] {
    const items = states.reduce<BillingItem[]>((former, state, index) => {
        const event = stripeEvent(subscription({ id, ...state }), { id: `evt_${id}_${index}`, created: 1000 + index });
        return [...former, decide(former.at(-1), event).next as BillingItem];
    }, []);
    return items.map((item, index) => {
        const former = items[index - 1];
        return makeRecord(former && { item: former, journal: [] }, { item, journal: [] }, from + index);
    });
}

describe("createChangeSubscriber", () => {
    let telemetry: QuietTelemetry;
    let failed: FailedInMemory;
    let letters: LettersInMemory;
    let seen: Seen[];

    beforeEach(() => {
        telemetry = quietTelemetry();
        failed = failedInMemory();
        letters = lettersInMemory();
        seen = [];
    });

    const subscriber = (deps: Partial<ChangeSubscriberDeps<"subscription">> = {}) =>
        createChangeSubscriber<"subscription">({
            handler: (change) => void seen.push(change),
            filter: {},
            telemetry,
            failed,
            letters,
            ...deps,
        });
    const failing = (isFailing: (change: Seen) => boolean) => (change: Seen) => {
        if (isFailing(change)) {
            throw new Error("out of stamps");
        }
        seen.push(change);
    };
    const summary = () =>
        seen.map(({ before, after, missed }) => `${before?.status ?? "-"}>${after.status}${missed ? " missed" : ""}`);
    const position = (record: DynamoDBRecord | undefined) => record?.dynamodb?.SequenceNumber;

    const life = [{ status: "trialing" }, { status: "active" }, { status: "past_due" }, { status: "canceled" }];

    it("gives the handler each change with what was, what is, and the event that led to it", async () => {
        const Records = makeRecords("sub_1", life.slice(0, 2));

        const answer = await subscriber()({ Records }, makeContext());

        expect(answer).to.deep.equal({ batchItemFailures: [] });
        expect(summary()).to.deep.equal(["->trialing", "trialing>active"]);
        expect(seen[1]?.event).to.deep.equal({
            id: "evt_sub_1_1",
            type: "customer.subscription.updated",
            created: 1001,
        });
        expect(seen[1]?.after.object).to.include({ id: "sub_1", status: "active" });
        expect(seen[1]).to.include({ cause: "event", missed: false });
        expect(telemetry.counts).to.deep.equal({ ChangesHandled: 2 });
        expect(telemetry.lines.map(({ message, fields }) => [message, fields.eventId, fields.version])).to.deep.equal([
            ["handled", "evt_sub_1_0", 1],
            ["handled", "evt_sub_1_1", 2],
        ]);
        expect(telemetry.flushes).to.equal(1);
    });

    it("writes nothing and forgets nothing while all goes well", async () => {
        await subscriber()({ Records: makeRecords("sub_1", life) }, makeContext());

        expect(failed.calls).to.deep.equal(["find"]);
    });

    it("gives it only what it asked for", async () => {
        const Records = makeRecords("sub_1", [...life, { status: "canceled", metadata: { late: "yes" } }]);

        await subscriber({ filter: { status: ["canceled"] } })({ Records }, makeContext());

        expect(summary()).to.deep.equal(["past_due>canceled"]);
    });

    it("leaves out a removed item: the recorder removes none", async () => {
        const [record] = makeRecords("sub_1", life) as [DynamoDBRecord];
        const { NewImage, ...rest } = record.dynamodb ?? {};
        const removed: DynamoDBRecord = { eventName: "REMOVE", dynamodb: { ...rest, OldImage: NewImage } };

        await subscriber()({ Records: [removed] }, makeContext());

        expect(seen).to.deep.equal([]);
    });

    it("answers with the first change that fails, and leaves those after it for the next call", async () => {
        const Records = makeRecords("sub_1", life);
        const handler = failing(({ after }) => after.status === "past_due");

        const answer = await subscriber({ handler })({ Records }, makeContext());

        expect(answer).to.deep.equal({ batchItemFailures: [{ itemIdentifier: position(Records[2]) }] });
        expect(summary()).to.deep.equal(["->trialing", "trialing>active"]);
        expect(telemetry.counts).to.deep.equal({ ChangesHandled: 2, HandlerFailures: 1 });
        expect(telemetry.lines.map(({ message, fields }) => [message, fields.objectKey, fields.version])).to.deep.equal(
            [
                ["handled", "platform#subscription#sub_1", 1],
                ["handled", "platform#subscription#sub_1", 2],
                ["the handler failed", "platform#subscription#sub_1", 3],
            ],
        );
        expect(telemetry.lines[2]?.fields).to.include({ eventId: "evt_sub_1_2", requestId: "request-1" });
    });

    it("fails the call when its first record fails, on which Lambda splits the batch", async () => {
        const handler = failing(({ after }) => after.status === "trialing");

        const error = await failure(subscriber({ handler })({ Records: makeRecords("sub_1", life) }, makeContext()));

        expect(error.message).to.equal("out of stamps");
        expect(seen).to.deep.equal([]);
        expect(telemetry.flushes).to.equal(1);
    });

    it("goes on after a change whose retries are spent, which alone is given up, and says so once", async () => {
        const others = makeRecords("sub_2", [{ status: "active" }, { status: "canceled" }], 5);
        const records = [...makeRecords("sub_1", life), ...others];
        const handler = failing(({ after }) => after.objectId === "sub_1" && after.status === "active");

        const givenUp = await readStream(records, subscriber({ handler }), { batchSize: () => 6, maxRetries: 3 });

        expect(givenUp).to.deep.equal([1]);
        expect(summary()).to.deep.equal([
            "->trialing",
            "active>past_due missed",
            "past_due>canceled",
            "->active",
            "active>canceled",
        ]);
        expect(failed.noted.size).to.equal(0);
    });

    it("says nothing of a change that succeeds when it is tried again", async () => {
        let left = 2;
        const handler = failing(({ after }) => after.status === "active" && left-- > 0);

        await readStream(makeRecords("sub_1", life), subscriber({ handler }), { batchSize: () => 4, maxRetries: 3 });

        expect(summary()).to.deep.equal(["->trialing", "trialing>active", "active>past_due", "past_due>canceled"]);
        expect(failed.noted.size).to.equal(0);
    });

    it("says it again until a change is handled, though the next one fails too", async () => {
        const handler = failing(({ after }) => ["active", "past_due"].includes(after.status ?? ""));

        await readStream(makeRecords("sub_1", life), subscriber({ handler }), { batchSize: () => 4, maxRetries: 1 });

        expect(summary()).to.deep.equal(["->trialing", "past_due>canceled missed"]);
    });

    it("remembers a change that does not end, before Lambda ends the call", async () => {
        const Records = makeRecords("sub_1", life.slice(0, 1));
        // A call that Lambda ends: the handler never comes back, and 20 ms are left before it is taken for failed.
        void subscriber({ handler: () => new Promise<void>(() => undefined) })({ Records }, makeContext(1_020));

        const noted = await until("the note", () => failed.noted.get("platform#subscription#sub_1"));

        expect(noted).to.deep.equal({ version: 1, missed: false });
    });

    it("forgets it when the change does end after all", async () => {
        const Records = makeRecords("sub_1", life.slice(0, 1));
        const handler = () =>
            until("the note", () => failed.noted.get("platform#subscription#sub_1")).then(() => undefined);

        await subscriber({ handler })({ Records }, makeContext(1_020));

        expect(failed.calls).to.deep.equal(["find", "note", "forget"]);
        expect(failed.noted.size).to.equal(0);
    });

    it("does not repeat a change when what it failed before cannot be forgotten", async () => {
        failed.noted.set("platform#subscription#sub_1", { version: 1, missed: false });
        failed.forget = () => Promise.reject(new Error("throttled"));

        const answer = await subscriber()({ Records: makeRecords("sub_1", life.slice(0, 1)) }, makeContext());

        expect(answer).to.deep.equal({ batchItemFailures: [] });
        expect(telemetry.lines.map(({ message }) => message)).to.deep.equal([
            "handled",
            "the failure could not be forgotten",
        ]);
    });

    it("fails a change though its failure cannot be remembered, and logs both", async () => {
        failed.note = () => Promise.reject(new Error("throttled"));
        const handler = failing(() => true);

        const error = await failure(subscriber({ handler })({ Records: makeRecords("sub_1", life) }, makeContext()));

        expect(error.message).to.equal("out of stamps");
        expect(telemetry.lines.map(({ message }) => message)).to.deep.equal([
            "the handler failed",
            "the failure could not be remembered",
        ]);
    });

    it("gives up an item that it cannot read with the reason in the log, and goes on", async () => {
        const records = makeRecords("sub_1", life);
        const poison = structuredClone(records[1]) as DynamoDBRecord;
        delete poison.dynamodb?.NewImage?.object;
        const options = { batchSize: () => 4, maxRetries: 1 };

        const givenUp = await readStream(
            [records[0], poison, records[2], records[3]] as DynamoDBRecord[],
            subscriber(),
            options,
        );

        expect(givenUp).to.deep.equal([1]);
        expect(summary()).to.deep.equal(["->trialing", "active>past_due missed", "past_due>canceled"]);
        const failures = telemetry.lines.filter(({ message }) => message === "the handler failed");
        expect((failures[0]?.fields.error as Error).message).to.contain("platform#subscription#sub_1 lacks");
    });

    it("does a change once under its object's key and version, and counts what was done before", async () => {
        const keys: string[] = [];
        const once = async (key: string, _context: unknown, work: () => Promise<void>) => {
            keys.push(key);
            return key.endsWith("#1") ? false : work().then(() => true);
        };

        await subscriber({ once })({ Records: makeRecords("sub_1", life.slice(0, 2)) }, makeContext());

        expect(keys).to.deep.equal(["platform#subscription#sub_1#1", "platform#subscription#sub_1#2"]);
        expect(summary()).to.deep.equal(["trialing>active"]);
        expect(telemetry.counts).to.deep.equal({ ChangesHandled: 1, ChangesSkipped: 1 });
    });

    describe("when a letter is redriven", () => {
        const letter = (position: number) => letterKey("access", String(position));
        const read = (records: readonly DynamoDBRecord[], deps?: Partial<ChangeSubscriberDeps<"subscription">>) =>
            readStream(records, subscriber(deps), { batchSize: () => 4, maxRetries: 1 });
        const states = () => seen.map(({ before, after }) => `${before?.status ?? "-"}>${after.status}`);
        const reasons = () =>
            telemetry.lines.filter(({ message }) => message === "skipped").map(({ fields }) => fields.reason);
        let broken: string[];
        const handler = failing(({ after }) => broken.includes(after.status ?? ""));

        beforeEach(() => {
            broken = [];
        });

        it("handles the change that was given up, as it was, and says of the next that nothing is missed", async () => {
            const records = makeRecords("sub_1", life);
            broken = ["past_due"];
            await read(records.slice(0, 3), { handler });
            broken = [];

            await read([makeRedrive(records[2] as DynamoDBRecord, letter(3), 10)], { handler });
            await read(records.slice(3), { handler });

            expect(summary()).to.deep.equal(["->trialing", "trialing>active", "active>past_due", "past_due>canceled"]);
            expect(seen[2]?.before).to.deep.equal(seen[1]?.after);
            expect(seen[2]?.event.id).to.equal("evt_sub_1_2");
            expect(failed.noted.size).to.equal(0);
        });

        it("handles the first state of an object as that", async () => {
            const records = makeRecords("sub_1", life.slice(0, 1));
            broken = ["trialing"];
            await read(records, { handler });
            broken = [];

            await read([makeRedrive(records[0] as DynamoDBRecord, letter(1), 10)], { handler });

            expect(summary()).to.deep.equal(["->trialing"]);
            expect(seen[0]).to.not.have.property("before");
        });

        it("handles several that were given up at once, by the first letter that comes, and says missed", async () => {
            const records = makeRecords("sub_1", life.slice(0, 3));
            broken = ["active", "past_due"];
            await read(records, { handler });
            broken = [];
            const one = makeRedrive(records[2] as DynamoDBRecord, letter(2), 10);
            const other = makeRedrive(one, letter(3), 11);

            await read([one, other], { handler });

            expect(summary()).to.deep.equal(["->trialing", "trialing>past_due missed"]);
            expect(reasons()).to.deep.equal(["a later change was handled"]);
        });

        it("does nothing once a later change told of it, or once it was redriven", async () => {
            const records = makeRecords("sub_1", life);
            broken = ["active"];
            await read(records.slice(0, 2), { handler });
            broken = [];
            const redrive = makeRedrive(records[2] as DynamoDBRecord, letter(2), 10);

            await read([records[2] as DynamoDBRecord, redrive], { handler });

            expect(summary()).to.deep.equal(["->trialing", "active>past_due missed"]);
            expect(reasons()).to.deep.equal(["a later change was handled"]);
            expect(telemetry.counts.ChangesSkipped).to.equal(1);
        });

        it("says missed where the letter is older than the last that was given up", async () => {
            const records = makeRecords("sub_1", life);
            broken = ["trialing", "past_due"];
            await read(records.slice(0, 3), { handler });
            broken = [];

            await read([makeRedrive(records[2] as DynamoDBRecord, letter(1), 10)], { handler });

            expect(summary()).to.deep.equal(["trialing>active missed", "->past_due missed"]);
        });

        it("leaves a new letter when it fails again, from which the same change comes", async () => {
            const records = makeRecords("sub_1", life.slice(0, 2));
            broken = ["active"];
            await read(records, { handler });
            const first = makeRedrive(records[1] as DynamoDBRecord, letter(2), 10);

            const givenUp = await read([first], { handler });
            broken = [];
            await read([makeRedrive(first, letter(10), 11)], { handler });

            expect(givenUp).to.deep.equal([0]);
            expect(summary()).to.deep.equal(["->trialing", "trialing>active"]);
        });

        it("leaves out what the filter does not select of what it has become, and lets the next change say so", async () => {
            const filter = { status: ["past_due", "canceled"] };
            const records = makeRecords("sub_1", [...life.slice(0, 3), { status: "active" }, { status: "canceled" }]);
            broken = ["past_due"];
            await read(records.slice(0, 4), { handler, filter });
            broken = [];

            await read([makeRedrive(records[3] as DynamoDBRecord, letter(3), 10)], { handler, filter });
            await read(records.slice(4), { handler, filter });

            expect(states()).to.deep.equal(["active>canceled"]);
            expect(seen[0]?.missed).to.equal(true);
            expect(reasons()).to.deep.equal(["what it has become is not selected"]);
        });

        it("is done once, under the version of its own write", async () => {
            const keys: string[] = [];
            const once = (key: string, _context: unknown, work: () => Promise<void>) => {
                keys.push(key);
                return work().then(() => true);
            };
            const records = makeRecords("sub_1", life.slice(0, 1));
            broken = ["trialing"];
            await read(records, { handler, once });
            broken = [];

            await read([makeRedrive(records[0] as DynamoDBRecord, letter(1), 10)], { handler, once });

            expect(keys.at(-1)).to.equal("platform#subscription#sub_1#2");
            expect(seen.map(({ after }) => after.version)).to.deep.equal([2]);
        });

        it("is nothing to another subscriber, nor a change in the state", async () => {
            const records = makeRecords("sub_1", life.slice(0, 1));

            await read([...records, makeRedrive(records[0] as DynamoDBRecord, letterKey("dunning", "1"), 10)]);

            expect(summary()).to.deep.equal(["->trialing"]);
            expect(failed.calls).to.deep.equal(["find"]);
        });
    });

    it("is a handler of at most two parameters, as Lambda's runtime wants it", () => {
        expect(subscriber().length).to.be.at.most(2);
    });
});
