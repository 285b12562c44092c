import { expect } from "chai";

import { Locks } from "../../../src/services/dynamodb/locks";

describe("Locks", () => {
    /** Work that goes on until `end` is called. */
    function work(name: string, log: string[]): { run: () => Promise<void>; end: () => void } {
        let end = () => {};
        const ended = new Promise<void>((resolve) => (end = resolve));
        return {
            async run() {
                log.push(`${name} begins`);
                await ended;
                log.push(`${name} ends`);
            },
            end: () => end(),
        };
    }

    const settle = () => new Promise((resolve) => setImmediate(resolve));

    it("are held alone, in order of arrival", async () => {
        const locks = new Locks();
        const log: string[] = [];
        const [one, two, three] = [work("one", log), work("two", log), work("three", log)];

        const all = [one, two, three].map(({ run }) => locks.hold([{ name: "x" }], run));
        three.end();
        two.end();
        await settle();
        const before = [...log];
        one.end();
        await Promise.all(all);

        expect(before).to.deep.equal(["one begins"]);
        expect(log).to.deep.equal(["one begins", "one ends", "two begins", "two ends", "three begins", "three ends"]);
    });

    it("are shared by those who ask so, who do not overtake one that waits to be alone", async () => {
        const locks = new Locks();
        const log: string[] = [];
        const [one, two, alone, late] = [work("one", log), work("two", log), work("alone", log), work("late", log)];
        const shared = [{ name: "x", shared: true }];

        const all = [
            locks.hold(shared, one.run),
            locks.hold(shared, two.run),
            locks.hold([{ name: "x" }], alone.run),
            locks.hold(shared, late.run),
        ];
        await settle();
        const atFirst = [...log];
        one.end();
        two.end();
        await settle();
        const then = log.slice(-1);
        alone.end();
        late.end();
        await Promise.all(all);

        expect(atFirst).to.deep.equal(["one begins", "two begins"]);
        expect(then).to.deep.equal(["alone begins"]);
        expect(log.slice(-2)).to.deep.equal(["late begins", "late ends"]);
    });

    it("are let go when the work fails", async () => {
        const locks = new Locks();

        const failed = await locks.hold([{ name: "x" }], () => Promise.reject(new Error("no"))).catch(() => "failed");
        const next = await locks.hold([{ name: "x" }], async () => "held");

        expect([failed, next]).to.deep.equal(["failed", "held"]);
    });

    it("do not let two who want the same ones in other orders wait for each other", async () => {
        const locks = new Locks();
        const pairs = Array.from({ length: 20 }, (_, turn) => (turn % 2 ? ["a", "b"] : ["b", "a"]));
        let inside = 0;
        let most = 0;

        await Promise.all(
            pairs.map((names) =>
                locks.hold(
                    names.map((name) => ({ name })),
                    async () => {
                        most = Math.max(most, ++inside);
                        await settle();
                        inside--;
                    },
                ),
            ),
        );

        expect(most).to.equal(1);
    });
});
