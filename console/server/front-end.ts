import path from "node:path";

/** A file that the browser loads. */
export interface Asset {
    type: string;
    body: string | Uint8Array;
}

/** What every page begins with: the script builds the rest. */
const shell = `<!doctype html>
<html lang="en">
    <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Console</title>
        <link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath d='M1 4h9l-3-3h3l5 4.5-5 4.5H7l3-3H1zm14 8H6l3 3H6l-5-4.5' fill='%23635bff'/%3E%3C/svg%3E" />
        <link rel="stylesheet" href="/assets/main.css" />
        <script type="module" src="/assets/main.js"></script>
    </head>
    <body>
        <div id="app"></div>
        <noscript>The console needs JavaScript.</noscript>
    </body>
</html>
`;

const types: Readonly<Record<string, string>> = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
};

/** The page's files. They are built when the first of them is asked for, in memory: that takes less than a tenth of a second. */
export class FrontEnd {
    private built: Promise<Map<string, Asset>> | undefined;

    /** The page at an address of the console's: the script shows what is there. */
    readonly page: Asset = { type: "text/html; charset=utf-8", body: shell };

    /** @returns the file, or undefined when there is none of that name */
    async asset(name: string): Promise<Asset | undefined> {
        this.built ??= build();
        try {
            return (await this.built).get(name);
        } catch (error) {
            // The next request tries again: a file may have been mended.
            this.built = undefined;
            throw error;
        }
    }
}

async function build(): Promise<Map<string, Asset>> {
    const esbuild = await import("esbuild");
    const { outputFiles } = await esbuild.build({
        entryPoints: [path.join(__dirname, "../page/main.tsx")],
        bundle: true,
        minify: true,
        write: false,
        outdir: "/",
        format: "esm",
        target: "es2022",
        jsx: "automatic",
        jsxImportSource: "preact",
        tsconfigRaw: "{}",
        logLevel: "silent",
    });
    return new Map(
        outputFiles.map(({ path: file, contents }) => {
            const type = types[path.extname(file)] ?? "application/octet-stream";
            return [path.basename(file), { type, body: contents }];
        }),
    );
}
