import { expect } from "chai";

import { followLogs } from "../../../cli/logs/follow-log";
import type { LogEvent } from "../../../cli/logs/log-reader";

describe("followLogs", () => {
    it("gives each line once, the late ones too, in order of time of each look", async () => {
        const looks: LogEvent[][] = [
            [{ id: "2", at: 1002, message: "b" }],
            [
                { id: "1", at: 1001, message: "a, late" },
                { id: "2", at: 1002, message: "b" },
            ],
            [{ id: "3", at: 31_000, message: "c" }],
        ];
        const end = new AbortController();
        const asked: number[] = [];
        const logs = {
            async *read({ from }: { from: number }) {
                asked.push(from);
                yield* looks[asked.length - 1] ?? [];
            },
        };
        let now = 1000;
        const wait = async () => {
            now += 30_000;
            if (asked.length === looks.length) {
                end.abort();
            }
        };

        const messages: string[] = [];
        for await (const { event } of followLogs(
            { logs, now: () => now, wait },
            [{ logGroupName: "g", from: 0 }],
            1000,
            end.signal,
        )) {
            messages.push(event.message);
        }

        expect(messages).to.deep.equal(["b", "a, late", "c"]);
        expect(asked).to.deep.equal([1000, 1000, 11_000]);
    });
});
