import type { FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { expect } from "chai";

import { createLogReader, findTerms, quote } from "../../../cli/logs/log-reader";

describe("the reader of logs", () => {
    it("reads page after page, empty ones too, and asks for no more than is wanted", async () => {
        const pages = [
            { events: [], nextToken: "1" },
            { events: [{ message: "a" }], nextToken: "2" },
            { events: [{ message: "b" }] },
        ];
        const tokens: (string | undefined)[] = [];
        const send = async ({ input }: FilterLogEventsCommand) => {
            tokens.push(input.nextToken);
            return pages[tokens.length - 1];
        };
        const reader = createLogReader({ send });

        for await (const { message } of reader.read({ logGroupName: "g", from: 0 })) {
            expect(message).to.equal("a");
            break;
        }

        expect(tokens).to.deep.equal([undefined, "1"]);
    });

    it("finds nothing in a group that is not there", async () => {
        const send = () => Promise.reject(Object.assign(new Error("gone"), { name: "ResourceNotFoundException" }));
        const reader = createLogReader({ send });
        const found: unknown[] = [];

        for await (const event of reader.read({ logGroupName: "g", from: 0 })) {
            found.push(event);
        }

        expect(found).to.deep.equal([]);
    });

    it("makes patterns of terms, each as long as CloudWatch takes", () => {
        const ids = Array.from({ length: 60 }, (_, index) => `evt_${String(index).padStart(24, "0")}`);

        const patterns = findTerms(ids);

        expect(findTerms(["a", 'b"c'])).to.deep.equal(['?"a" ?"b\\"c"']);
        expect(patterns.map((pattern) => pattern.length <= 1024)).to.deep.equal([true, true]);
        expect(patterns.join(" ")).to.equal(ids.map((id) => `?${quote(id)}`).join(" "));
        expect(findTerms([])).to.deep.equal([]);
    });
});
