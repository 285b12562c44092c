import type { DynamoDBRecord } from "aws-lambda";
import { expect } from "chai";
import fc from "fast-check";

import { type Choose, kinds, makeLife } from "stripe-events";
import type { BillingItem } from "../../handlers/billing/item";
import { createChangeSubscriber } from "../../handlers/change-subscriber";
import type { Change } from "../../handlers/changes";
import { letterKey } from "../../handlers/billing/letter-key";
import type { Once } from "../../handlers/once";
import { createRecorder } from "../../handlers/record";
import { shuffled } from "./billing/deliver";
import { failedInMemory, lettersInMemory, makeRecord, makeRedrive, type ReadStream, readStream } from "./change-stream";
import { memoryTables } from "./memory-tables";
import { quietTelemetry } from "./quiet-telemetry";

interface Written {
    records: DynamoDBRecord[];
    /** The versions of each object that differ from the one before in what an item shows. */
    changed: Map<string, number[]>;
    items: Map<string, BillingItem>;
}

type Seen = Pick<Change<"customer">, "before" | "after" | "missed">;

const shown = ({ object, status, deleted, customerId, livemode, truncated }: Omit<BillingItem, "memory">) =>
    JSON.stringify({ object, status, deleted, customerId, livemode, truncated });

/** Records lives of objects of several kinds, interleaved, shuffled, in part twice, by recorders that are killed at times. */
async function record(choose: Choose): Promise<Written> {
    const tables = memoryTables();
    const written: Written = { records: [], changed: new Map(), items: tables.items };
    tables.written = (former, next) => {
        const { objectKey, version } = next.item;
        written.records.push(makeRecord(former, next, written.records.length + 1));
        if (former === undefined || shown(former.item) !== shown(next.item)) {
            written.changed.set(objectKey, [...(written.changed.get(objectKey) ?? []), version]);
        }
    };
    tables.interrupt = () => {
        if (choose(20) === 0) {
            throw new Error("killed");
        }
    };
    const recorder = createRecorder({
        tables,
        ledgerDays: 90,
        now: () => 0,
        wait: () => Promise.resolve(),
        random: () => 0,
        telemetry: quietTelemetry(),
    });
    const events = Array.from(
        { length: 3 },
        () => makeLife(kinds[choose(kinds.length)] ?? "subscription", choose).events,
    );
    const all = events.flat();
    for (const event of shuffled([...all, ...all.filter(() => choose(3) === 0)], choose)) {
        for (let isDone = false; !isDone;) {
            isDone = await Promise.resolve(recorder(event, { busEventId: "bus-1" })).then(
                () => true,
                () => false,
            );
        }
    }
    return written;
}

/** Remembers what was done, and is killed before the work or after its mark. */
function onceInMemory(interrupt: () => void): Once {
    const done = new Set<string>();
    return async (key, _context, work) => {
        interrupt();
        if (done.has(key)) {
            return false;
        }
        await work();
        done.add(key);
        interrupt();
        return true;
    };
}

const versions = (seen: readonly Seen[]) => {
    const byObject = new Map<string, number[]>();
    for (const { after } of seen) {
        byObject.set(after.objectKey, [...(byObject.get(after.objectKey) ?? []), after.version]);
    }
    return byObject;
};

/** Each change begins where the one before it ended, and the last ends in the state. */
function expectChain(seen: readonly Seen[], items: Written["items"]): void {
    const states = new Map<string, string>();
    for (const { before, after } of seen) {
        expect(before && shown(before as never), after.objectKey).to.equal(states.get(after.objectKey));
        states.set(after.objectKey, shown(after as never));
    }
    expect(states).to.deep.equal(new Map([...items].map(([objectKey, item]) => [objectKey, shown(item)])));
}

describe("the changes of lives in any order, with duplicates and killed recorders", () => {
    const tapes = fc.array(fc.nat({ max: 999_999_999 }), { minLength: 151, maxLength: 151 });
    const check = (property: (choose: Choose) => Promise<void>) =>
        fc.assert(
            fc.asyncProperty(tapes, (tape) => {
                let position = 0;
                return property((below) => (tape[position++ % tape.length] ?? 0) % below);
            }),
            { seed: 11, numRuns: 60, endOnFailure: true },
        );

    /** Runs a subscriber that is killed at one in `oneIn` of its steps: nothing happens then until the next call. */
    async function handle(
        { records }: Written,
        choose: Choose,
        { oneIn, withOnce }: { oneIn: number; withOnce: boolean },
    ): Promise<Seen[]> {
        const seen: Seen[] = [];
        let isDead = false;
        const step = () => {
            isDead ||= oneIn < Infinity && choose(oneIn) === 0;
            if (isDead) {
                throw new Error("killed");
            }
        };
        const failed = failedInMemory();
        failed.interrupt = step;
        const call = createChangeSubscriber<"customer">({
            handler: (change) => {
                step();
                seen.push(change);
            },
            filter: {},
            telemetry: quietTelemetry(),
            failed,
            letters: lettersInMemory(),
            ...(withOnce && { once: onceInMemory(step) }),
        });
        const callAnew: ReadStream = async (...given) => {
            isDead = false;
            const answer = await call(...given);
            if (isDead) {
                throw new Error("killed");
            }
            return answer;
        };
        await readStream(records, callAnew, { batchSize: () => 1 + choose(5), maxRetries: 1_000 });
        return seen;
    }

    it("are each of an object's visible changes once, in order, and end in its state", () =>
        check(async (choose) => {
            const written = await record(choose);

            const seen = await handle(written, choose, { oneIn: Infinity, withOnce: false });

            expect(versions(seen)).to.deep.equal(written.changed);
            expectChain(seen, written.items);
        }));

    it("are the same with once, though the subscriber is killed between any two steps", () =>
        check(async (choose) => {
            const written = await record(choose);

            const seen = await handle(written, choose, { oneIn: 6, withOnce: true });

            expect(versions(seen)).to.deep.equal(written.changed);
            expectChain(seen, written.items);
            expect(seen.filter(({ missed }) => missed)).to.deep.equal([]);
        }));

    it("come again without once, but none is missing, and none comes first after a later one", () =>
        check(async (choose) => {
            const written = await record(choose);

            const seen = await handle(written, choose, { oneIn: 6, withOnce: false });

            const firsts = [...versions(seen)].map(([objectKey, all]) => [objectKey, [...new Set(all)]] as const);
            expect(new Map(firsts)).to.deep.equal(written.changed);
            expect(seen.filter(({ missed }) => missed)).to.deep.equal([]);
        }));

    it("say missed wherever they do not begin where the last ended, and end in the state once all letters are redriven", () =>
        check(async (choose) => {
            const { records, items } = await record(choose);
            const seen: Seen[] = [];
            const letters = lettersInMemory();
            let isMended = false;
            const call = createChangeSubscriber<"customer">({
                handler: (change) => {
                    if (!isMended && choose(3) === 0) {
                        throw new Error("poison");
                    }
                    seen.push(change);
                },
                filter: {},
                telemetry: quietTelemetry(),
                failed: failedInMemory(),
                letters,
            });
            const read = (all: readonly DynamoDBRecord[]) =>
                readStream(all, call, { batchSize: () => 1 + choose(5), maxRetries: 0 });
            const latest = new Map(records.map((one) => [one.dynamodb?.Keys?.objectKey?.S, one]));

            const givenUp = await read(records);
            isMended = true;
            const redrives = shuffled(givenUp, choose).map((position, index) => {
                const { dynamodb } = records[position] as DynamoDBRecord;
                const objectKey = dynamodb?.Keys?.objectKey?.S;
                const letter = letterKey("access", dynamodb?.SequenceNumber ?? "");
                const redrive = makeRedrive(
                    latest.get(objectKey) as DynamoDBRecord,
                    letter,
                    records.length + 1 + index,
                );
                latest.set(objectKey, redrive);
                return redrive;
            });
            await read(redrives);

            const states = new Map<string, string>();
            for (const { before, after, missed } of seen) {
                if (!missed) {
                    expect(before && shown(before as never), after.objectKey).to.equal(states.get(after.objectKey));
                }
                states.set(after.objectKey, shown(after as never));
            }
            expect(states).to.deep.equal(new Map([...items].map(([objectKey, item]) => [objectKey, shown(item)])));
        }));
});
