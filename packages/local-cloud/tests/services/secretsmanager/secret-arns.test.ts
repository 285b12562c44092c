import { expect } from "chai";

import { AwsError } from "../../../src/aws-error";
import { secretArn } from "../../../src/services/secretsmanager/secret-arn";
import { account } from "../../running-endpoint";
import { type OpenSecrets, openSecrets } from "./open-secrets";

const day = 24 * 60 * 60 * 1000;

describe("a secret's ARN", () => {
    let open: OpenSecrets;

    beforeEach(async () => {
        open = await openSecrets();
    });
    afterEach(() => open.close());

    const create = async () => (await open.call("CreateSecret", { Name: "s", SecretString: "x" })).ARN;
    const catchCode = (promise: Promise<unknown>) =>
        promise.then(
            () => "found",
            (error: unknown) => (error as AwsError).code,
        );

    for (const [when, remove] of [
        [
            "after a deletion without recovery",
            () => open.call("DeleteSecret", { SecretId: "s", ForceDeleteWithoutRecovery: true }),
        ],
        [
            "after its time to be restored",
            async () => {
                await open.call("DeleteSecret", { SecretId: "s", RecoveryWindowInDays: 7 });
                await open.clock.advance(7 * day);
            },
        ],
    ] as const) {
        it(`is another one when it is made anew ${when}, and the former finds nothing`, async () => {
            const former = await create();
            await remove();

            const later = await create();

            expect(later).to.match(/:secret:s-[A-Za-z0-9]{6}$/);
            expect(later).not.to.equal(former);
            expect(await catchCode(open.call("GetSecretValue", { SecretId: former }))).to.equal(
                "ResourceNotFoundException",
            );
            expect(await catchCode(open.call("GetSecretValue", { SecretId: later }))).to.equal("found");
        });
    }

    it("stays when the secret is restored", async () => {
        const arn = await create();
        await open.call("DeleteSecret", { SecretId: "s" });

        const restored = await open.call("RestoreSecret", { SecretId: "s" });

        expect(restored.ARN).to.equal(arn);
    });

    it("is the one that a program's outputs say, for a secret that it declares", async () => {
        const arn = secretArn(account, "s");

        await open.secrets.declare(arn, { Name: "s", SecretString: "x" });

        expect((await open.call("GetSecretValue", { SecretId: "s" })).ARN).to.equal(arn);
        expect(await catchCode(create())).to.equal("ResourceExistsException");
    });
});

describe("what Secrets Manager does not do here", () => {
    for (const [operation, member, value] of [
        ["CreateSecret", "AddReplicaRegions", [{ Region: "eu-central-1" }]],
        ["CreateSecret", "Type", "partner"],
        ["UpdateSecret", "SecretString", "x"],
        ["PutSecretValue", "RotationToken", "00000000-0000-0000-0000-000000000000"],
        ["ListSecrets", "IncludePlannedDeletion", true],
    ] as const) {
        it(`is refused by name: ${member} of ${operation}`, async () => {
            const open = await openSecrets();
            await open.call("CreateSecret", { Name: "s" });
            const input = { SecretId: "s", Name: "other", [member]: value };

            const error: unknown = await open.call(operation, input).catch((thrown: unknown) => thrown);
            open.close();

            expect(error).to.deep.include({
                code: "InvalidParameterException",
                message: `The local cloud does not have ${member}.`,
            });
        });
    }

    it("says nothing of members that ask for nothing", async () => {
        const open = await openSecrets();
        const nothing = { AddReplicaRegions: [], ForceOverwriteReplicaSecret: false };

        const { Name } = await open.call("CreateSecret", { Name: "s", ...nothing });
        open.close();

        expect(Name).to.equal("s");
    });
});
