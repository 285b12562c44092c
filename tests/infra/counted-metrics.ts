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
    const files = listSources("handlers").map((file): [string, string[]] => {
        const source = parse(file);
        const names = calls(source)
            .filter(({ expression }) => /^telemetry\.count$/.test(expression.getText(source)))
            .flatMap((call) => resolveNames(call.arguments[0] as ts.Expression, source));
        return [path.relative(path.join(root, "handlers"), file), [...new Set(names)].sort()];
    });
    return Object.fromEntries(files.filter(([, names]) => names.length > 0));
}

/** What functions make their telemetry with, as its source says it: constants, and a subscription's name. */
export function namedServices(): string[] {
    const names = listSources("handlers/functions").flatMap((file) => {
        const source = parse(file);
        return calls(source)
            .filter(({ expression }) => expression.getText(source) === "createTelemetry")
            .map(({ arguments: [service] }) => service?.getText(source) ?? "");
    });
    return [...new Set(names)].sort();
}

function listSources(folder: string): string[] {
    return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .map((file) => path.join(root, folder, file));
}

function parse(file: string): ts.SourceFile {
    return ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
}

function calls(source: ts.SourceFile): ts.CallExpression[] {
    return descendants(source).filter((node) => ts.isCallExpression(node));
}

function descendants(node: ts.Node): ts.Node[] {
    return node.getChildren().flatMap((child) => [child, ...descendants(child)]);
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
