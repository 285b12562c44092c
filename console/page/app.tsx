import { type ComponentChildren, Fragment } from "preact";
import { useEffect, useState } from "preact/hooks";

import type { StackView } from "../model/stack";
import { CustomerPage } from "./pages/customer";
import { EventPage } from "./pages/event";
import { EventsPage } from "./pages/events";
import { GraphPage } from "./pages/graph";
import { LettersPage } from "./pages/letters";
import { MetricsPage } from "./pages/metrics";
import { ObjectPage } from "./pages/object";
import { ReplayPage } from "./pages/replay";
import { SendPage } from "./pages/send";
import { SubscriptionsPage } from "./pages/subscriptions";
import { Help } from "./parts/help";
import { Problem } from "./parts/problem";
import { navigate, useAddress } from "./router";
import { type Loaded, useJson } from "./use-json";
import { useKeys } from "./use-keys";

interface Page {
    path: string;
    title: string;
    /** The second key after `g`. */
    key: string;
}

const pages: readonly Page[] = [
    { path: "/", title: "Events", key: "e" },
    { path: "/letters", title: "Dead letters", key: "d" },
    { path: "/subscriptions", title: "Subscriptions", key: "u" },
    { path: "/replay", title: "Replay", key: "r" },
    { path: "/metrics", title: "Metrics", key: "m" },
    { path: "/graph", title: "Graph", key: "p" },
    { path: "/send", title: "Send", key: "s" },
];

/** The whole page: what is on every one of them, and the one at the address. */
export function App() {
    const { path, query, visit } = useAddress();
    const stack = useJson<StackView>("/stack");
    const [isHelpShown, showHelp] = useState(false);
    const shown = pages.filter((page) => page.path !== "/send" || stack.data?.isLocal !== false);
    useKeys({
        "?": () => showHelp((before) => !before),
        ...Object.fromEntries(shown.map((page) => [`g ${page.key}`, () => navigate(page.path)])),
    });
    const current = pages.find((page) => page.path === path);
    useEffect(() => {
        document.title = `${current?.title ?? decodeURIComponent(path.split("/").at(-1) ?? "")} · Console`;
    }, [path]);
    return (
        <>
            <header>
                <a class="brand" href="/">
                    stripe-eventbridge
                </a>
                <nav aria-label="Pages">
                    {shown.map((page) => (
                        <a key={page.path} href={page.path} aria-current={page === current ? "page" : undefined}>
                            {page.title}
                        </a>
                    ))}
                </nav>
                <Place stack={stack} />
                <button class="quiet" onClick={() => showHelp(true)} aria-label="Keyboard shortcuts">
                    ?
                </button>
            </header>
            <main>
                {stack.error !== undefined && <Problem message={stack.error} onRetry={stack.reload} />}
                {/* A link to the page that is shown shows it anew, as everywhere: what was filled in is gone. */}
                <Fragment key={visit}>{choosePage(path, query, stack.data)}</Fragment>
            </main>
            {isHelpShown && <Help pages={shown} onClose={() => showHelp(false)} />}
        </>
    );
}

function Place({ stack: { data } }: { stack: Loaded<StackView> }) {
    return (
        <span class="place" title={data && `Region ${data.region}`}>
            {data?.place}
            {data?.isReadOnly && <span class="badge">read-only</span>}
        </span>
    );
}

function choosePage(path: string, query: URLSearchParams, stack: StackView | undefined): ComponentChildren {
    const [, area = "", id = ""] = path.split("/").map(decodeURIComponent);
    const account = query.get("account") ?? undefined;
    switch (area) {
        case "":
            return <EventsPage query={query} />;
        case "events":
            return <EventPage id={id} />;
        case "objects":
            return <ObjectPage id={id} account={account} />;
        case "customers":
            return <CustomerPage id={id} account={account} />;
        case "letters":
            return <LettersPage isReadOnly={stack?.isReadOnly ?? true} />;
        case "subscriptions":
            return <SubscriptionsPage isReadOnly={stack?.isReadOnly ?? true} />;
        case "replay":
            return <ReplayPage stack={stack} />;
        case "metrics":
            return <MetricsPage />;
        case "graph":
            return <GraphPage />;
        case "send":
            return <SendPage stack={stack} />;
        default:
            return <Problem message={`The console has no page ${path}.`} />;
    }
}
