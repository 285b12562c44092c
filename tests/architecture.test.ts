import { expect } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(__dirname, "..");

/** Which of the tree's rooms each may import from; packages of Pulumi count as the room `@pulumi`. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
    "handlers/billing": ["handlers/billing"],
    handlers: ["handlers", "handlers/billing"],
    infra: ["infra", "handlers", "@pulumi"],
    "index.ts": ["infra"],
    // The two drivers of the local cloud evaluate Pulumi programs; its services know nothing of Pulumi.
    "local/services": ["local/services", "local"],
    local: ["local", "local/services", "@pulumi"],
    cli: ["cli", "local", "local/services", "@pulumi"],
};

interface Import {
    file: string;
    from: string;
    to: string;
}

function filesBelow(folder: string): string[] {
    return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
        const name = path.posix.join(folder, entry.name);
        return entry.isDirectory() ? filesBelow(name) : name.endsWith(".ts") ? [name] : [];
    });
}

/** The room that a file is in: the longest of the names that its path begins with. */
function roomOf(file: string): string | undefined {
    return Object.keys(mayImport)
        .filter((room) => file === room || file.startsWith(`${room}/`))
        .sort((a, b) => b.length - a.length)[0];
}

function importsOf(file: string): Import[] {
    const text = readFileSync(path.join(root, file), "utf8");
    const named = [...text.matchAll(/(?:from|import|require\(|import\()\s*"([^"]+)"/g)].map((match) => match[1] ?? "");
    return named.flatMap((name) => {
        const to = name.startsWith("@pulumi/")
            ? "@pulumi"
            : name.startsWith(".")
              ? roomOf(path.posix.normalize(path.posix.join(path.posix.dirname(file), name)))
              : undefined;
        const from = roomOf(file);
        return to === undefined || from === undefined ? [] : [{ file, from, to }];
    });
}

describe("the tree", () => {
    const files = ["index.ts", ...["infra", "handlers", "local", "cli"].flatMap(filesBelow)];

    it("depends one way: index on infra, infra on handlers, handlers on the billing rule; local and cli on neither", () => {
        const imports = files.flatMap(importsOf);

        const wrong = imports.filter(({ from, to }) => !(mayImport[from] ?? []).includes(to));

        expect(imports.length).to.be.greaterThan(300);
        expect(wrong.map(({ file, to }) => `${file} imports from ${to}`)).to.deep.equal([]);
    });

    it("lets the local cloud know nothing of Stripe", () => {
        const named = filesBelow("local").filter((file) => /stripe/i.test(readFileSync(path.join(root, file), "utf8")));

        expect(named).to.deep.equal([]);
    });

    it("needs no bench: only the bench's own tests import it", () => {
        const importers = ["chaos", "tests"]
            .flatMap(filesBelow)
            .filter((file) => !file.startsWith("tests/bench/"))
            .filter((file) => /from "(\.\.\/)+bench\//.test(readFileSync(path.join(root, file), "utf8")));

        expect(importers).to.deep.equal([]);
    });

    it("keeps the billing rule pure: it imports node's own modules and itself alone", () => {
        const packages = filesBelow("handlers/billing").flatMap((file) =>
            [...readFileSync(path.join(root, file), "utf8").matchAll(/^import (?!type).*from "([^."][^"]*)"/gm)].map(
                (match) => `${file}: ${match[1]}`,
            ),
        );

        expect(packages.filter((one) => !one.includes(": node:"))).to.deep.equal([]);
    });
});
