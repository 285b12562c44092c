import { expect } from "chai";

interface NodeVersion {
    minVersion: string;
    refusal: (version: string, remedy?: string) => string | undefined;
}

// oxlint-disable-next-line typescript/no-require-imports -- plain JavaScript, which runs on any Node
const { refusal } = require("../../bin/node-version.cjs") as NodeVersion;

describe("the version of Node", () => {
    it("is refused in one sentence where it is too old, with the remedy", () => {
        expect(refusal("20.20.2")).to.equal("Node 20.20.2 is too old: install Node 22.13 or newer");
        expect(refusal("22.12.0")).to.equal("Node 22.12.0 is too old: install Node 22.13 or newer");
        expect(refusal("9.11.2", "wait")).to.equal("Node 9.11.2 is too old: wait");
    });

    it("is taken from 22.13 on, and is the one that npm brings where there is one", () => {
        expect(refusal("22.13.0")).to.equal(undefined);
        expect(refusal("23.0.0")).to.equal(undefined);
        expect(refusal(process.versions.node)).to.equal(undefined);
    });
});
