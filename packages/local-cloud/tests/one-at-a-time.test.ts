import { expect } from "chai";

import { oneAtATime } from "../src/one-at-a-time";

describe("oneAtATime", () => {
    it("begins a change when the one before it is over, and answers with what each did", async () => {
        const alone = oneAtATime();
        const seen: string[] = [];
        const change = (name: string) => async () => {
            seen.push(`${name} begins`);
            await new Promise((resolve) => setImmediate(resolve));
            seen.push(`${name} ends`);
            return name;
        };

        const done = await Promise.all([alone(change("a")), alone(change("b"))]);

        expect(done).to.deep.equal(["a", "b"]);
        expect(seen).to.deep.equal(["a begins", "a ends", "b begins", "b ends"]);
    });

    it("goes on after a change that failed, and tells its own caller alone", async () => {
        const alone = oneAtATime();

        const failed = alone(() => Promise.reject(new Error("no")));
        const next = alone(() => Promise.resolve("done"));

        expect(await failed.catch((error: Error) => error.message)).to.equal("no");
        expect(await next).to.equal("done");
    });
});
