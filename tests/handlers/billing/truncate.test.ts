import { expect } from "chai";
import { storedBytes, truncate } from "../../../handlers/billing/truncate";

describe("an object that is too large", () => {
    it("is left as it is while it fits", () => {
        const object = { id: "x_1", notes: "x".repeat(800) };

        expect(truncate(object, 1024)).to.deep.equal({ object, truncated: false });
    });

    it("loses its largest members first, and no more than it must", () => {
        const object = { small: "s", larger: "x".repeat(700), largest: "x".repeat(900) };

        const { object: rest, truncated } = truncate(object, 1024);

        expect(Object.keys(rest)).to.deep.equal(["small", "larger"]);
        expect(truncated).to.equal(true);
    });

    it("keeps what is queried even where that is larger than the rest", () => {
        const object = { id: "x_1", status: "x".repeat(600), metadata: { a: "x".repeat(300) }, lines: "x".repeat(400) };

        expect(truncate(object, 1024).object).to.have.all.keys("id", "status", "metadata");
    });

    it("is measured as DynamoDB measures it, not by its JSON", () => {
        const digits = Array.from({ length: 400 }, () => 1);

        expect(storedBytes("é")).to.equal(2);
        expect(storedBytes({ a: null, b: [true] })).to.equal(3 + (1 + 1 + 1) + (1 + 1 + 3 + 1 + 1));
        expect(storedBytes(digits)).to.be.above(JSON.stringify(digits).length);
        expect(truncate({ digits }, 1024).truncated).to.equal(true);
    });
});
