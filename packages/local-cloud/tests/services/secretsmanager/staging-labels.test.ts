import { expect } from "chai";

import { secretArn } from "../../../src/services/secretsmanager/secret-arn";
import { account } from "../../running-endpoint";
import { type OpenSecrets, openSecrets } from "./open-secrets";

interface Listed {
    Versions: { VersionId: string }[];
    NextToken?: string;
}

/** The labels of AWS's own answers in LocalStack's tests of versions' stages, recorded on AWS. */
describe("a secret's staging labels", () => {
    let open: OpenSecrets;
    let ids: string[];

    beforeEach(async () => {
        open = await openSecrets();
        await open.secrets.putSecret(secretArn(account, "s"), "s", {});
        ids = [(await open.call("PutSecretValue", { SecretId: "s", SecretString: "0" })).VersionId];
    });
    afterEach(() => open.close());

    async function put(...VersionStages: string[]): Promise<void> {
        const stages = VersionStages.length === 0 ? {} : { VersionStages };
        const answer = await open.call("PutSecretValue", { SecretId: "s", SecretString: `${ids.length}`, ...stages });
        ids.push(answer.VersionId);
    }
    /** The labels of each version that has some, by the version's number. */
    async function labels(): Promise<Record<number, string[]>> {
        const { VersionIdsToStages } = await open.call("DescribeSecret", { SecretId: "s" });
        return Object.fromEntries(Object.entries(VersionIdsToStages).map(([id, stages]) => [ids.indexOf(id), stages]));
    }

    it("leave the former current version alone with AWSPREVIOUS", async () => {
        await put("AWSCURRENT", "AWSPENDING");
        const rotated = await labels();
        await put();

        expect(rotated).to.deep.equal({ 0: ["AWSPREVIOUS"], 1: ["AWSCURRENT", "AWSPENDING"] });
        expect(await labels()).to.deep.equal({ 1: ["AWSPREVIOUS"], 2: ["AWSCURRENT"] });
    });

    it("of one's own stay where they are", async () => {
        await put("AWSCURRENT", "AWSSOMETHING", "PUT1");
        await put();

        expect(await labels()).to.deep.equal({ 1: ["AWSPREVIOUS", "AWSSOMETHING", "PUT1"], 2: ["AWSCURRENT"] });
    });

    it("stay with a version that is pending while another becomes current", async () => {
        await put("AWSPENDING");
        await put();

        expect(await labels()).to.deep.equal({ 0: ["AWSPREVIOUS"], 1: ["AWSPENDING"], 2: ["AWSCURRENT"] });
    });

    it("are listed with each version, also those that have none where that is asked for, a page at a time", async () => {
        await put();
        await open.clock.advance(1000);
        await put();
        const list = async (input: object) => {
            const answer = (await open.call("ListSecretVersionIds", { SecretId: "s", ...input })) as unknown as Listed;
            return { ...answer, Versions: answer.Versions.map(({ VersionId }) => ids.indexOf(VersionId)) };
        };

        const labelled = await list({});
        const first = await list({ IncludeDeprecated: true, MaxResults: 2 });
        const second = await list({ IncludeDeprecated: true, MaxResults: 2, NextToken: first.NextToken });

        expect(labelled.Versions).to.deep.equal([1, 2]);
        expect([first.Versions, second.Versions]).to.deep.equal([[0, 1], [2]]);
        expect(second.NextToken).to.equal(undefined);
    });

    it("are taken from a version by a later one, and it is deprecated once it has none", async () => {
        await put("MINE");
        await put("MINE");

        expect(await labels()).to.deep.equal({ 0: ["AWSCURRENT"], 2: ["MINE"] });
    });
});
