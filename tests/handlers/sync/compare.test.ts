import { expect } from "chai";
import { showsSame } from "../../../handlers/sync/compare";

describe("showsSame", () => {
    const list = (ids: number[], more: object = {}) => ({ object: "list", data: ids.map((id) => ({ id })), ...more });

    for (const [what, one, other] of [
        ["members in another order", { id: "a", b: { c: 1, d: 2 } }, { b: { d: 2, c: 1 }, id: "a" }],
        ["null for a member that is absent", { id: "a", canceled_at: null }, { id: "a" }],
        ["links that Stripe renews", { receipt_url: "https://1", invoice_pdf: "x" }, { receipt_url: "https://2" }],
        [
            "a list's first page and the whole of it",
            { items: list([1, 2], { has_more: true }) },
            { items: list([1, 2, 3], { has_more: false }) },
        ],
    ] as const) {
        it(`takes ${what} for the same, both ways`, () => {
            expect([showsSame(one, other), showsSame(other, one)]).to.deep.equal([true, true]);
        });
    }

    for (const [what, one, other] of [
        ["another value", { id: "a", status: "active" }, { id: "a", status: "canceled" }],
        ["another value deep inside", { plan: { amount: 1 } }, { plan: { amount: 2 } }],
        ["a list that is whole and shorter", { items: list([1, 2]) }, { items: list([1, 2, 3]) }],
        ["a page of other entries", { items: list([1, 3], { has_more: true }) }, { items: list([1, 2, 3]) }],
    ] as const) {
        it(`takes ${what} for a difference, both ways`, () => {
            expect([showsSame(one, other), showsSame(other, one)]).to.deep.equal([false, false]);
        });
    }
});
