import { expect } from "chai";

import { BillingStore } from "../../infra/persistence";
import { runProgram } from "./run-program";

describe("BillingStore", function () {
    this.timeout(30_000);

    it("finds objects by indexes of keys alone, so that most writes cost nothing there", async () => {
        const { resources } = await runProgram(() => {
            new BillingStore("billing", { ledgerDays: 90, logDays: 1, protect: false });
        });
        const table = resources.find(({ name }) => name === "billing-state")?.inputs;
        const index = (name: string, key: string) => ({
            name,
            keySchemas: [
                { attributeName: key, keyType: "HASH" },
                { attributeName: "objectKey", keyType: "RANGE" },
            ],
            projectionType: "KEYS_ONLY",
        });

        expect(table?.globalSecondaryIndexes).to.deep.equal([
            index("byCustomer", "customerKey"),
            index("byStatus", "statusKey"),
            index("byCustomerAccount", "customerAccountKey"),
        ]);
        expect(table?.attributes).to.deep.equal(
            ["objectKey", "customerKey", "statusKey", "customerAccountKey"].map((name) => ({ name, type: "S" })),
        );
    });
});
