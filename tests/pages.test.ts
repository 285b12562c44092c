import { expect } from "chai";
import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(__dirname, "..");

const read = (file: string) => readFileSync(path.join(root, file), "utf8");

/** The pages that name files and commands for those who change the program. */
const pages = [
    "CONTRIBUTING.md",
    "docs/architecture.md",
    "packages/local-cloud/README.md",
    ...globSync("docs/decisions/*.md", { cwd: root }),
];

/** What stands in backticks, in a line or as a block. */
function code(text: string): string[] {
    return [...text.matchAll(/```\w*\n([^]*?)```|`([^`\n]+)`/g)].map(([, block, span]) => block ?? span ?? "");
}

/** The paths in code: words with a slash in them, or with the ending of a file. Packages and URLs are none. */
function paths(text: string): string[] {
    return code(text)
        .flatMap((one) => one.split(/[\s"'(),;]+/))
        .filter((word) => /^\.?[\w-][\w.-]*(\/[\w.@-]*)+$|^\.?[\w-][\w.-]*\.(ts|c?js|md|json|ya?ml)$/.test(word));
}

function scripts(text: string): string[] {
    return [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)].map(([, run, short]) => run ?? short ?? "");
}

/** The places that Markdown links to by a relative path: the file, and the heading after `#` where there is one. */
function links(text: string): string[] {
    const prose = text.replace(/```[^]*?```|`[^`\n]*`/g, "");
    return [...prose.matchAll(/\]\(<?([^)\s>]+)>?\)/g)]
        .map(([, target = ""]) => target)
        .filter((target) => !/^[a-z]+:/.test(target));
}

/** As GitHub makes it: https://docs.github.com/en/get-started/writing-on-github (section links). */
function anchors(text: string): string[] {
    const prose = text.replace(/```[^]*?```/g, "");
    return [...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
        heading
            .toLowerCase()
            .replace(/[^\p{L}\p{N}\s_-]/gu, "")
            .replaceAll(" ", "-"),
    );
}

/** Whether what a link in `page` points to is there. */
function resolves(page: string, link: string): boolean {
    const [file = "", anchor] = link.split("#");
    const target = file === "" ? page : path.posix.join(path.posix.dirname(page), file);
    return existsSync(path.join(root, target)) && (anchor === undefined || anchors(read(target)).includes(anchor));
}

describe("the pages for contributors", () => {
    it("name only files and folders that are there", () => {
        const named = pages.flatMap((page) => paths(read(page)).map((one) => ({ page, one })));

        const missing = named.filter(({ page, one }) =>
            [root, path.join(root, path.dirname(page))].every((folder) => !existsSync(path.join(folder, one))),
        );

        expect(named.length).to.be.greaterThan(80);
        expect(missing.map(({ page, one }) => `${page}: ${one}`)).to.deep.equal([]);
    });

    it("name only npm scripts that are there", () => {
        const { scripts: known } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
        const named = pages.flatMap((page) => scripts(read(page)).map((one) => ({ page, one })));

        const missing = named.filter(({ one }) => !Object.hasOwn(known, one));

        expect(named.length).to.be.greaterThan(10);
        expect(missing.map(({ page, one }) => `${page}: npm run ${one}`)).to.deep.equal([]);
    });
});

describe("VS Code's launch.json", () => {
    it("runs only what is there", () => {
        const { configurations } = JSON.parse(read(".vscode/launch.json")) as {
            configurations: { program?: string }[];
        };

        const programs = configurations.flatMap(({ program }) => program?.replace("${workspaceFolder}", root) ?? []);

        expect(programs).to.have.length(2);
        expect(programs.filter((program) => !existsSync(program))).to.deep.equal([]);
    });
});

describe("every Markdown page", () => {
    const all = globSync("**/*.md", {
        cwd: root,
        exclude: (name) => ["node_modules", ".local", "coverage"].includes(name),
    });

    it("links only to pages and headings that are there", () => {
        const linked = [...all, ".github/pull_request_template.md"].flatMap((page) =>
            links(read(page)).map((link) => ({ page, link })),
        );

        const dead = linked.filter(({ page, link }) => !resolves(page, link));

        expect(linked.length).to.be.greaterThan(20);
        expect(dead.map(({ page, link }) => `${page}: ${link}`)).to.deep.equal([]);
    });
});
