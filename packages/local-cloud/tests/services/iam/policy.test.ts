import { expect } from "chai";

import { evaluate, parsePolicy, type PolicyRequest, type PolicyStatement } from "../../../src/services/iam/policy";

const bus = "arn:aws:events:eu-west-1:123456789012:event-bus/orders";

function verdict(
    statements: PolicyStatement | PolicyStatement[],
    request: Partial<PolicyRequest> = {},
    version: "2012-10-17" | "2008-10-17" = "2012-10-17",
) {
    const whole = { action: "events:PutEvents", resource: bus, context: {}, ...request };
    return evaluate([{ Version: version, Statement: statements }], whole);
}

const allow: PolicyStatement = { Effect: "Allow", Action: "events:PutEvents", Resource: bus };

describe("Evaluating IAM policies", () => {
    it("allows what a statement allows, and nothing else", () => {
        expect(verdict(allow)).to.equal("allow");
        expect(verdict(allow, { action: "events:PutRule" })).to.equal("implicitDeny");
        expect(verdict(allow, { resource: `${bus}2` })).to.equal("implicitDeny");
        expect(evaluate([], { action: "events:PutEvents", resource: bus, context: {} })).to.equal("implicitDeny");
    });

    it("lets a denial win over an allowance, in any order and across policies", () => {
        const deny: PolicyStatement = { Effect: "Deny", Action: "events:*", Resource: "*" };
        const request = { action: "events:PutEvents", resource: bus, context: {} };

        expect(verdict([allow, deny])).to.equal("deny");
        expect(verdict([deny, allow])).to.equal("deny");
        expect(evaluate([{ Statement: allow }, { Statement: [deny] }], request)).to.equal("deny");
    });

    it("compares actions in any case, resources in their own", () => {
        expect(verdict({ ...allow, Action: "Events:putevents" })).to.equal("allow");
        expect(verdict({ ...allow, Resource: bus.replace("orders", "Orders") })).to.equal("implicitDeny");
    });

    it("reads * and ? as wildcards, and every other character as itself", () => {
        expect(verdict({ ...allow, Action: "events:Put*" })).to.equal("allow");
        expect(verdict({ ...allow, Action: "*" })).to.equal("allow");
        expect(verdict({ ...allow, Resource: "arn:aws:events:*:event-bus/order?" })).to.equal("allow");
        expect(verdict({ ...allow, Resource: bus.replace("orders", "order?s") })).to.equal("implicitDeny");
        expect(verdict({ ...allow, Resource: bus.replace("orders", "o.ders") })).to.equal("implicitDeny");
        expect(verdict({ ...allow, Resource: "a*b" }, { resource: "a(b)b" })).to.equal("allow");
    });

    it("applies NotAction and NotResource to everything that they do not name", () => {
        const others: PolicyStatement = { Effect: "Allow", NotAction: ["events:Delete*"], Resource: "*" };
        const elsewhere: PolicyStatement = { Effect: "Allow", Action: "*", NotResource: bus };

        expect(verdict(others)).to.equal("allow");
        expect(verdict(others, { action: "events:DeleteRule" })).to.equal("implicitDeny");
        expect(verdict(elsewhere)).to.equal("implicitDeny");
        expect(verdict(elsewhere, { resource: `${bus}2` })).to.equal("allow");
    });

    describe("principals", () => {
        const service = { service: "events.amazonaws.com" };
        const role = { aws: "arn:aws:iam::123456789012:role/app/worker" };
        const session = { aws: "arn:aws:sts::123456789012:assumed-role/worker/session" };

        it("are looked at only when the request has one", () => {
            const forLambda: PolicyStatement = { ...allow, Principal: { Service: "lambda.amazonaws.com" } };

            expect(verdict(forLambda)).to.equal("allow");
            expect(verdict(forLambda, { principal: service })).to.equal("implicitDeny");
        });

        it("match a service by its name, and everyone by a star", () => {
            const named = ["lambda.amazonaws.com", "events.amazonaws.com"];

            expect(verdict({ ...allow, Principal: { Service: named } }, { principal: service })).to.equal("allow");
            expect(verdict({ ...allow, Principal: "*" }, { principal: service })).to.equal("allow");
            expect(verdict({ ...allow, Principal: { AWS: "*" } }, { principal: service })).to.equal("allow");
            expect(verdict(allow, { principal: service })).to.equal("implicitDeny");
        });

        it("match a role's sessions by the role, and everyone in an account by the account", () => {
            for (const named of [role.aws, "123456789012", "arn:aws:iam::123456789012:root"]) {
                const statement: PolicyStatement = { ...allow, Principal: { AWS: named } };

                expect(verdict(statement, { principal: role }), named).to.equal("allow");
                expect(verdict(statement, { principal: session }), named).to.equal("allow");
            }
            const other: PolicyStatement = { ...allow, Principal: { AWS: "arn:aws:iam::999999999999:root" } };
            expect(verdict(other, { principal: role })).to.equal("implicitDeny");
        });

        it("are everyone else with NotPrincipal", () => {
            const statement: PolicyStatement = { ...allow, NotPrincipal: { Service: "events.amazonaws.com" } };

            expect(verdict(statement, { principal: service })).to.equal("implicitDeny");
            expect(verdict(statement, { principal: role })).to.equal("allow");
        });
    });

    describe("conditions", () => {
        /** Whether a condition holds for a request with `actual` under `aws:Key`; undefined leaves the key out. */
        function holds(operator: string, wanted: string | string[], actual: string | undefined): boolean {
            const condition = { [operator]: { "aws:Key": wanted } };
            const context: Record<string, string> = actual === undefined ? {} : { "AWS:key": actual };
            return verdict({ ...allow, Condition: condition }, { context }) === "allow";
        }

        const cases: [operator: string, wanted: string | string[], holdsFor: string[], failsFor: string[]][] = [
            ["StringEquals", ["a", "b*"], ["a", "b*"], ["A", "bc"]],
            ["StringNotEquals", ["a", "b"], ["c", "A"], ["a", "b"]],
            ["StringEqualsIgnoreCase", "Ab", ["aB"], ["abc"]],
            ["StringNotEqualsIgnoreCase", "Ab", ["abc"], ["aB"]],
            ["StringLike", "a*c?", ["abbcd", "acc"], ["abc", "ABCD"]],
            ["StringNotLike", "a*", ["b"], ["ab"]],
            ["Bool", "true", ["true", "True"], ["false"]],
            ["NumericEquals", "10", ["10", "10.0"], ["9", "x"]],
            ["NumericNotEquals", "10", ["9"], ["10"]],
            ["NumericLessThan", "10", ["9.5"], ["10", "x", ""]],
            ["NumericGreaterThanEquals", "10", ["10", "11"], ["9"]],
            [
                "DateGreaterThan",
                "2026-01-01T00:00:00Z",
                ["2026-01-01T00:00:01Z", "1767225601"],
                ["2025-12-31T23:59:59Z"],
            ],
            ["DateLessThanEquals", "1767225600", ["2026-01-01T00:00:00Z"], ["2026-01-01T00:00:01Z"]],
            ["IpAddress", ["10.0.0.0/8", "2001:db8::/32"], ["10.200.0.1", "2001:db8::1"], ["11.0.0.1", "not an ip"]],
            ["NotIpAddress", "10.0.0.0/8", ["11.0.0.1"], ["10.0.0.1"]],
            ["ArnLike", "arn:aws:events:*:123456789012:rule/*", [`${bus}`.replace("event-bus", "rule")], [bus]],
            ["ArnEquals", "arn:aws:s3:::bucket*", ["arn:aws:s3:::bucket-1"], ["arn:aws:s3::x:bucket-1"]],
            ["ArnNotLike", "arn:aws:s3:::*", [bus], ["arn:aws:s3:::bucket"]],
        ];
        for (const [operator, wanted, holdsFor, failsFor] of cases) {
            it(`hold and fail by ${operator}`, () => {
                holdsFor.forEach((actual) => expect(holds(operator, wanted, actual), actual).to.equal(true));
                failsFor.forEach((actual) => expect(holds(operator, wanted, actual), actual).to.equal(false));
            });
        }

        it("keep the wildcards of an ARN between its colons", () => {
            expect(holds("ArnLike", "arn:aws:*:rule/x", "arn:aws:events:eu-west-1:123456789012:rule/x")).to.equal(
                false,
            );
        });

        it("fail for a missing key, save when turned round or with IfExists", () => {
            expect(holds("StringEquals", "a", undefined)).to.equal(false);
            expect(holds("StringNotEquals", "a", undefined)).to.equal(true);
            expect(holds("StringEqualsIfExists", "a", undefined)).to.equal(true);
            expect(holds("StringEqualsIfExists", "a", "b")).to.equal(false);
            expect(holds("Null", "true", undefined)).to.equal(true);
            expect(holds("Null", "false", undefined)).to.equal(false);
            expect(holds("Null", "false", "a")).to.equal(true);
            expect(holds("ForAllValues:StringEquals", "a", undefined)).to.equal(true);
            expect(holds("ForAnyValue:StringNotEquals", "a", undefined)).to.equal(false);
        });

        it("must all hold", () => {
            const condition = { StringEquals: { "aws:A": "1", "aws:B": "2" }, Bool: { "aws:C": "true" } };
            const statement: PolicyStatement = { ...allow, Condition: condition };

            expect(verdict(statement, { context: { "aws:A": "1", "aws:B": "2", "aws:C": "true" } })).to.equal("allow");
            expect(verdict(statement, { context: { "aws:A": "1", "aws:B": "3", "aws:C": "true" } })).to.equal(
                "implicitDeny",
            );
            expect(verdict(statement, { context: { "aws:A": "1", "aws:B": "2" } })).to.equal("implicitDeny");
        });
    });

    describe("variables", () => {
        const own: PolicyStatement = { ...allow, Resource: "arn:aws:s3:::home/${aws:PrincipalTag/name}/*" };

        it("stand for the request's values, taken literally", () => {
            const resource = "arn:aws:s3:::home/anna/file";
            const tagged = (name: string) => ({ resource, context: { "aws:principaltag/name": name } });

            expect(verdict(own, tagged("anna"))).to.equal("allow");
            expect(verdict(own, tagged("otto"))).to.equal("implicitDeny");
            expect(verdict(own, tagged("*"))).to.equal("implicitDeny");
            expect(verdict(own, { resource })).to.equal("implicitDeny");
        });

        it("have defaults, and stand for wildcards' own characters", () => {
            const defaulted = "arn:aws:s3:::home/${aws:PrincipalTag/name, 'anna'}/${*}";

            expect(verdict({ ...own, Resource: defaulted }, { resource: "arn:aws:s3:::home/anna/*" })).to.equal(
                "allow",
            );
            expect(verdict({ ...own, Resource: defaulted }, { resource: "arn:aws:s3:::home/anna/x" })).to.equal(
                "implicitDeny",
            );
        });

        it("are plain text in the older version of the language", () => {
            const context = { "aws:PrincipalTag/name": "anna" };

            expect(verdict(own, { resource: "arn:aws:s3:::home/anna/x", context }, "2008-10-17")).to.equal(
                "implicitDeny",
            );
        });
    });
});

describe("Reading IAM policies", () => {
    const statement = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::bucket/*" };
    const text = (over: object, policy: object = {}) =>
        JSON.stringify({ Version: "2012-10-17", Statement: [{ ...statement, ...over }], ...policy });

    it("takes one statement, or several", () => {
        expect(parsePolicy(JSON.stringify({ Statement: statement }), "identity").Statement).to.deep.equal(statement);
        expect(parsePolicy(text({}), "identity").Statement).to.have.length(1);
    });

    const refusals: [what: string, policy: string, kind: "identity" | "resource" | "trust", reason: RegExp][] = [
        ["is not JSON", "{", "identity", /invalid Json/],
        ["is not an object", "[]", "identity", /not a JSON object/],
        ["has no statement", "{}", "identity", /Statement is missing/],
        ["has an unknown version", text({}, { Version: "2024-01-01" }), "identity", /Version must be/],
        ["has an unknown element", text({ Actions: "s3:*" }), "identity", /cannot have "Actions"/],
        ["has an effect in another case", text({ Effect: "allow" }), "identity", /Effect must be/],
        ["has an action of no service", text({ Action: "GetObject" }), "identity", /prefaced by a vendor/],
        ["has no action", text({ Action: undefined }), "identity", /must contain actions/],
        ["has both Action and NotAction", text({ NotAction: "s3:*" }), "identity", /exclude each other/],
        ["has no resource", text({ Resource: undefined }), "identity", /must contain resources/],
        [
            "has a resource that is no ARN",
            text({ Resource: "bucket" }),
            "identity",
            /bucket must be in ARN format or "\*"/,
        ],
        ["names a principal on an identity", text({ Principal: "*" }), "identity", /should not specify a principal/],
        ["names no principal on a resource", text({}), "resource", /required field Principal/],
        ["names an unknown kind of principal", text({ Principal: { User: "x" } }), "resource", /"User":"x"/],
        [
            "names a resource in a trust policy",
            text({ Principal: "*", Action: "sts:AssumeRole" }),
            "trust",
            /field Resource/,
        ],
        [
            "does not let assume in a trust policy",
            text({ Principal: "*", Resource: undefined }),
            "trust",
            /only specify STS/,
        ],
        [
            "has an unknown operator",
            text({ Condition: { StringIs: { "aws:A": "1" } } }),
            "identity",
            /type : StringIs$/,
        ],
        ["has a condition key of no service", text({ Condition: { Bool: { A: "1" } } }), "identity", /prefaced/],
        [
            "has a Sid twice",
            JSON.stringify({
                Statement: [
                    { ...statement, Sid: "A" },
                    { ...statement, Sid: "A" },
                ],
            }),
            "identity",
            /must be unique/,
        ],
    ];
    for (const [what, policy, kind, reason] of refusals) {
        it(`refuses one that ${what}`, () => {
            expect(() => parsePolicy(policy, kind))
                .to.throw(reason)
                .with.property("code", "MalformedPolicyDocument");
        });
    }
});
