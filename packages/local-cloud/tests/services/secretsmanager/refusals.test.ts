import { expect } from "chai";

import { secretArn } from "../../../src/services/secretsmanager/secret-arn";
import { account } from "../../running-endpoint";
import { openSecrets } from "./open-secrets";

describe("what Secrets Manager does not do here", () => {
    for (const [operation, member, value] of [
        ["PutSecretValue", "RotationToken", "00000000-0000-0000-0000-000000000000"],
        ["ListSecrets", "IncludePlannedDeletion", true],
    ] as const) {
        it(`is refused by name: ${member} of ${operation}`, async () => {
            const open = await openSecrets();
            await open.secrets.putSecret(secretArn(account, "s"), "s", {});
            const input = { SecretId: "s", [member]: value };

            const error: unknown = await open.call(operation, input).catch((thrown: unknown) => thrown);
            open.close();

            expect(error).to.deep.include({
                code: "InvalidParameterException",
                message: `The local cloud does not have ${member}.`,
            });
        });
    }
});
