import { type Graph, type GraphEdge, placeNodes, type PlacedNode } from "../../model/graph";
import { Problem } from "../parts/problem";
import { useJson } from "../use-json";

const size = { width: 140, height: 44, columnGap: 52, rowGap: 26, margin: 16 };
/** Smaller than this, nobody could read it: then it is scrolled. */
const minScale = 0.8;

/** The program's parts and what goes between them. */
export function GraphPage() {
    const { data, error, reload } = useJson<Graph>("/graph", 5);
    return (
        <section class="fill">
            <div class="toolbar">
                <h1>Graph</h1>
                <span class="count">counts of the last hour</span>
            </div>
            {error !== undefined && <Problem message={error} onRetry={reload} />}
            {data && <Drawing graph={data} />}
        </section>
    );
}

function Drawing({ graph }: { graph: Graph }) {
    const placed = placeNodes(graph);
    const byId = new Map(placed.map((node) => [node.id, node]));
    const edges = graph.edges.flatMap((edge) => {
        const [from, to] = [byId.get(edge.from), byId.get(edge.to)];
        return from === undefined || to === undefined ? [] : [{ edge, from, to }];
    });
    const right = Math.max(...placed.map(({ column }) => column));
    const bottom = Math.max(...placed.map(({ row }) => row));
    const width = place({ column: right, row: 0 }).x + size.width + size.margin;
    const height = place({ column: 0, row: bottom }).y + size.height + size.margin;
    return (
        <div class="graph">
            <svg
                style={{ maxWidth: `${width}px`, minWidth: `${width * minScale}px` }}
                viewBox={`0 0 ${width} ${height}`}
                role="img"
                aria-label="The program"
            >
                <defs>
                    <marker
                        id="arrow"
                        viewBox="0 0 8 8"
                        refX="7"
                        refY="4"
                        markerWidth="7"
                        markerHeight="7"
                        orient="auto"
                    >
                        <path d="M0 0 8 4 0 8z" />
                    </marker>
                </defs>
                {edges.map(({ edge, from, to }) => (
                    <Edge key={`${edge.from} ${edge.to}`} edge={edge} from={from} to={to} />
                ))}
                {edges.map(({ edge, to }, index) => (
                    <Count
                        key={`${edge.from} ${edge.to}`}
                        edge={edge}
                        to={to}
                        at={edges.slice(0, index).filter((other) => other.to === to).length}
                    />
                ))}
                {placed.map((node) => (
                    <Node key={node.id} node={node} />
                ))}
            </svg>
        </div>
    );
}

function place({ column, row }: Pick<PlacedNode, "column" | "row">): { x: number; y: number } {
    return {
        x: size.margin + column * (size.width + size.columnGap),
        y: size.margin + row * (size.height + size.rowGap),
    };
}

function Node({ node }: { node: PlacedNode }) {
    const { x, y } = place(node);
    return (
        <g class={`node ${node.kind}`} transform={`translate(${x} ${y})`}>
            <title>{[node.label, node.detail].filter(Boolean).join("\n")}</title>
            <rect width={size.width} height={size.height} rx={node.kind === "table" ? 3 : 8} />
            <text x={10} y={18} class="kind">
                {node.kind}
            </text>
            <text x={10} y={34}>
                {cut(node.label)}
            </text>
        </g>
    );
}

function Edge({ edge, from, to }: { edge: GraphEdge; from: PlacedNode; to: PlacedNode }) {
    const [a, b] = [place(from), place(to)];
    const start = { x: a.x + size.width, y: a.y + size.height / 2 };
    const end = { x: b.x - 2, y: b.y + size.height / 2 };
    const middle = (start.x + end.x) / 2;
    return (
        <path
            class={edgeClass(edge)}
            d={`M${start.x} ${start.y} C${middle} ${start.y} ${middle} ${end.y} ${end.x} ${end.y}`}
            marker-end="url(#arrow)"
        />
    );
}

/** Above all lines, so that none crosses it; of several that come to the same part, the others are below each other. */
function Count({ edge, to, at }: { edge: GraphEdge; to: PlacedNode; at: number }) {
    const { x, y } = place(to);
    const line = at === 0 ? -6 : 3 + at * 12;
    return edge.count === undefined ? null : (
        <text class={edgeClass(edge)} x={x - 14} y={y + size.height / 2 + line} text-anchor="end">
            <title>{`${edge.count} ${edge.counted}`}</title>
            {edge.count.toLocaleString()}
        </text>
    );
}

function edgeClass({ count, isFailure }: GraphEdge): string {
    return ["edge", isFailure === true && count !== 0 ? "bad" : "", count === 0 ? "idle" : ""]
        .filter(Boolean)
        .join(" ");
}

function cut(text: string): string {
    return text.length > 17 ? `${text.slice(0, 16)}…` : text;
}
