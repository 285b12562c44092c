import { expect } from "chai";
import { stripVTControlCharacters } from "node:util";

import { findProblems } from "../../../cli/status/find-problems";
import { showStatus } from "../../../cli/status/show";
import type { Status } from "../../../cli/status/status";
import type { DeploymentOptions } from "../../../cli/deployment";
import { Terminal } from "local-cloud/command";
import { captureTerminal, expectSnapshot } from "../../support/terminal-snapshot";
import { makeStatus, makeTroubledStatus } from "./sample-status";

function show(status: Status, columns: number, options: DeploymentOptions = {}, maxProblems?: number): string {
    const output = captureTerminal(columns);
    showStatus(new Terminal({ output, environment: {} }), status, findProblems(status), { options, maxProblems });
    return output.text();
}

describe("what npm run status shows", () => {
    for (const columns of [80, 120]) {
        it(`is one screen when nothing is wrong, at ${columns} columns`, () => {
            const text = show(makeStatus(), columns);

            expectSnapshot("status", columns, text, "exact");
            expect(text.trimEnd().split("\n").length).to.be.at.most(24);
        });

        it(`has what is wrong on top, with the commands that mend it, at ${columns} columns`, () => {
            expectSnapshot("status-troubled", columns, show(makeTroubledStatus(), columns, { stack: "prod" }), "exact");
        });
    }

    it("leaves out problems that there is no room for, and says so", () => {
        const text = show(makeTroubledStatus(), 80, {}, 2);

        expect(text).to.match(/\n {2}and \d+ more: npm run status without --watch\n/);
    });

    it("has the letters of Stripe's EventBridge destination, and no line of a webhook that there is not", () => {
        const partnerDoor = { name: "partner-door", deadLetters: 2 };

        const text = stripVTControlCharacters(show(makeStatus({ webhook: undefined, partnerDoor }), 80));

        expect(text).to.contain("dead letters  partner-door 2\n");
        expect(text).to.not.contain("webhook");
    });

    it("says why the alarms are not known", () => {
        const text = show(makeStatus({ alarms: { unknown: "no permission" } }), 80);

        expect(text).to.contain("alarms        not known: no permission\n");
    });

    it("aims its commands at a local cloud elsewhere", () => {
        const text = show(makeTroubledStatus(), 200, { awsEndpoint: "http://127.0.0.1:9999" });

        expect(text).to.contain("npm run dlq -- list payment-trouble --aws-endpoint http://127.0.0.1:9999");
    });
});
