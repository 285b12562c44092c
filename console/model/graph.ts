export type NodeKind = "api" | "function" | "bus" | "rule" | "table" | "queue";

/** A part of the program. */
export interface GraphNode {
    id: string;
    kind: NodeKind;
    /** Its name in the program. */
    label: string;
    /** What more there is to say, such as a rule's pattern. */
    detail?: string;
}

/** What goes from one part to another. */
export interface GraphEdge {
    from: string;
    to: string;
    /** How many in the last hour; undefined where nothing counts it. */
    count?: number;
    /** What is counted, such as `events matched`. */
    counted?: string;
    /** Whether what goes here is a failure. */
    isFailure?: boolean;
}

export interface Graph {
    nodes: GraphNode[];
    edges: GraphEdge[];
}

export interface PlacedNode extends GraphNode {
    column: number;
    row: number;
}

/**
 * Gives each node a place: a column further than all that leads to it, and in it the row nearest to those that lead to it.
 * Edges that would close a circle count for nothing.
 */
export function placeNodes({ nodes, edges }: Graph): PlacedNode[] {
    const column = new Map<string, number>();
    const visit = (id: string, way: readonly string[]): number => {
        const known = column.get(id);
        if (known !== undefined || way.includes(id)) {
            return known ?? 0;
        }
        const before = edges.filter(({ to }) => to === id).map(({ from }) => visit(from, [...way, id]) + 1);
        const place = Math.max(0, ...before);
        column.set(id, place);
        return place;
    };
    nodes.forEach(({ id }) => visit(id, []));
    const row = new Map<string, number>();
    const placed: PlacedNode[] = [];
    for (let at = 0; at <= Math.max(0, ...column.values()); at++) {
        const inColumn = nodes.filter(({ id }) => column.get(id) === at);
        const wish = (id: string) => {
            const rows = edges.filter(({ to }) => to === id).map(({ from }) => row.get(from) ?? 0);
            return rows.length === 0 ? 0 : rows.reduce((sum, one) => sum + one, 0) / rows.length;
        };
        const sorted = inColumn.map((node, index) => ({ node, wish: wish(node.id), index }));
        sorted.sort((a, b) => a.wish - b.wish || a.index - b.index);
        sorted.forEach(({ node }, index) => {
            row.set(node.id, index);
            placed.push({ ...node, column: at, row: index });
        });
    }
    return placed;
}
