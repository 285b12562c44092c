import { expect } from "chai";
import { findEnds, type Change } from "../../../handlers/billing/walk";

/** Changes from text such as "a>b b>c", all of one type. */
function changes(text: string, type = "x.updated"): Change[] {
    return text.split(" ").map((change) => {
        const [before = "", after = ""] = change.split(">");
        return { type, before, after };
    });
}

describe("the end of a trail of changes", () => {
    it("is where the last of a chain leads, whatever the order they are given in", () => {
        expect(findEnds(changes("c>d a>b b>c"), [], [])).to.deep.equal(["d"]);
    });

    it("is found when values go there and back", () => {
        expect(findEnds(changes("a>b b>c c>b"), [], [])).to.deep.equal(["b"]);
        expect(findEnds(changes("a>b b>a a>b"), [], [])).to.deep.equal(["b"]);
    });

    it("is the start, where that is known, when the trail is closed", () => {
        expect(findEnds(changes("a>b b>c c>a"), [], ["b"])).to.deep.equal(["b"]);
    });

    it("can be anywhere on a closed trail whose start is not known", () => {
        expect(findEnds(changes("a>b b>a"), [], [])).to.have.members(["a", "b"]);
        expect(findEnds(changes("a>b b>a"), [], ["a", "b"])).to.have.members(["a", "b"]);
        expect(findEnds(changes("a>b b>a"), [], ["z"])).to.have.members(["a", "b"]);
    });

    it("is told by the one possible start that lies on a closed trail", () => {
        expect(findEnds(changes("a>b b>a"), [], ["a", "z"])).to.deep.equal(["a"]);
    });

    it("is not a state that an event only shows on the way", () => {
        expect(findEnds(changes("a>b b>c"), ["a", "b"], [])).to.deep.equal(["c"]);
    });

    it("can be a state that no change leads to, when an event is missing", () => {
        expect(findEnds(changes("a>b"), ["c"], [])).to.have.members(["b", "c"]);
    });

    it("is not on the piece that leads away from the start, when events are missing", () => {
        expect(findEnds(changes("a>b c>d"), [], ["a"])).to.deep.equal(["d"]);
        expect(findEnds(changes("a>b c>d"), [], [])).to.have.members(["b", "d"]);
        expect(findEnds(changes("a>b"), ["c"], ["c"])).to.deep.equal(["b"]);
    });

    it("can be on the piece that leads back to the start, when events are missing", () => {
        expect(findEnds(changes("b>a c>d"), [], ["a"])).to.have.members(["a", "d"]);
    });

    it("counts a change that two types of events report as one", () => {
        const both = [...changes("a>b", "refund.updated"), ...changes("a>b", "charge.refund.updated")];

        expect(findEnds([...both, ...changes("b>c", "refund.updated")], [], [])).to.deep.equal(["c"]);
    });

    it("has no end to tell when nothing changed", () => {
        expect(findEnds([], ["a", "b"], [])).to.have.members(["a", "b"]);
    });
});
