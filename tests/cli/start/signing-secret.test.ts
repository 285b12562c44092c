import { expect } from "chai";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { CommandError } from "local-cloud/command";
import { localSigningSecret } from "../../../cli/start/signing-secret";

describe("the signing secret of the system on this machine", () => {
    let base: string;

    beforeEach(async () => {
        base = await mkdtemp(path.join(tmpdir(), "signing-secret-"));
    });

    afterEach(() => rm(base, { recursive: true }));

    it("is made once, and is the same for all who start at once", async () => {
        const folder = path.join(base, "new", "folder");

        const secrets = await Promise.all([1, 2, 3, 4].map(() => localSigningSecret(folder)));

        expect(new Set(secrets).size).to.equal(1);
        expect(await readFile(path.join(folder, "signing-secret"), "utf8")).to.equal(`${secrets[0]}\n`);
        expect(await readdir(folder)).to.deep.equal(["signing-secret"]);
    });

    for (const content of ["", "sk_test_123\n"]) {
        it(`is asked for again when its file holds ${JSON.stringify(content)}`, async () => {
            const file = path.join(base, "signing-secret");
            await writeFile(file, content);

            const error = await localSigningSecret(base).catch((reason: unknown) => reason);

            expect(error).to.be.instanceOf(CommandError);
            expect((error as Error).message)
                .to.contain(file)
                .and.to.contain("remove it");
        });
    }

    it("says so where no folder can be made", async () => {
        const error = await localSigningSecret("/proc/no-folder/here").catch((reason: unknown) => reason);

        expect(error).to.be.instanceOf(CommandError);
        expect((error as Error).message).to.contain("/proc/no-folder/here cannot be written");
    });
});
