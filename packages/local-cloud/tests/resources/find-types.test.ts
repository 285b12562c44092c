import { expect } from "chai";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { findTypes } from "../../src/resources/find-types";

describe("resource types in folders", () => {
    let folder: string;

    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "types-"));
        mkdirSync(path.join(folder, "a"));
        mkdirSync(path.join(folder, "b"));
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
    const find = () => findTypes(["a", "b", "missing"].map((name) => path.join(folder, name)));

    it("are those that modules define, by their tokens; other files are none", () => {
        write("a/queue.ts", 'export const definition = { type: "aws:sqs/queue:Queue" };');
        write("a/names.ts", 'export const alphabet = "abc";');
        write("a/README.md", "Not a module.");
        write("b/topic.js", 'exports.definition = { type: "aws:sns/topic:Topic" };');
        write("b/topic.d.ts", "export declare const definition: object;");

        expect([...find().keys()]).to.deep.equal(["aws:sqs/queue:Queue", "aws:sns/topic:Topic"]);
    });

    it("are refused when two files define one type, by the names of both", () => {
        write("a/queue.ts", 'export const definition = { type: "aws:sqs/queue:Queue" };');
        write("b/fifo.ts", 'export const definition = { type: "aws:sqs/queue:Queue" };');

        expect(find).to.throw(/aws:sqs\/queue:Queue is defined twice: in .*\/a\/queue\.ts and in .*\/b\/fifo\.ts/);
    });
});
