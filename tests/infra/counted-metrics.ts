import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

const root = path.resolve(__dirname, "../..");

/**
 * The names that each of the handlers' sources counts under, read from its calls of `telemetry.count`, by the file's
 * path in `handlers/`.
 *
 * @throws Error when a name is neither a literal nor looked up in an object literal of the same file
 */
export function countedMetrics(): Record<string, string[]> {
    const files = findCalls("handlers", "telemetry.count").map(({ source, calls }): [string, string[]] => {
        const names = calls.flatMap((call) => resolveNames(call.arguments[0] as ts.Expression, source));
        return [path.relative(path.join(root, "handlers"), source.fileName), [...new Set(names)].sort()];
    });
    return Object.fromEntries(files);
}

/** What functions make their telemetry with, as its source says it: constants, and a subscription's name. */
export function namedServices(): string[] {
    const names = findCalls("handlers/functions", "createTelemetry").flatMap(({ source, calls }) =>
        calls.map(({ arguments: [service] }) => service?.getText(source) ?? ""),
    );
    return [...new Set(names)].sort();
}

/** The sources in a folder that call `callee`, as it is written there. */
function findCalls(folder: string, callee: string): { source: ts.SourceFile; calls: ts.CallExpression[] }[] {
    return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .map((file) => path.join(root, folder, file))
        .flatMap((file) => {
            const text = readFileSync(file, "utf8");
            // Few have it, and parsing all of them would take most of a second.
            if (!text.includes(callee)) {
                return [];
            }
            const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
            const calls = descendants(source)
                .filter((node) => ts.isCallExpression(node))
                .filter(({ expression }) => expression.getText(source) === callee);
            return calls.length > 0 ? [{ source, calls }] : [];
        });
}

function descendants(node: ts.Node): ts.Node[] {
    const all: ts.Node[] = [];
    node.forEachChild((child) => void all.push(child, ...descendants(child)));
    return all;
}

function resolveNames(argument: ts.Expression, source: ts.SourceFile): string[] {
    if (ts.isStringLiteral(argument)) {
        return [argument.text];
    }
    if (ts.isElementAccessExpression(argument)) {
        const table = descendants(source)
            .filter((node) => ts.isVariableDeclaration(node))
            .find(({ name }) => name.getText(source) === argument.expression.getText(source))?.initializer;
        if (table !== undefined && ts.isObjectLiteralExpression(table)) {
            return table.properties
                .filter((property) => ts.isPropertyAssignment(property))
                .flatMap(({ initializer }) => resolveNames(initializer, source));
        }
    }
    throw new Error(`${source.fileName}: cannot tell which metric ${argument.getText(source)} is`);
}
