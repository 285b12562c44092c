import { expect } from "chai";

import type { Caller } from "../../../../src/services/service";
import { functionSpec, type LambdaFixture, roleArn, startLambda } from "../lambda-fixture";

const arn = "arn:aws:lambda:eu-west-1:123456789012:function:guarded";
const rule = "arn:aws:events:eu-west-1:123456789012:rule/bus/welcome";

describe("who may invoke a function", () => {
    let fixture: LambdaFixture;

    beforeEach(async () => {
        fixture = await startLambda();
        await fixture.lambda.putFunction(functionSpec("guarded", "exports.handler = async () => 1;"));
    });

    afterEach(() => fixture.close());

    function outcome(caller: Caller, functionArn = arn): string {
        try {
            fixture.lambda.mayInvoke(functionArn, caller);
            return "allowed";
        } catch (error) {
            return (error as Error).name;
        }
    }
    const service = (principal: string, sourceArn?: string): Caller => ({ kind: "service", principal, sourceArn });

    it("is no service without a permission", async () => {
        const context = { principal: "events.amazonaws.com", sourceArn: rule };

        const error = await fixture.lambda.handOver(arn, "{}", context).catch((thrown: unknown) => thrown);

        expect(error).to.deep.include({ code: "AccessDeniedException", status: 403 });
    });

    it("is the service that a permission names, for the sources that its pattern matches", async () => {
        await fixture.lambda.addPermission("guarded", "bus", {
            action: "lambda:InvokeFunction",
            principal: "events.amazonaws.com",
            sourceArn: "arn:aws:events:eu-west-1:123456789012:rule/b?s/*",
        });

        expect(outcome(service("events.amazonaws.com", rule))).to.equal("allowed");
        expect(outcome(service("apigateway.amazonaws.com", rule))).to.equal("AccessDeniedException");
        expect(outcome(service("events.amazonaws.com", rule.replace("bus", "buzz")))).to.equal("AccessDeniedException");
        expect(outcome(service("events.amazonaws.com"))).to.equal("AccessDeniedException");
    });

    it("is a source of the account that a permission names", async () => {
        await fixture.lambda.addPermission("guarded", "bus", {
            action: "lambda:InvokeFunction",
            principal: "events.amazonaws.com",
            sourceAccount: "123456789012",
        });

        expect(outcome(service("events.amazonaws.com", rule))).to.equal("allowed");
        expect(outcome(service("events.amazonaws.com", rule.replace("123456789012", "210987654321")))).to.equal(
            "AccessDeniedException",
        );
    });

    it("is nobody any more once the permission is removed", async () => {
        const permission = { action: "lambda:InvokeFunction", principal: "events.amazonaws.com" };
        await fixture.lambda.addPermission("guarded", "bus", permission);

        await fixture.lambda.removePermission("guarded", "bus");

        expect(outcome(service("events.amazonaws.com", rule))).to.equal("AccessDeniedException");
    });

    it("is a role whose own policies allow it, or that a permission names", async () => {
        const role: Caller = { kind: "role", roleArn };
        const allowed = outcome(role);
        fixture.denied.add("lambda:InvokeFunction");
        const denied = outcome(role);

        await fixture.lambda.addPermission("guarded", "role", { action: "lambda:InvokeFunction", principal: roleArn });

        expect([allowed, denied, outcome(role)]).to.deep.equal(["allowed", "AccessDeniedException", "allowed"]);
    });

    it("does not learn, as a role that may invoke nothing, whether a function is there", () => {
        const role: Caller = { kind: "role", roleArn };
        const missing = arn.replace("guarded", "missing");

        const whenAllowed = outcome(role, missing);
        fixture.denied.add("lambda:InvokeFunction");
        const whenDenied = outcome(role, missing);

        expect([whenAllowed, whenDenied]).to.deep.equal(["ResourceNotFoundException", "AccessDeniedException"]);
    });

    it("must name a function that there is", async () => {
        const context = { principal: "events.amazonaws.com", sourceArn: rule };
        const missing = arn.replace("guarded", "missing");

        const error = await fixture.lambda.handOver(missing, "{}", context).catch((thrown: unknown) => thrown);

        expect(error).to.deep.include({ code: "ResourceNotFoundException", status: 404 });
    });
});
