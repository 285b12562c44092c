import "uplot/dist/uPlot.min.css";
import "./style.css";

import { render } from "preact";

import { App } from "./app";
import { openEvents } from "./events-store";
import { followLinks } from "./router";
import { rememberKeys } from "./use-keys";

followLinks();
rememberKeys();
openEvents();
render(<App />, document.getElementById("app") as HTMLElement);
