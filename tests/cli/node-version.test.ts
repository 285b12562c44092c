import { expect } from "chai";

// eslint-disable-next-line @typescript-eslint/no-require-imports -- plain JavaScript, which runs on any Node
const { refusal } = require("../../cli/node-version.cjs") as { refusal: (version: string) => string | undefined };

describe("the version of Node", () => {
    it("is refused in one sentence where it is too old, with the remedy", () => {
        expect(refusal("20.20.2")).to.equal(
            'Node 20.20.2 is too old: on Linux, Windows and Intel Macs "npm ci" brings Node 24 for every npm script; ' +
                "elsewhere, install Node 22 or newer",
        );
    });

    it("is taken from 22 on, and is the one that npm brings where there is one", () => {
        expect(refusal("22.0.0")).to.equal(undefined);
        expect(refusal(process.versions.node)).to.equal(undefined);
    });
});
