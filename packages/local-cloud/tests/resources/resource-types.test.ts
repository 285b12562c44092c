import { expect } from "chai";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { ResourceTypes } from "../../src/resources/resource-types";

describe("resource types in folders", () => {
    let folder: string;

    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "types-"));
        mkdirSync(path.join(folder, "a"));
        mkdirSync(path.join(folder, "b"));
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
    const types = () => new ResourceTypes(["a", "b", "missing"].map((name) => path.join(folder, name)));

    it("are those that modules define, by their tokens; other files are none", () => {
        write("a/queue-policy.ts", 'export const definition = { type: "aws:sqs/queuePolicy:QueuePolicy" };');
        write("a/names.ts", 'export const alphabet = "abc";');
        write("a/README.md", "Not a module.");
        write("b/topic.js", 'exports.definition = { type: "aws:sns/topic:Topic" };');
        write("b/topic.d.ts", "export declare const definition: object;");

        expect(types().tokens()).to.deep.equal(["aws:sns/topic:Topic", "aws:sqs/queuePolicy:QueuePolicy"]);
        expect(types().find("aws:sns/topic:Topic")).to.deep.equal({ type: "aws:sns/topic:Topic" });
        expect(types().find("aws:iot/topic:Topic")).to.equal(undefined);
        expect(types().find("aws:iot/names:Names")).to.equal(undefined);
    });

    it("are found without loading the others", () => {
        write("a/queue.ts", 'export const definition = { type: "aws:sqs/queue:Queue" };');
        write("b/topic.ts", 'throw new Error("loaded");');

        expect(types().find("aws:sqs/queue:Queue")).to.deep.equal({ type: "aws:sqs/queue:Queue" });
    });

    it("are refused when two files define one type, by the names of both", () => {
        write("a/queue.ts", 'export const definition = { type: "aws:sqs/queue:Queue" };');
        write("b/queue.ts", 'export const definition = { type: "aws:sqs/queue:Queue" };');

        expect(() => types().find("aws:sqs/queue:Queue")).to.throw(
            /aws:sqs\/queue:Queue is defined twice: in .*\/a\/queue\.ts and in .*\/b\/queue\.ts/,
        );
    });

    it("are refused when their file has another name than theirs", () => {
        write("a/fifo.ts", 'export const definition = { type: "aws:sqs/queue:Queue" };');

        expect(() => types().tokens()).to.throw(
            /\/a\/fifo\.ts defines aws:sqs\/queue:Queue, which is looked for in queue\.ts/,
        );
    });
});
