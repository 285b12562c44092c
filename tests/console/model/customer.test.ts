import { expect } from "chai";

import { formatMoney } from "../../../console/model/customer";

describe("formatMoney", () => {
    it("knows which currencies have no smaller unit", () => {
        expect(formatMoney(2900, "usd")).to.equal("$29.00");
        expect(formatMoney(2900, "jpy")).to.equal("¥2,900");
    });

    it("shows the plain number of a currency that it does not know, and nothing where there is none", () => {
        expect(formatMoney(5, "no such")).to.equal("5 no such");
        expect(formatMoney(undefined, "usd")).to.equal("");
    });
});
