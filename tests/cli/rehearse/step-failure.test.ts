import { expect } from "chai";

import { formatErrors } from "../../../cli/rehearse/step-failure";

const queue = "urn:pulumi:dev::p::aws:sqs/queue:Queue::letters";
const stack = "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev";

describe("the engine's words on a failure", () => {
    it("name the resource, and are not followed by what is said again of the whole stack", () => {
        const errors = [
            { urn: queue, message: "the name is too long" },
            { urn: stack, message: "update failed" },
        ];

        expect(formatErrors({ errors })).to.deep.equal(["Queue letters: the name is too long"]);
    });

    it("are those of the stack when no resource is to blame", () => {
        expect(formatErrors({ errors: [{ message: "the passphrase is wrong" }] })).to.deep.equal([
            "the passphrase is wrong",
        ]);
    });

    it("come once, without the places in the code, and without that the engine was stopped", () => {
        const errors = [
            { message: "Unhandled exception: cannot find x\n    at require (x.js:1:1)" },
            { message: "cannot find x" },
            { message: "preview canceled" },
        ];

        expect(formatErrors({ errors })).to.deep.equal(["Unhandled exception: cannot find x"]);
    });
});
