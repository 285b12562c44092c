import { expect } from "chai";

import { type OpenSecrets, openSecrets } from "./open-secrets";

/** The labels of AWS's own answers in LocalStack's tests test_update_secret_version_stages_*, recorded on AWS. */
describe("a secret's staging labels", () => {
    let open: OpenSecrets;
    let ids: string[];

    beforeEach(async () => {
        open = await openSecrets();
        ids = [(await open.call("CreateSecret", { Name: "s", SecretString: "0" })).VersionId];
    });
    afterEach(() => open.close());

    async function put(...VersionStages: string[]): Promise<void> {
        const stages = VersionStages.length === 0 ? {} : { VersionStages };
        const answer = await open.call("PutSecretValue", { SecretId: "s", SecretString: `${ids.length}`, ...stages });
        ids.push(answer.VersionId);
    }
    const move = (VersionStage: string, from: number | undefined, to: number | undefined) =>
        open.call("UpdateSecretVersionStage", {
            SecretId: "s",
            VersionStage,
            ...(from === undefined ? {} : { RemoveFromVersionId: ids[from] }),
            ...(to === undefined ? {} : { MoveToVersionId: ids[to] }),
        });
    /** The labels of each version that has some, by the version's number. */
    async function labels(): Promise<Record<number, string[]>> {
        const { Versions } = await open.call("ListSecretVersionIds", { SecretId: "s" });
        return Object.fromEntries(
            Versions.map(({ VersionId, VersionStages }) => [ids.indexOf(VersionId), VersionStages]),
        );
    }

    it("go where AWS's go in a rotation: AWSPENDING stays with AWSCURRENT until the next value is current", async () => {
        await put("AWSPENDING");
        await move("AWSCURRENT", 0, 1);
        const rotated = await labels();
        await put();

        expect(rotated).to.deep.equal({ 0: ["AWSPREVIOUS"], 1: ["AWSCURRENT", "AWSPENDING"] });
        expect(await labels()).to.deep.equal({ 1: ["AWSPREVIOUS"], 2: ["AWSCURRENT"] });
    });

    it("leave the former current version alone with AWSPREVIOUS when the rotation is taken back", async () => {
        await put("AWSPENDING");
        await move("AWSCURRENT", 0, 1);
        await move("AWSCURRENT", 1, 0);

        expect(await labels()).to.deep.equal({ 0: ["AWSCURRENT"], 1: ["AWSPREVIOUS"] });
    });

    it("of one's own stay where they are", async () => {
        await put("AWSPENDING", "AWSSOMETHING", "PUT1");
        await move("AWSCURRENT", 0, 1);
        await put("AWSPENDING", "PUT2");
        const pending = await labels();
        await move("AWSCURRENT", 1, 2);

        expect(pending).to.deep.equal({
            0: ["AWSPREVIOUS"],
            1: ["AWSCURRENT", "AWSSOMETHING", "PUT1"],
            2: ["AWSPENDING", "PUT2"],
        });
        expect(await labels()).to.deep.equal({
            1: ["AWSPREVIOUS", "AWSSOMETHING", "PUT1"],
            2: ["AWSCURRENT", "AWSPENDING", "PUT2"],
        });
    });

    it("stay with a version that is pending while another becomes current", async () => {
        await put("AWSPENDING");
        await put();

        expect(await labels()).to.deep.equal({ 0: ["AWSPREVIOUS"], 1: ["AWSPENDING"], 2: ["AWSCURRENT"] });
    });

    it("are taken from a version, which is deprecated once it has none", async () => {
        await put("PENDING");
        await move("PENDING", 1, undefined);

        const { Versions } = await open.call("ListSecretVersionIds", { SecretId: "s", IncludeDeprecated: true });
        expect(await labels()).to.deep.equal({ 0: ["AWSCURRENT"] });
        expect(Versions.map(({ VersionStages }) => VersionStages)).to.deep.equal([["AWSCURRENT"], []]);
    });
});
