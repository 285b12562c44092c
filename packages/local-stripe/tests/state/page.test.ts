import { expect } from "chai";

import { Objects } from "../../src/state/objects";
import { Sqlite } from "../../src/state/sqlite";

describe("a page of objects", () => {
    it("is read by an index alone, whatever number of objects were made in its second", () => {
        const sqlite = Sqlite.open(undefined);
        const objects = new Objects(sqlite);
        objects.insert("", { id: "cus_1", object: "customer", created: 1 }, 1);
        objects.insert("", { id: "si_1", object: "subscription_item", created: 1, subscription: "sub_1" }, 1);
        const plans: unknown[] = [];
        const explaining = {
            first: sqlite.first.bind(sqlite),
            all: (sql: string, ...values: string[]) => {
                plans.push(...sqlite.all(`EXPLAIN QUERY PLAN ${sql}`, ...values).map(({ detail }) => detail));
                return [];
            },
        };

        const explained = new Objects(explaining as unknown as Sqlite);
        explained.list("", "customer", { limit: 100, startingAfter: "cus_1" });
        explained.list("", "customer", { limit: 100, startingAfter: "cus_1" }, { customer: "cus_1" });
        explained.list("", "subscription_item", { limit: 100, endingBefore: "si_1" }, { subscription: "sub_1" });

        expect(plans).to.deep.equal([
            "SEARCH objects USING INDEX newest (account=? AND kind=? AND (created,seq)<(?,?))",
            "SEARCH objects USING INDEX customers (account=? AND kind=? AND customer=? AND (created,seq)<(?,?))",
            "SEARCH objects USING INDEX parts (account=? AND kind=? AND parent=? AND (created,seq)>(?,?))",
        ]);
        sqlite.close();
    });
});
