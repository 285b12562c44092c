import { expect } from "chai";

import type { AwsError } from "../../../src/aws-error";
import { Iam } from "../../../src/services/iam/iam";
import { Store } from "../../../src/store";
import { failure } from "../../../src/testing/failure";
import { manualClock } from "../../../src/testing/manual-clock";
import { account, policyText, roleWith } from "../../running-endpoint";

const table = "arn:aws:dynamodb:eu-west-1:123456789012:table/state";
const mayRead = { Effect: "Allow", Action: "dynamodb:GetItem", Resource: table };
const trust = policyText([
    { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
]);
const basic = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

describe("Iam", () => {
    let store: Store;
    let iam: Iam;
    const open = () => new Iam({ store, clock: manualClock(), account });

    beforeEach(async () => {
        store = Store.open(undefined);
        iam = open();
        await iam.start();
    });
    afterEach(() => store.close());

    it("lets a role do what its policies allow, and says in AWS's words what they do not", async () => {
        const { accessKeyId } = await roleWith(iam, "reader", [mayRead]);
        const caller = iam.identify(accessKeyId);

        iam.authorize(caller, "dynamodb:GetItem", table);

        expect(() => iam.authorize(caller, "dynamodb:PutItem", table))
            .to.throw(
                "User: arn:aws:sts::123456789012:assumed-role/reader/my-function is not authorized to perform: " +
                    `dynamodb:PutItem on resource: ${table} because no identity-based policy allows the dynamodb:PutItem action`,
            )
            .with.property("code", "AccessDeniedException");
    });

    it("says it otherwise when a policy denies", async () => {
        const { accessKeyId } = await roleWith(iam, "reader", [mayRead, { ...mayRead, Effect: "Deny" }]);

        expect(() => iam.authorize(iam.identify(accessKeyId), "dynamodb:GetItem", table)).to.throw(
            /with an explicit deny in an identity-based policy$/,
        );
    });

    it("lets a role do no more than its permissions boundary allows", async () => {
        const document = policyText([{ Effect: "Allow", Action: "dynamodb:Get*", Resource: "*" }]);
        const { arn: permissionsBoundary } = await iam.putPolicy({ name: "bounds", document });
        const { accessKeyId } = await roleWith(iam, "reader", [{ ...mayRead, Action: "dynamodb:*" }]);
        const bounded = { name: "reader", assumeRolePolicy: trust, permissionsBoundary };
        await iam.putRole(bounded);
        const caller = iam.identify(accessKeyId);

        iam.authorize(caller, "dynamodb:GetItem", table);

        expect(() => iam.authorize(caller, "dynamodb:PutItem", table)).to.throw(
            /because no permissions boundary allows the dynamodb:PutItem action$/,
        );
        expect(() => iam.authorize(caller, "sqs:SendMessage", table)).to.throw(/no identity-based policy allows/);
        expect(await failure<AwsError>(iam.deletePolicy(permissionsBoundary))).to.include({ code: "DeleteConflict" });
        const unknown = iam.putRole({ ...bounded, permissionsBoundary: `${permissionsBoundary}x` });
        expect(await failure<AwsError>(unknown)).to.include({ code: "NoSuchEntity" });
    });

    it("lets everyone else do anything", () => {
        expect(iam.identify(undefined)).to.deep.equal({ kind: "admin" });
        expect(iam.identify("AKIAIOSFODNN7EXAMPLE")).to.deep.equal({ kind: "admin" });
        expect(iam.identify("ASIAAAAAAAAAAAAAAAAA")).to.deep.equal({ kind: "admin" });
        iam.authorize({ kind: "admin" }, "dynamodb:DeleteTable", table);
        iam.authorize({ kind: "service", principal: "events.amazonaws.com" }, "sqs:SendMessage", "*");
    });

    it("knows a role's keys again after a restart", async () => {
        const credentials = await roleWith(iam, "reader", [mayRead]);

        const again = open();
        await again.start();

        const roleArn = "arn:aws:iam::123456789012:role/reader";
        expect(again.identify(credentials.accessKeyId)).to.deep.equal({ kind: "role", roleArn });
        expect(again.credentials(roleArn, "my-function")).to.deep.equal(credentials);
        expect(credentials.accessKeyId).to.match(/^ASIA[A-Z2-7]{16}$/);
        expect(again.allows(roleArn, "dynamodb:GetItem", table)).to.equal(true);
    });

    it("lets a deleted role's sessions do nothing", async () => {
        const { accessKeyId } = await roleWith(iam, "reader", [mayRead]);

        await iam.deleteRole("reader");

        expect(() => iam.authorize(iam.identify(accessKeyId), "dynamodb:GetItem", table)).to.throw(/not authorized/);
    });

    it("forgets an inline policy that is deleted", async () => {
        await roleWith(iam, "reader", [mayRead]);

        await iam.deleteRolePolicy("reader", "own");

        expect(iam.allows("arn:aws:iam::123456789012:role/reader", "dynamodb:GetItem", table)).to.equal(false);
    });

    it("keeps every one of several policies that are put at once", async () => {
        await iam.putRole({ name: "many", assumeRolePolicy: trust });

        await Promise.all(["a", "b", "c"].map((name) => iam.putRolePolicy("many", name, policyText([mayRead]))));

        expect(Object.keys(iam.getRole("many").inlinePolicies)).to.have.members(["a", "b", "c"]);
    });

    it("keeps a role's policies when the role is put again", async () => {
        await roleWith(iam, "reader", [mayRead]);

        await iam.putRole({ name: "reader", assumeRolePolicy: trust, description: "changed" });

        expect(iam.allows("arn:aws:iam::123456789012:role/reader", "dynamodb:GetItem", table)).to.equal(true);
    });

    it("attaches policies of AWS's and of one's own, and detaches them", async () => {
        const { arn: roleArn } = await iam.putRole({ name: "logging", path: "/app/", assumeRolePolicy: trust });
        const { arn } = await iam.putPolicy({ name: "read", document: policyText([mayRead]) });

        await iam.attachRolePolicy("logging", basic);
        await iam.attachRolePolicy("logging", arn);

        expect(roleArn).to.equal("arn:aws:iam::123456789012:role/app/logging");
        expect(iam.allows(roleArn, "logs:PutLogEvents", "*")).to.equal(true);
        expect(iam.allows(roleArn, "dynamodb:GetItem", table)).to.equal(true);
        expect(await failure<AwsError>(iam.deletePolicy(arn))).to.include({ code: "DeleteConflict" });

        await iam.detachRolePolicy("logging", arn);
        await iam.deletePolicy(arn);

        expect(iam.allows(roleArn, "dynamodb:GetItem", table)).to.equal(false);
    });

    it("names a policy that it does not have", async () => {
        await iam.putRole({ name: "odd", assumeRolePolicy: trust });
        const unknown = "arn:aws:iam::aws:policy/AmazonBraketFullAccess";

        const error = await failure<AwsError>(iam.attachRolePolicy("odd", unknown));

        expect(error.code).to.equal("NoSuchEntity");
        expect(error.message).to.contain(unknown);
    });

    it("refuses policies that AWS refuses", async () => {
        const codes = await Promise.all([
            failure<AwsError>(iam.putRole({ name: "r", assumeRolePolicy: policyText([mayRead]) })),
            failure<AwsError>(iam.putRolePolicy("missing", "p", policyText([mayRead]))),
        ]);
        await iam.putRole({ name: "big", assumeRolePolicy: trust });
        const big = policyText([{ ...mayRead, Resource: Array.from({ length: 250 }, () => table) }]);
        const tooBig = await failure<AwsError>(iam.putRolePolicy("big", "p", big));

        expect(codes.map(({ code }) => code)).to.deep.equal(["MalformedPolicyDocument", "NoSuchEntity"]);
        expect(tooBig).to.include({
            code: "LimitExceeded",
            message: "Maximum policy size of 10240 bytes exceeded for role big",
        });
    });

    it("says which services may assume a role", async () => {
        const { arn } = await iam.putRole({ name: "lambda-only", assumeRolePolicy: trust });

        expect(iam.mayAssume(arn, "lambda.amazonaws.com")).to.equal(true);
        expect(iam.mayAssume(arn, "events.amazonaws.com")).to.equal(false);
        expect(iam.mayAssume(`${arn}2`, "lambda.amazonaws.com")).to.equal(false);
    });

    it("asks conditions with what every request has, and what the service adds", async () => {
        const regional = { ...mayRead, Condition: { StringEquals: { "aws:RequestedRegion": "eu-west-1" } } };
        const named = { ...mayRead, Condition: { StringEquals: { "dynamodb:Select": "COUNT" } } };
        await roleWith(iam, "regional", [regional]);
        await roleWith(iam, "named", [named]);
        const arn = "arn:aws:iam::123456789012:role/named";

        expect(iam.allows("arn:aws:iam::123456789012:role/regional", "dynamodb:GetItem", table)).to.equal(true);
        expect(iam.allows(arn, "dynamodb:GetItem", table)).to.equal(false);
        expect(iam.allows(arn, "dynamodb:GetItem", table, { "dynamodb:Select": "COUNT" })).to.equal(true);
    });
});
