import { expect } from "chai";

import { type Graph, type GraphNode, placeNodes } from "../../../console/model/graph";

const node = (id: string): GraphNode => ({ id, kind: "function", label: id });
const graph = (ids: string, ...edges: string[]): Graph => ({
    nodes: [...ids].map(node),
    edges: edges.map((edge) => ({ from: edge.charAt(0), to: edge.charAt(1) })),
});
const places = (one: Graph) =>
    Object.fromEntries(placeNodes(one).map(({ id, column, row }) => [id, `${column},${row}`]));

describe("placeNodes", () => {
    it("puts each part a column after all that lead to it", () => {
        expect(places(graph("abcd", "ab", "bc", "ac", "cd"))).to.deep.equal({ a: "0,0", b: "1,0", c: "2,0", d: "3,0" });
    });

    it("puts what comes after the same part below each other, near to where it comes from", () => {
        const { d, e, f } = places(graph("abcdef", "ab", "ac", "bd", "be", "cf"));

        expect([d, e, f]).to.deep.equal(["2,0", "2,1", "2,2"]);
    });

    it("comes to an end where parts lead to each other in a circle", () => {
        expect(Object.keys(places(graph("abc", "ab", "bc", "ca")))).to.have.members(["a", "b", "c"]);
    });
});
