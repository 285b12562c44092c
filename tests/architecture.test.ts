import { expect } from "chai";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(__dirname, "..");

/** Which of the tree's rooms each may import from; packages of Pulumi count as the room `@pulumi`. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
    "handlers/billing": ["handlers/billing"],
    handlers: ["handlers", "handlers/billing"],
    // What selectors mean, which commands ask too: it imports no Pulumi.
    "infra/selectors": ["infra/selectors", "handlers"],
    infra: ["infra", "infra/selectors", "handlers", "@pulumi"],
    "index.ts": ["infra"],
    // The server's part of the console does what commands do; its page is the browser's.
    "console/page": ["console/page", "console/model"],
    "console/model": ["console/model"],
    console: [
        "console",
        "console/model",
        "cli",
        "handlers",
        "handlers/billing",
        "local-cloud",
        "local-stripe",
        "stripe-events",
    ],
    cli: [
        "cli",
        "console",
        "handlers",
        "handlers/billing",
        "infra/selectors",
        "local-cloud",
        "local-stripe",
        "stripe-events",
        "@pulumi",
    ],
    // The two drivers of the local cloud evaluate Pulumi programs; its services do not import Pulumi.
    "packages/local-cloud/src/services": ["packages/local-cloud/src/services", "packages/local-cloud/src"],
    "packages/local-cloud/src": ["packages/local-cloud/src", "packages/local-cloud/src/services", "@pulumi"],
    "packages/local-stripe": ["packages/local-stripe", "stripe-events"],
    "packages/stripe-events": ["packages/stripe-events"],
};

/** The packages, and by which names others import them. */
const faces: Readonly<Record<string, readonly string[]>> = {
    "local-cloud": ["local-cloud", "local-cloud/command", "local-cloud/provider", "local-cloud/testing"],
    "local-stripe": ["local-stripe", "local-stripe/stories"],
    "stripe-events": ["stripe-events"],
};

/** Rooms that take types from any handler, but run no handler's code: the AWS clients in it would come along. */
const runNoHandler: readonly string[] = ["cli", "console"];
/** But these: sync does here what a function does on a schedule, and state reads as a handler does. */
const runHandlers = /^cli\/(sync|state)\//;

interface Import {
    file: string;
    from: string;
    to: string;
    isType: boolean;
}

function filesBelow(folder: string): string[] {
    return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
        const name = path.posix.join(folder, entry.name);
        return entry.isDirectory() ? filesBelow(name) : /\.tsx?$/.test(name) ? [name] : [];
    });
}

function read(file: string): string {
    return readFileSync(path.join(root, file), "utf8");
}

/** The room that a file is in: the longest of the names that its path begins with. */
function findRoom(file: string): string | undefined {
    return Object.keys(mayImport)
        .filter((room) => file === room || file.startsWith(`${room}/`))
        .sort((a, b) => b.length - a.length)[0];
}

/** What stands in a file's imports, and whether only types come from there. */
function readImports(file: string): { name: string; isType: boolean }[] {
    const named = read(file).matchAll(/(?:^import (type )[^;]*?from|from|import|require\(|import\()\s*"([^"]+)"/gm);
    return [...named].map(([, type, name = ""]) => ({ name, isType: type !== undefined }));
}

function importedNames(file: string): string[] {
    return readImports(file).map(({ name }) => name);
}

function findImports(file: string): Import[] {
    return readImports(file).flatMap(({ name, isType }) => {
        const [head = ""] = name.split("/");
        const to = name.startsWith("@pulumi/")
            ? "@pulumi"
            : head in faces
              ? head
              : name.startsWith(".")
                ? findRoom(path.posix.normalize(path.posix.join(path.posix.dirname(file), name)))
                : undefined;
        const from = findRoom(file);
        return to === undefined || from === undefined ? [] : [{ file, from, to, isType }];
    });
}

/** The files that a file loads, relative ones; types load nothing. */
function loadedFiles(file: string): string[] {
    return [...read(file).matchAll(/^(?:import|export) (?!type )[^;"]*"(\.[^"]+)"/gm)].flatMap(([, name = ""]) => {
        const place = path.posix.join(path.posix.dirname(file), name);
        return (
            [`${place}.ts`, `${place}.tsx`, `${place}/index.ts`].find((one) => existsSync(path.join(root, one))) ?? []
        );
    });
}

/** The packages that are loaded with a file, and not only in one of its functions. */
function loadedPackages(file: string): string[] {
    const files = new Set([file]);
    for (const one of files) {
        loadedFiles(one).forEach((next) => files.add(next));
    }
    const names = [...files].flatMap((one) =>
        [...read(one).matchAll(/^(?:import |(?:import|export) (?!type )[^;"]* from )"([@a-z][^"]*)"/gm)].map(
            ([, name = ""]) => name,
        ),
    );
    return [...new Set(names)].filter((name) => !name.startsWith("node:")).sort();
}

/** The circles of files that load each other, each as the files on the way. */
function findCircles(files: readonly string[]): string[] {
    const circles: string[] = [];
    const done = new Set<string>();
    const visit = (file: string, way: readonly string[]) => {
        if (way.includes(file)) {
            circles.push([...way.slice(way.indexOf(file)), file].join(" > "));
        } else if (!done.has(file)) {
            loadedFiles(file).forEach((next) => visit(next, [...way, file]));
            done.add(file);
        }
    };
    files.forEach((file) => visit(file, []));
    return circles;
}

describe("the tree", () => {
    const files = ["index.ts", ...["infra", "handlers", "cli", "console", "packages"].flatMap(filesBelow)];

    it("depends one way: index on infra, infra on handlers, handlers on the billing rule; packages on none of them", () => {
        const imports = files.flatMap(findImports);

        const wrong = imports.filter(({ from, to }) => !(mayImport[from] ?? []).includes(to));

        expect(imports.length).to.be.greaterThan(300);
        expect(wrong.map(({ file, to }) => `${file} imports from ${to}`)).to.deep.equal([]);
    });

    it("knows packages by their faces alone", () => {
        const outside = [...files, ...["bench", "tests"].flatMap(filesBelow)].flatMap((file) =>
            importedNames(file)
                .filter((name) => /(^|\/)packages\//.test(name) || (name.split("/")[0] ?? "") in faces)
                .filter((name) => !Object.values(faces).flat().includes(name))
                .map((name) => `${file} imports ${name}`),
        );

        expect(outside).to.deep.equal([]);
    });

    it("keeps packages apart from the program and from each other, their tests included", () => {
        const strays = filesBelow("packages").flatMap((file) => {
            const own = file.split("/").slice(0, 2).join("/");
            return importedNames(file)
                .filter((name) => name.startsWith("."))
                .map((name) => path.posix.join(path.posix.dirname(file), name))
                .filter((place) => place !== own && !place.startsWith(`${own}/`))
                .map((place) => `${file} imports ${place}`);
        });

        expect(strays).to.deep.equal([]);
    });

    it("has no files that load each other in a circle", () => {
        expect(findCircles(files)).to.deep.equal([]);
    });

    it("runs no handler in a command: only types of handlers, and the billing rule, which is pure", () => {
        const toHandlers = files
            .flatMap(findImports)
            .filter(({ from, to }) => runNoHandler.includes(from) && to.startsWith("handlers"));

        const run = toHandlers.filter(({ to, isType, file }) => {
            return to === "handlers" && !isType && !runHandlers.test(file);
        });

        expect(toHandlers.length).to.be.greaterThan(5);
        expect(run.map(({ file }) => `${file} runs a handler`)).to.deep.equal([]);
    });

    it("loads no local cloud for npm run trigger, which is to be quick", () => {
        const loads = filesBelow("cli/trigger").flatMap((file) =>
            readImports(file)
                .filter(({ name, isType }) => name === "local-cloud" && !isType)
                .map(() => file),
        );

        expect(loads).to.deep.equal([]);
    });

    it("loads little for the program, which each evaluation waits for: no client of AWS or Stripe, and part of awsx", () => {
        expect(loadedPackages("index.ts")).to.deep.equal([
            "@pulumi/aws",
            "@pulumi/awsx/classic/apigateway",
            "@pulumi/pulumi",
            "esbuild",
        ]);
    });

    it("lets the local cloud know nothing of Stripe", () => {
        const named = filesBelow("packages/local-cloud/src").filter((file) => /stripe/i.test(read(file)));

        expect(named).to.deep.equal([]);
    });

    it("lets the local cloud's services know resource types in their folders alone, and these their own service alone", () => {
        const services = "packages/local-cloud/src/services/";
        const files = filesBelow(services.slice(0, -1));
        const types = files.filter((file) => /^[^/]+\/resources\//.test(file.slice(services.length)));
        const others = files.filter((file) => !types.includes(file));
        const relative = (file: string) =>
            importedNames(file)
                .filter((name) => name.startsWith("."))
                .map((name) => path.posix.join(path.posix.dirname(file), name));

        const named = others.filter((file) => /\baws:[\w-]+\/\w+:\w+/.test(read(file)));
        const used = others.filter((file) => relative(file).some((place) => place.includes("/resources/")));
        const strays = types.flatMap((file) => {
            const own = `${services}${file.slice(services.length).split("/")[0]}/`;
            const known = [
                own,
                ...["resources/", "cloud-services", "aws-error", "uuid"].map((one) =>
                    path.posix.join(services, "..", one),
                ),
            ];
            return relative(file)
                .filter((place) => !known.some((one) => place.startsWith(one)))
                .map((place) => `${file} imports ${place}`);
        });

        expect(types.length).to.be.greaterThan(30);
        expect({ named, used, strays }).to.deep.equal({ named: [], used: [], strays: [] });
    });

    it("needs no bench: only the bench's own tests import it", () => {
        const importers = filesBelow("tests")
            .filter((file) => !file.startsWith("tests/bench/"))
            .filter((file) => /from "(\.\.\/)+bench\//.test(read(file)));

        expect(importers).to.deep.equal([]);
    });

    it("keeps the billing rule pure: it imports node's own modules and itself alone", () => {
        const packages = filesBelow("handlers/billing").flatMap((file) =>
            [...read(file).matchAll(/^import (?!type).*from "([^."][^"]*)"/gm)].map((match) => `${file}: ${match[1]}`),
        );

        expect(packages.filter((one) => !one.includes(": node:"))).to.deep.equal([]);
    });
});
